import { assert, describe, it } from "@effect/vitest"
import { shapesOf } from "./shapes.ts"
import { treeOf } from "./recordings.ts"

describe("the shape of recorded records", () => {
  it("counts kinds by path and holds no value, nor a name that a workspace gave", () => {
    const records = [
      {
        type: "boat",
        owner: "ada@example.com",
        tags: [{ name: "fast" }, { name: null }],
        custom_attributes: { "shoe size": 43 }
      },
      { type: "boat", owner: null, tags: [], custom_attributes: {} }
    ]
    const shapes = shapesOf(records)
    assert.deepStrictEqual(shapes, {
      boat: {
        observed: 2,
        fields: {
          custom_attributes: { object: 2 },
          owner: { string: 1, null: 1 },
          tags: { array: 2 },
          "tags[]": { object: 2 },
          "tags[].name": { string: 1, null: 1 },
          type: { string: 2 }
        }
      }
    })
    assert.notMatch(JSON.stringify(shapes), /ada@|fast|shoe|43/)
  })

  it("is read as a tree, whose root stands as often as the records", () => {
    const { fields, kinds } = treeOf({ observed: 2, fields: { tags: { array: 2 }, "tags[].name": { string: 3 } } })
    assert.deepStrictEqual([...kinds], [["object", 2]])
    assert.deepStrictEqual([...(fields.get("tags")?.items?.fields.get("name")?.kinds ?? [])], [["string", 3]])
  })
})
