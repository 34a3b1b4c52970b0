import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { ResponseCheck } from "../../src/index.ts"

const Part = Schema.Struct({ type: Schema.Literal("part"), body: Schema.NullOr(Schema.String) })
const Note = Schema.Struct({ type: Schema.Literal("note"), text: Schema.String, author: Schema.String })

interface Tree {
  readonly name: string
  readonly children: ReadonlyArray<Tree>
}
const Tree: Schema.Codec<Tree> = Schema.Struct({
  name: Schema.String,
  children: Schema.Array(Schema.suspend(() => Tree))
})

const Conversation: Schema.Codec<unknown, unknown> = Schema.Struct({
  id: Schema.String,
  state: Schema.Literals(["open", "closed"]),
  statistics: Schema.Struct({ first_close_at: Schema.Number, last_close_at: Schema.Number }),
  source: Schema.Struct({ body: Schema.String }),
  title: Schema.optional(Schema.String),
  parts: Schema.Array(Schema.Union([Part, Note])),
  counts: Schema.Record(Schema.String, Schema.Number),
  tree: Schema.optionalKey(Tree)
})

const good = {
  id: "1",
  state: "open",
  statistics: { first_close_at: 1, last_close_at: 2 },
  source: { body: "Hello" },
  parts: [
    { type: "part", body: null },
    { type: "note", text: "x", author: "y" }
  ],
  counts: { a: 1 }
}

const lines = (schema: Schema.Codec<unknown, unknown>, value: unknown) =>
  ResponseCheck.findMismatches(schema, value).map((mismatch) => ResponseCheck.describe([mismatch]))

describe("what differs from a schema", () => {
  it("is nothing where nothing does", () => {
    assert.deepStrictEqual(lines(Conversation, good), [])
    assert.deepStrictEqual(lines(Conversation, { ...good, unknown: 1 }), [])
  })

  it("is told for every path: missing, null, or of another kind", () => {
    assert.deepStrictEqual(
      lines(Conversation, {
        state: "snoozed",
        statistics: { first_close_at: null },
        source: null,
        title: 5,
        parts: {},
        counts: []
      }),
      [
        "id is missing, expected string",
        'state is string, expected "open" | "closed"',
        "statistics.first_close_at is null, expected number",
        "statistics.last_close_at is missing, expected number",
        "source is null, expected object",
        "title is number, expected string",
        "parts is object, expected array",
        "counts is array, expected object"
      ]
    )
  })

  it("is told once for a path of a list, whatever its rows", () => {
    const Page = Schema.Struct({ data: Schema.Array(Schema.Struct({ id: Schema.String, email: Schema.String })) })
    assert.deepStrictEqual(
      lines(Page, {
        data: [
          { id: "1", email: null },
          { id: "2", email: null },
          { id: 3, email: "x" },
          { id: "4", email: "y" }
        ]
      }),
      ["data[].email is null, expected string", "data[].id is number, expected string"]
    )
  })

  it("of a union is told of the member that is meant", () => {
    assert.deepStrictEqual(lines(Conversation, { ...good, parts: [{ type: "note", text: "x", author: 7 }] }), [
      "parts[].author is number, expected string"
    ])
    assert.deepStrictEqual(lines(Conversation, { ...good, parts: ["x"] }), ["parts[] is string, expected object"])
    assert.deepStrictEqual(lines(Schema.NullOr(Part), { type: "part" }), ["body is missing, expected string | null"])
  })

  it("in a record names no key: it may be anybody's", () => {
    const value = { ...good, counts: { "ada@example.com": "many", "bob@example.com": null } }
    assert.deepStrictEqual(lines(Conversation, value), ["counts.* is string, expected number"])
  })

  it("in a recursive schema is found at any depth", () => {
    const tree = { name: "a", children: [{ name: "b", children: [{ name: 3, children: [] }] }] }
    assert.deepStrictEqual(lines(Conversation, { ...good, tree }), [
      "tree.children[].children[].name is number, expected string"
    ])
  })

  it("is the whole where the whole is of another kind", () => {
    for (const [value, found] of [
      [null, "null"],
      ["x", "string"],
      [[], "array"],
      [true, "boolean"]
    ] as const) {
      assert.deepStrictEqual(ResponseCheck.findMismatches(Conversation, value), [
        { path: "", expected: "object", found }
      ])
    }
    assert.deepStrictEqual(lines(Conversation, null), ["the whole is null, expected object"])
  })

  it("never shows a value", () => {
    const value = { id: 4711, state: "secret", statistics: "secret", source: { body: ["secret"] }, parts: ["secret"] }
    const told = JSON.stringify(ResponseCheck.findMismatches(Conversation, value))
    assert.notInclude(told, "secret")
    assert.notInclude(told, "4711")
  })

  it("is bounded: 50 paths, and no more time for a long list than for its beginning", () => {
    const fields = Object.fromEntries(Array.from({ length: 80 }, (_, at) => [`field_${at}`, Schema.String]))
    const Wide: Schema.Codec<unknown, unknown> = Schema.Struct(fields)
    const told = ResponseCheck.findMismatches(Wide, {})
    assert.lengthOf(told, 50)
    assert.include(ResponseCheck.describe(told), "and maybe more")
    const before = performance.now()
    const wrong = Array.from({ length: 300_000 }, () => ({ id: 1 }))
    assert.lengthOf(ResponseCheck.findMismatches(Schema.Array(Schema.Struct({ id: Schema.String })), wrong), 1)
    assert.isBelow(performance.now() - before, 30_000)
  })

  it("is something wherever the schema does not fit, checks and tuples included", () => {
    const Odd = Schema.Struct({
      pair: Schema.Tuple([Schema.String, Schema.Number]),
      count: Schema.Int,
      whole: Schema.Struct({}),
      deep: Schema.NullOr(Schema.Union([Schema.String, Schema.Array(Schema.Number)]))
    })
    const fit = { pair: ["a", 1], count: 1, whole: {}, deep: [1] }
    assert.deepStrictEqual(lines(Odd, fit), [])
    assert.deepStrictEqual(lines(Odd, { ...fit, pair: ["a"] }), ["pair is array, expected array"])
    assert.deepStrictEqual(lines(Odd, { ...fit, pair: [1, 1] }), ["pair[] is number, expected string"])
    assert.deepStrictEqual(lines(Odd, { ...fit, count: 1.5 }), ["count is number, expected an integer"])
    assert.deepStrictEqual(lines(Odd, { ...fit, whole: null }), ["whole is null, expected object"])
    assert.deepStrictEqual(lines(Odd, { ...fit, deep: ["x"] }), ["deep[] is string, expected number"])
  })
})
