/**
 * The results that examples tell: a statement whose value is written beside or below it, as `1 + 1 // => 2`. What is told is
 * an expression too; a text may end in `…` where only its beginning is told.
 */
import { importsFor } from "./exampleModules.ts"

/** Whether an example tells a result, so that it is run. */
export const tellsResults = (code: string): boolean => code.includes("// =>")

/** A module that exports `example`, an effect of the results: for each where it stands, what it is and what it should be. */
export const moduleOfResults = (code: string): string => {
  const lines = code.split("\n")
  const imports = lines.filter(isImport)
  const body = statementsOf(lines.filter((line) => !isImport(line))).map(noting)
  // The effect of the module is not one that the example's own imports name.
  return `import { Effect as Running } from "effect"
${importsFor(code, { runs: true })}${imports.join("\n")}
export const example = Running.gen(function* () {
const results: Array<{ readonly told: string; readonly actual: unknown; readonly expected: unknown }> = []
${body.join("\n")}
return results
})
`
}

const isImport = (line: string): boolean => line.startsWith("import ")

interface Statement {
  readonly code: string
  readonly result: string | undefined
}

/** Formatted code begins a statement at the left, and continues and closes it elsewhere or with a bracket. */
const statementsOf = (lines: ReadonlyArray<string>): ReadonlyArray<Statement> => {
  const statements: Array<{ code: string; result: string | undefined }> = []
  for (const line of lines) {
    const [, code = "", result] = /^(.*?)(?:\s*\/\/ => (.*))?$/.exec(line) ?? []
    const last = statements.at(-1)
    const more = /^\/\/ {4,}(.*)$/.exec(line)?.[1]
    if (more !== undefined && last?.result !== undefined) last.result += `\n${more}`
    else if (code === "" && result !== undefined && last !== undefined) last.result = result
    else if (last === undefined || (/^[^\s)}\]]/.test(line) && !line.startsWith("// =>")))
      statements.push({ code, result })
    else {
      last.code += `\n${code}`
      if (result !== undefined) last.result = result
    }
  }
  return statements
}

const noting = ({ code, result }: Statement): string => {
  if (result === undefined) return code
  const declared = /^const (\w+)\b/.exec(code)?.[1]
  const actual = declared ?? `(${code.trim()})`
  return `${declared === undefined ? "" : `${code}\n`}results.push({ told: ${JSON.stringify(result)}, actual: ${actual}, expected: (${result}) })`
}
