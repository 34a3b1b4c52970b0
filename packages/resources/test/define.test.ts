import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { define } from "../src/define.ts"

describe("a schema of a resource", () => {
  const counted = () => {
    const made = { times: 0 }
    const schema = define(() => {
      made.times++
      return Schema.Struct({ id: Schema.String })
    })
    return { made, schema }
  }

  it("is made once, when it is first looked at", () => {
    const { made, schema } = counted()
    assert.isTrue(Schema.isSchema(schema))
    assert.strictEqual(made.times, 0)
    assert.deepStrictEqual(Schema.decodeUnknownSync(schema)({ id: "1" }), { id: "1" })
    assert.strictEqual(schema.ast, schema.ast)
    assert.strictEqual(made.times, 1)
  })

  it("is what its function makes, also within others and with annotations", () => {
    const { made, schema } = counted()
    assert.strictEqual(schema.ast._tag, "Objects")
    assert.isTrue(Schema.is(Schema.Array(schema))([{ id: "1" }]))
    assert.isFalse(Schema.is(Schema.NullOr(schema))({ id: 1 }))
    assert.strictEqual(Schema.resolveAnnotations(schema.annotate({ title: "One" }))?.["title"], "One")
    assert.isUndefined(Schema.resolveAnnotations(schema)?.["title"])
    assert.deepStrictEqual(schema.make({ id: "1" }), { id: "1" })
    assert.strictEqual(made.times, 1)
  })
})
