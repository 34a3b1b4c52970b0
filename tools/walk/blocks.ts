/**
 * The code of a README, as programs and command lines.
 */
import { readFileSync } from "node:fs"
import { importsFor } from "../checks/exampleModules.ts"

/** What a block may leave out to its reader. A word of a sentence, or the name of a field, is none of it. */
const ofReader: ReadonlySet<string> = new Set(
  Array.from(
    readFileSync(new URL("./reader.ts", import.meta.url), "utf8").matchAll(/^export const (\w+)/gm),
    ([, name = ""]) => name
  )
)

export interface Block {
  readonly language: string
  readonly code: string
  /** Where it begins. */
  readonly line: number
}

export const blocksOf = (text: string): ReadonlyArray<Block> =>
  Array.from(text.matchAll(/^```(\w+)\n([^]*?)\n```$/gm), ({ 1: language = "", 2: code = "", index }) => ({
    language,
    code,
    line: text.slice(0, index).split("\n").length
  }))

/** What `npm install` lines name, in blocks and in sentences. */
export const installed = (text: string): ReadonlyArray<string> =>
  Array.from(text.matchAll(/\bnpm install ([^`#\n]+)/g), ([, names = ""]) => names.split(" "))
    .flat()
    .filter((name) => name !== "" && !name.startsWith("-"))

/** The command lines of a block of a shell, without what they are commented with. */
export const commandLines = (code: string): ReadonlyArray<string> =>
  code
    .split("\n")
    .map((line) => line.replace(/\s+#.*$/, ""))
    .filter((line) => line !== "")

/**
 * A module that runs a block. One with promises is a module as it stands. Any other is what stands in a program of effects: what it leaves
 * out is imported, and what it makes (a program, a stream) is run.
 */
export const moduleOf = ({ code, language }: Block): string => {
  if (language === "js" || /\bawait\b/.test(code)) return code
  const lines = code.split("\n").filter((line) => !/\/\/ does not compile\b/.test(line))
  const isImport = (line: string) => line.startsWith("import ")
  const body = lines
    .filter((line) => !isImport(line))
    .map((line) => line.replace(/^(?=[A-Za-z]\w*\.)/, "made[made.length] = "))
  const declared = ["program", "leads"].filter((name) => new RegExp(`^const ${name} =`, "m").test(code))
  const imports = importsFor(code, { runs: false })
    .replaceAll("../../tools/checks/exampleReader.ts", "./reader.ts")
    .replace(/^import \{ (\w+) \} from "\.\/reader\.ts"\n/gm, (line, name: string) => (ofReader.has(name) ? line : ""))
  return `${lines.filter(isImport).join("\n")}
${imports}import { runBlock } from "./reader.ts"
await runBlock(function* (made) {
${body.join("\n")}
${declared.map((name) => `made.push(${name})`).join("\n")}
})
`
}
