/**
 * What the glossary becomes in docstrings.
 */
import { assert, describe, it } from "@effect/vitest"
import { fieldDocs, fieldSentences } from "./emit/docs.ts"
import { oneOf, plain, unknown } from "./overlay/glossary/Entry.ts"
import { emptyField, emptyObject } from "./shape.ts"

const versions = ["2.7", "2.8"]

const sentencesOf = (entry: Parameters<typeof fieldSentences>[4]) => {
  const object = emptyObject()
  const field = emptyField()
  for (const version of versions) object.versions.add(version)
  field.shape.number = true
  field.versions.add("2.8")
  return fieldSentences({ versions }, object, "launched_at", field, entry)
}

describe("the docstring of a field", () => {
  it("says what the glossary says, then unit and versions", () => {
    assert.deepStrictEqual(sentencesOf("When it first swam."), ["When it first swam.", "Unix seconds.", "Since 2.8."])
    assert.deepStrictEqual(sentencesOf(oneOf("When it swam.", { 1: "once" })).slice(0, 1), ["When it swam."])
  })

  it("has no words where the name says it all, or where nobody knows", () => {
    for (const entry of [plain, unknown("when it swam"), undefined]) {
      assert.deepStrictEqual(sentencesOf(entry), ["Unix seconds.", "Since 2.8."])
    }
  })

  it("is a line where it is short, and nothing where there is nothing to say", () => {
    assert.strictEqual(fieldDocs(["It swims.", "Since 2.8."], []), "/** It swims. Since 2.8. */\n")
    assert.strictEqual(fieldDocs([], []), "")
  })

  it("is broken into lines that one can read", () => {
    const sentence = `${"It swims far out on the water ".repeat(8).trim()}.`
    const lines = fieldDocs([sentence], []).split("\n")
    assert.isAbove(lines.length, 4)
    for (const line of lines) assert.isAtMost(line.length, 114)
    assert.strictEqual(
      lines
        .slice(1, -2)
        .map((line) => line.replace(" * ", ""))
        .join(" "),
      sentence
    )
  })

  it("lists what values mean, below", () => {
    assert.strictEqual(
      fieldDocs(
        ["Whether it swims."],
        [
          ["afloat", "it does"],
          ["sunk", "it does not"]
        ]
      ),
      "/**\n * Whether it swims.\n *\n * - `afloat`: it does\n * - `sunk`: it does not\n */\n"
    )
  })
})
