/**
 * The repository stands on its own and holds to its ground rules: what no linter looks at, read from the tracked text.
 *
 * Prints `file:line: rule` for each finding and exits with 1 where there is one.
 */
import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"

interface Rule {
  readonly says: string
  readonly pattern: RegExp
  readonly applies: (path: string) => boolean
  /** A docstring may show what the code must not do. */
  readonly exceptComments?: boolean
}

/** Hand-written source that ships. */
const library = (path: string) => /^packages\/[^/]+\/src\/.*\.ts$/.test(path) && !path.endsWith(".test.ts")
const source = (path: string) => /\.[cm]?tsx?$/.test(path)
const outsideCi = (path: string) => path !== ".ci/run"

// The patterns are put together from pieces so that this file does not find itself.
const rules: ReadonlyArray<Rule> = [
  {
    says: "speaks of a folder beside the repository",
    pattern: new RegExp(["\\.\\.", "shared\\b"].join("/")),
    applies: outsideCi
  },
  {
    says: "speaks of a path on one machine",
    pattern: new RegExp(`(?:^|[\\s"'\`(=])/(?:${["work/", "tmp/lab", "tmp/brief", "root/"].join("|")})`),
    applies: outsideCi
  },
  { says: "speaks of an issue by number", pattern: /\bissues? #?\d+\b/i, applies: outsideCi },
  { says: "silences the compiler", pattern: new RegExp(`@ts-${"ignore"}|@ts-${"nocheck"}`), applies: source },
  { says: "runs one test and skips the rest", pattern: new RegExp(`\\.${"only"}\\(`), applies: source },
  { says: "skips a test", pattern: /\b(?:it|describe|test)(?:\.\w+)?\.skip\(/, applies: source },
  {
    says: "uses the wall clock or a timer outside Effect",
    pattern: /\bDate\.now\(|\bsetTimeout\(/,
    applies: library,
    exceptComments: true
  },
  { says: "writes to the console outside Effect", pattern: /\bconsole\.\w+\(/, applies: library, exceptComments: true },
  { says: "names a registry's host", pattern: /https?:\/\//, applies: (path) => path.endsWith("pnpm-lock.yaml") }
]

const maximumLines = 500

const tracked = execFileSync("git", ["ls-files", "-z"], { encoding: "utf8", maxBuffer: 1 << 26 })
  .split("\0")
  .filter((path) => path !== "")

const findings = tracked.flatMap(findingsIn)
for (const finding of findings) console.error(finding)
console.log(`${tracked.length} files read, ${findings.length} findings`)
process.exit(findings.length === 0 ? 0 : 1)

function findingsIn(path: string): ReadonlyArray<string> {
  const text = readText(path)
  if (text === undefined) return []
  const lines = text.split("\n")
  const found = lines.flatMap((line, index) =>
    rules
      .filter(
        (rule) => rule.applies(path) && rule.pattern.test(line) && !(rule.exceptComments === true && isComment(line))
      )
      .map((rule) => `${path}:${index + 1}: ${rule.says}`)
  )
  const long = library(path) && lines.length > maximumLines && !isGenerated(text)
  return long ? [...found, `${path}:${maximumLines}: longer than ${maximumLines} lines`] : found
}

/** A file deleted but not yet committed, or not text, has nothing to read. */
function readText(path: string): string | undefined {
  try {
    const text = readFileSync(path, "utf8")
    return text.includes("\0") ? undefined : text
  } catch {
    return undefined
  }
}

function isComment(line: string): boolean {
  return /^\s*(?:\/\/|\/?\*)/.test(line)
}

function isGenerated(text: string): boolean {
  return /\bgenerated\b/i.test(text.slice(0, 400))
}
