/**
 * Makes modules of examples: what an example leaves out, since its reader knows or has it, is imported.
 */
import * as apps from "@effect-intercom/app"
import * as core from "@effect-intercom/core"
import * as resources from "@effect-intercom/resources"
import * as streams from "@effect-intercom/streams"
import * as streamsOnNode from "@effect-intercom/streams/node"
import * as streamsInDuckDb from "@effect-intercom/streams/duckdb"
import * as streamsAsParquet from "@effect-intercom/streams/parquet"
import * as streamsInPostgres from "@effect-intercom/streams/postgres"
import * as sync from "@effect-intercom/sync"
import * as syncRunner from "@effect-intercom/sync/runner"
import * as testing from "@effect-intercom/testing"
import * as effect from "effect"
import { readersNames } from "./exampleReader.ts"

/** What an example's reader has already: it is there for the compiler, and nothing of it runs. */
const reader = "../../tools/checks/exampleReader.ts"

/** The first that has a name is the one an example means. */
const namesByPath: ReadonlyArray<readonly [path: string, names: ReadonlyArray<string>]> = [
  ["@effect-intercom/resources", Object.keys(resources)],
  ["@effect-intercom/streams", Object.keys(streams)],
  ["@effect-intercom/core", Object.keys(core)],
  ["@effect-intercom/testing", Object.keys(testing)],
  ["@effect-intercom/app", Object.keys(apps)],
  ["@effect-intercom/sync", Object.keys(sync)],
  ["@effect-intercom/sync/runner", Object.keys(syncRunner)],
  ["effect/http", ["HttpRouter"]],
  ["@effect-intercom/streams/node", Object.keys(streamsOnNode)],
  ["@effect-intercom/streams/parquet", Object.keys(streamsAsParquet)],
  ["@effect-intercom/streams/postgres", Object.keys(streamsInPostgres)],
  ["@effect-intercom/streams/duckdb", Object.keys(streamsInDuckDb)],
  // What the language has by that name is meant first.
  ["effect", Object.keys(effect).filter((name) => !(name in globalThis))],
  ["@effect/vitest", ["assert"]],
  [reader, readersNames]
]

const paths = new Map(namesByPath.flatMap(([path, names]) => names.map((name) => [name, path] as const)).toReversed())

/** The imports of the names that code uses and has not imported itself; of what runs, without those of its reader. */
export const importsFor = (code: string, { runs }: { readonly runs: boolean }): string => {
  const imported = [...code.matchAll(/^import (?:\{([^}]*)\}|(\w+) from)/gm)].flatMap(([, names, name]) =>
    (names ?? name ?? "").split(/[ ,]+/)
  )
  const declared = [...code.matchAll(/^(?:const|let|class|function\*?) (\w+)/gm)].map(([, name = ""]) => name)
  const used = new Set([...code.matchAll(/(?<![\w.$"/-])[A-Za-z]\w*/g)].map(([name]) => name))
  return [...used]
    .filter((name) => !imported.includes(name) && !declared.includes(name))
    .filter((name) => paths.has(name) && !(runs && paths.get(name) === reader))
    .map((name) => `import { ${name} } from "${paths.get(name)}"\n`)
    .join("")
}

/** A module for the compiler: the imports, and a function with everything else. It is not meant to run. */
export const moduleToCheck = (code: string): string => {
  const lines = code.split("\n")
  const isImport = (line: string) => line.startsWith("import ")
  const rest = lines.filter((line) => !isImport(line))
  return `${importsFor(code, { runs: false })}${lines.filter(isImport).join("\n")}
export ${/\bawait\b/.test(code) ? "async function" : "function*"} example() {
${rest.map(expectingErrors).join("\n")}
}
`
}

/** Where an example says that a line does not compile, it must not. */
const expectingErrors = (line: string): string =>
  /\/\/ does not compile\b/.test(line) ? `// @ts-expect-error\n${line}` : line

/** An example of an operation. */
export interface OperationExample {
  readonly operation: string
  readonly code: string
}

/**
 * A module that exports `programs`: for each operation a program that runs its example. Ids are looked up, since those of
 * a workspace are not those of the examples, and streams are read.
 */
export const moduleToRun = (examples: ReadonlyArray<OperationExample>, ids: ReadonlyArray<string>): string => {
  const programs = examples.map(({ code, operation }) => {
    const [, stream] = /^const (\w+) = IntercomStream\./.exec(code) ?? []
    const reading = stream === undefined ? "" : `\nyield* Stream.runDrain(Stream.take(${stream}, 3))`
    return `${JSON.stringify(operation)}: Effect.gen(function* () {\n${lookUp(code, ids)}${reading}\n})`
  })
  const body = `export const programs = (idOf) => ({\n${programs.join(",\n")}\n})\n`
  return importsFor(body, { runs: true }) + body
}

const lookUp = (code: string, ids: ReadonlyArray<string>): string =>
  ids.reduce(
    (text, id) =>
      text
        .replaceAll(JSON.stringify(id), `idOf(${JSON.stringify(id)})`)
        .replaceAll(new RegExp(`(?<=[:[] ?)${id}\\b`, "g"), `Number(idOf(${JSON.stringify(id)}))`),
    code
  )
