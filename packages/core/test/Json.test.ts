import { assert, describe, it } from "@effect/vitest"
import { Random, Effect } from "effect"
import * as Json from "../src/Json.ts"

describe("an integer of JSON", () => {
  it("beyond 2^53 becomes the text of its digits", () => {
    assert.deepStrictEqual(Json.parse("12345678901234567891"), "12345678901234567891")
    assert.deepStrictEqual(Json.parse('{"id":9007199254740993,"next":[-9007199254740993]}'), {
      id: "9007199254740993",
      next: ["-9007199254740993"]
    })
    assert.deepStrictEqual(Json.parse("[9007199254740992, 9007199254740993]"), ["9007199254740992", "9007199254740993"])
  })

  it("up to 2^53 stays a number", () => {
    assert.deepStrictEqual(Json.parse("[9007199254740991,-9007199254740991]"), [9007199254740991, -9007199254740991])
  })

  it("is not looked for in texts, fractions and exponents", () => {
    const text = String.raw`{"a":"id:12345678901234567891,","b":"\\\"12345678901234567891","c\\":1.12345678901234567891,"d":1e-1234567890123456,"e":12345678901234567891.5}`
    assert.deepStrictEqual(Json.parse(text), JSON.parse(text))
  })

  it("is found at any place", () => {
    for (let before = 0; before < 64; before++) {
      const text = `[${" ".repeat(before)}1234567890123456789]`
      assert.deepStrictEqual(Json.parse(text), ["1234567890123456789"], text)
    }
  })

  it("of the fewest digits that are too many is found at any place, behind whatever a number can stand behind", () => {
    for (let before = 0; before < 32; before++) {
      const blank = "x".repeat(before)
      for (const sign of ["", "-"]) {
        const found = `${sign}9007199254740993`
        assert.deepStrictEqual(Json.parse(`{"${blank}":${found}}`), { [blank]: found })
        assert.deepStrictEqual(Json.parse(`["${blank}",${found},7]`), [blank, found, 7])
        assert.deepStrictEqual(Json.parse(`["${blank}",\n\t${found}\r\n]`), [blank, found])
        assert.deepStrictEqual(Json.parse(`["${blank}",[${found}]]`), [blank, [found]])
        assert.deepStrictEqual(Json.parse(`["${blank}1234567890123456", ${found}]`), [
          `${blank}1234567890123456`,
          found
        ])
      }
    }
  })

  it("that JSON does not allow is refused as ever", () => {
    for (const text of [
      "01234567890123456789",
      "+12345678901234567891",
      '{"a":12345678901234567891',
      '"12345678901234567',
      ""
    ]) {
      assert.throws(() => Json.parse(text), SyntaxError)
    }
  })

  it.effect("apart, texts give what JSON.parse gives", () =>
    Effect.gen(function* () {
      const pieces = ['"', "\\", "1234567890123456", "7", ".", "e5", ":", ",", "[", "]", "{", "}", "-", " ", "a", "0"]
      let parsed = 0
      for (let round = 0; round < 20_000; round++) {
        let text = ""
        const length = yield* Random.nextIntBetween(1, 9)
        for (let n = 0; n < length; n++) text += pieces[yield* Random.nextIntBetween(0, pieces.length - 1)] ?? ""
        const expected = attempt(() => JSON.parse(text))
        const actual = attempt(() => Json.parse(text))
        if (expected === undefined) assert.isUndefined(actual, text)
        else {
          parsed++
          // A number and the text of its digits say the same, to the digits a number holds.
          assert.deepStrictEqual(asNumbers(actual), asNumbers(expected), text)
        }
      }
      assert.isAbove(parsed, 100)
    })
  )
})

const attempt = (parse: () => unknown): unknown => {
  try {
    return parse()
  } catch {
    return undefined
  }
}

const asNumbers = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(asNumbers)
  return typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : value
}
