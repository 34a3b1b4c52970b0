import { assert, describe, it } from "@effect/vitest"
import * as PostgresJson from "../../src/sink/PostgresJson.ts"

const made = (...records: ReadonlyArray<object>): ReadonlyArray<string> => records.map(PostgresJson.make())

describe("JSON of a record for jsonb", () => {
  it("has the keys of objects in the order of jsonb: short ones first, then by their letters", () => {
    assert.deepStrictEqual(
      made({
        name: "Ann",
        id: "1",
        type: "contact",
        list: [{ zz: 1, a: { eeeee: 0, ccc: 1, dd: 2, b: 2, a: 3 } }, [7]],
        b: 1
      }),
      [
        '{"b":1,"id":"1","list":[{"a":{"a":3,"b":2,"dd":2,"ccc":1,"eeeee":0},"zz":1},[7]],"name":"Ann","type":"contact"}'
      ]
    )
  })

  it("keeps to the keys of each record, whatever those before had under the same name", () => {
    assert.deepStrictEqual(
      made({ b: [], a: 2 }, { b: [], a: 2, "": 3 }, { a: { b: 1 } }, { b: 5, c: {} }, { b: [], a: 2 }),
      ['{"a":2,"b":[]}', '{"":3,"a":2,"b":[]}', '{"a":{"b":1}}', '{"b":5,"c":{}}', '{"a":2,"b":[]}']
    )
  })

  it("leaves a few values as they stand", () => {
    assert.deepStrictEqual(made({ type: "user", id: "1", name: null }), ['{"type":"user","id":"1","name":null}'])
  })

  it("says the same as JSON.stringify of what is no plain object, of nothing, and of names with a meaning of their own", () => {
    for (const record of [
      { when: new Date(0), own: { z: 1, toJSON: () => "own" } },
      { gone: undefined, none: null, list: [undefined, null, 1.5, false, "x"] },
      JSON.parse('{"zz":1,"__proto__":{"y":1,"x":2},"constructor":2,"10":3,"9":4}'),
      Object.assign(Object.create(null), { b: 1, a: [] })
    ]) {
      const [json = ""] = made(record)
      assert.deepStrictEqual(JSON.parse(json), JSON.parse(JSON.stringify(record)))
    }
    assert.include(made(JSON.parse('{"zz":1,"__proto__":{"x":2}}'))[0] ?? "", '"__proto__":{"x":2}')
  })

  it("writes what is nested deeply", () => {
    let nested: object = { b: 1, a: 2 }
    for (let depth = 0; depth < 500; depth++) nested = { nested }
    assert.deepStrictEqual(made(nested), [JSON.stringify(nested)])
    // Of a list in a list, too.
    let list: unknown = []
    for (let depth = 0; depth < 500; depth++) list = [list]
    assert.deepStrictEqual(made({ list }), [JSON.stringify({ list })])
  })

  it("has no character that PostgreSQL refuses", () => {
    assert.deepStrictEqual(made({ text: "a\u0000b\ud800c" }, { text: String.raw`\u0000` }), [
      String.raw`{"text":"a\ufffdb\ufffdc"}`,
      String.raw`{"text":"\\u0000"}`
    ])
  })
})
