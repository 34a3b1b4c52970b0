import { assert, describe, it, vi } from "@effect/vitest"
import { Result, Schema } from "effect"
import { guardOf } from "../../src/check/Guard.ts"

interface Tree {
  readonly name: string
  readonly children: ReadonlyArray<Tree>
}
const Tree: Schema.Codec<Tree> = Schema.Struct({
  name: Schema.String,
  children: Schema.Array(Schema.suspend(() => Tree))
})

const Wire: Schema.Codec<unknown, unknown> = Schema.Struct({
  type: Schema.Literal("contact"),
  id: Schema.Union([Schema.String, Schema.Number]),
  email: Schema.optionalKey(Schema.NullOr(Schema.String)),
  name: Schema.optional(Schema.String),
  role: Schema.Literals(["user", "lead"]),
  tags: Schema.Struct({ data: Schema.Array(Schema.Struct({ id: Schema.String })), has_more: Schema.Boolean }),
  custom_attributes: Schema.Record(Schema.String, Schema.NullOr(Schema.Union([Schema.String, Schema.Finite]))),
  tree: Schema.optionalKey(Tree),
  pair: Schema.optionalKey(Schema.Tuple([Schema.String, Schema.Number])),
  any: Schema.optionalKey(Schema.Unknown),
  empty: Schema.optionalKey(Schema.Struct({}))
})

const example = {
  type: "contact",
  id: 1,
  email: null,
  name: undefined,
  role: "lead",
  tags: { data: [{ id: "1" }, { id: "2" }], has_more: false },
  custom_attributes: { plan: "pro", seats: 3, none: null },
  tree: { name: "a", children: [{ name: "b", children: [] }] },
  pair: ["a", 1],
  any: { thing: [] },
  empty: {}
}

/** A generator of numbers that gives the same ones every time. */
const numbers = (seed: number) => () => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
  return seed / 2 ** 32
}

const strange = [
  undefined,
  null,
  "",
  "user",
  "contact",
  0,
  1.5,
  Number.NaN,
  true,
  [],
  {},
  [null],
  { id: 1 },
  ["a", "b"]
]

/** A copy of `value` with one place, anywhere within, replaced, removed or added. */
const mutated = (value: unknown, next: () => number): unknown => {
  if (typeof value !== "object" || value === null || next() < 0.15) return strange[Math.floor(next() * strange.length)]
  const entries = Object.entries(value)
  const at = Math.floor(next() * entries.length)
  const act = next()
  const changed = entries.flatMap(([key, inner], index): Array<[string, unknown]> => {
    if (index !== at) return [[key, inner]]
    return act < 0.2 ? [] : [[key, mutated(inner, next)]]
  })
  if (act > 0.8) changed.push([`new_${Math.floor(next() * 10)}`, strange[Math.floor(next() * strange.length)]])
  return Array.isArray(value) ? changed.map(([, inner]) => inner) : Object.fromEntries(changed)
}

describe("a compiled guard", () => {
  it.each(["parsed", "exact"] as const)("agrees with its schema on 40,000 mutated values, %s", (kind) => {
    const decode = Schema.decodeUnknownResult(Wire, { onExcessProperty: kind === "exact" ? "error" : "ignore" })
    const is = (value: unknown) => Result.isSuccess(decode(value))
    const guard = guardOf(Wire, kind)
    const next = numbers(42)
    let accepted = 0
    for (let index = 0; index < 40_000; index++) {
      let value: unknown = example
      for (let times = Math.floor(next() * 4); times > 0; times--) value = mutated(value, next)
      const expected = is(value)
      if (expected) accepted++
      assert.strictEqual(guard(value), expected, JSON.stringify(value))
    }
    assert.isTrue(accepted > 2000 && accepted < 36_000, `${accepted} of 40,000 accepted: the mutations are too tame`)
  })

  it("agrees with a schema of anything on 10,000 mutated values that were JSON, and looks at them only where it is exact", () => {
    const Anything = Schema.Union([
      Schema.String,
      Schema.Number,
      Schema.Boolean,
      Schema.Null,
      Schema.Array(Schema.Unknown),
      Schema.Record(Schema.String, Schema.Unknown)
    ])
    const Open = Schema.Struct({ type: Schema.String, custom_attributes: Schema.Record(Schema.String, Anything) })
    const guard = guardOf(Open)
    const next = numbers(7)
    let accepted = 0
    for (let index = 0; index < 10_000; index++) {
      const value: unknown = JSON.parse(JSON.stringify(mutated(example, next) ?? null))
      const expected = Schema.is(Open)(value)
      if (expected) accepted++
      assert.strictEqual(guard(value), expected, JSON.stringify(value))
    }
    assert.isTrue(accepted > 1000 && accepted < 9000, `${accepted} of 10,000 accepted: the mutations are too tame`)
    const unsendable = { type: "contact", custom_attributes: { plan: undefined } }
    assert.isTrue(guard(unsendable))
    assert.isFalse(guardOf(Open, "exact")(unsendable))
  })

  it("still looks at a union that leaves something of JSON out", () => {
    const guard = guardOf(Schema.Record(Schema.String, Schema.Union([Schema.String, Schema.Number, Schema.Null])))
    assert.isTrue(guard({ plan: "pro" }))
    assert.isFalse(guard({ plan: true }))
  })

  it("agrees on what is no object at all", () => {
    const guard = guardOf(Wire)
    for (const value of strange) assert.strictEqual(guard(value), Schema.is(Wire)(value))
  })

  it("is compiled once", () => {
    assert.strictEqual(guardOf(Wire), guardOf(Wire))
  })

  it("is the schema itself where code cannot be generated", () => {
    vi.stubGlobal("Function", () => {
      throw new EvalError("not allowed")
    })
    const schema = Schema.Struct({ id: Schema.String })
    assert.isTrue(guardOf(schema)({ id: "1" }))
    assert.isFalse(guardOf(schema)({ id: 1 }))
    vi.unstubAllGlobals()
  })
})
