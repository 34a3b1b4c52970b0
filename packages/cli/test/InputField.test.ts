import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as InputField from "../src/InputField.ts"

const schema = Schema.Struct({
  id: Schema.Union([Schema.String, Schema.Number]),
  per_page: Schema.optional(Schema.Number),
  active: Schema.optional(Schema.Boolean),
  role: Schema.optional(Schema.NullOr(Schema.Literals(["user", "lead"]))),
  tags: Schema.optional(Schema.Array(Schema.String)),
  query: Schema.optional(Schema.Struct({ field: Schema.String })),
  custom: Schema.optional(Schema.Unknown)
})

const fields = InputField.fieldsOf(schema)

/** What the flag of a field makes of a text. */
const valueOf = (name: string, text: string) => {
  const field = fields.find((field) => field.name === name)
  if (field === undefined) return Effect.die(`no field ${name}`)
  return Effect.map(
    InputField.flag(field, "in the body").parse({ flags: { [name]: [text] }, arguments: [] }) as Effect.Effect<
      readonly [ReadonlyArray<string>, Option.Option<unknown>],
      unknown
    >,
    ([, value]) => Option.getOrUndefined(value)
  )
}

describe("InputField", () => {
  it("tells the fields of a schema, what they take, and which are required", () => {
    assert.deepStrictEqual(
      fields.map(({ name, required, takes }) => [name, required, takes]),
      [
        ["id", true, "text or number"],
        ["per_page", false, "number"],
        ["active", false, "true or false"],
        ["role", false, "one of user, lead or null"],
        ["tags", false, "JSON list"],
        ["query", false, "JSON object"],
        ["custom", false, "JSON or text"]
      ]
    )
  })

  it("requires of a union what every member requires", () => {
    const union = Schema.Union([
      Schema.Struct({ id: Schema.String, admin_id: Schema.String }),
      Schema.Struct({ id: Schema.String, user_id: Schema.String })
    ])
    assert.deepStrictEqual(
      InputField.fieldsOf(union).map(({ name, required }) => [name, required]),
      [
        ["id", true],
        ["admin_id", false],
        ["user_id", false]
      ]
    )
  })

  it.effect("keeps an id as text, however much it looks like a number", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* valueOf("id", "0123"), "0123")
    })
  )

  it.effect("reads numbers, lists and objects as JSON", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* valueOf("per_page", "50"), 50)
      assert.deepStrictEqual(yield* valueOf("tags", '["a"]'), ["a"])
      assert.deepStrictEqual(yield* valueOf("query", '{"field":"email"}'), { field: "email" })
      assert.deepStrictEqual(yield* valueOf("custom", "plain"), "plain")
      assert.deepStrictEqual(yield* valueOf("custom", "[1]"), [1])
    })
  )

  it.effect("refuses a text that is not what the field takes", () =>
    Effect.gen(function* () {
      for (const [name, text] of [
        ["per_page", "many"],
        ["tags", "{}"],
        ["query", "[1]"]
      ] as const) {
        const error = yield* Effect.flip(valueOf(name, text))
        assert.match(String(error), /Invalid value for flag/, name)
      }
    })
  )
})
