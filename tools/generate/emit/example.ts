/**
 * Writes the example of an operation, as a user would.
 *
 * Pages are shown as a stream of all rows: that the operation itself answers one page, its type says already.
 */
import { property } from "../naming.ts"
import { code, type ExampleValue } from "../overlay/Example.ts"
import type { PlannedOperation } from "../plan.ts"
import { isExpression } from "../planExample.ts"

/** The lines of the example. */
export const exampleLines = (operation: PlannedOperation): ReadonlyArray<string> => {
  const { example, name, pages, reads, resource } = operation
  if (example === undefined) return []
  const { answer, file, input } = example
  const callee = `${resource}.${name}`
  const hasInput = Object.keys(input).length > 0
  if (reads === "bytes")
    return [
      "const fs = yield* FileSystem.FileSystem",
      ...statement(`const bytes = ${callee}(`, input, ")"),
      `yield* Stream.run(bytes, fs.sink(${JSON.stringify(file)}))`
    ]
  const holder = answer.variable === undefined ? "" : `const ${target(answer.variable, answer.field)} = `
  if (pages) {
    const beginning = `${holder}IntercomStream.items(${callee}`
    return hasInput ? statement(`${beginning}, `, input, ")") : [`${beginning})`]
  }
  const beginning = `${holder}yield* ${callee}(`
  return hasInput ? statement(beginning, input, ")") : [`${beginning})`]
}

const target = (variable: string, field: string | undefined): string => {
  if (field === undefined) return variable
  return field === variable ? `{ ${field} }` : `{ ${field}: ${variable} }`
}

const statement = (before: string, value: ExampleValue, after: string): ReadonlyArray<string> =>
  `${before}${print(value, "", before.length + after.length)}${after}`.split("\n")

/** As wide as the formatter lets code be, beside the asterisk. */
const width = 116

/** A value on one line where it fits beside `taken` characters, otherwise with a line for each part. */
const print = (value: ExampleValue, indent: string, taken: number): string => {
  const flat = printFlat(value)
  if (indent.length + taken + flat.length <= width || typeof value !== "object" || value === null) return flat
  if (isExpression(value)) return flat
  const inner = `${indent}  `
  if (isList(value)) return `[\n${value.map((each) => inner + print(each, inner, 1)).join(",\n")}\n${indent}]`
  const fields = Object.entries(value).map(([name, field]) => {
    const key = `${property(name)}: `
    return `${inner}${key}${print(field, inner, key.length + 1)}`
  })
  return `{\n${fields.join(",\n")}\n${indent}}`
}

const printFlat = (value: ExampleValue): string => {
  if (typeof value !== "object" || value === null) return JSON.stringify(value)
  if (isExpression(value)) return value[code]
  if (isList(value)) return `[${value.map(printFlat).join(", ")}]`
  const fields = Object.entries(value).map(([name, field]) => `${property(name)}: ${printFlat(field)}`)
  return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`
}

const isList = (value: ExampleValue): value is ReadonlyArray<ExampleValue> => Array.isArray(value)
