import { assert, describe, it } from "@effect/vitest"
import { undescribed } from "./overlay/versions.ts"
import { orderVersions } from "./versions.ts"

const announced = undescribed.map(({ version }) => version)
const numbered = ["2.9", "2.10", "2.16"]

describe("the versions", () => {
  it("stand in their order, those that are only announced among them, the moving one last under both its names", () => {
    assert.deepStrictEqual(orderVersions([...numbered, "Preview"], announced).all, [
      ...numbered,
      "2.17",
      "Preview",
      "Unstable"
    ])
  })

  it("have as latest stable the newest that is described, which needs no hand when a description comes", () => {
    assert.strictEqual(orderVersions([...numbered, "Preview"], announced).latestStable, "2.16")
    const later = orderVersions([...numbered, "2.17", "Preview"], announced)
    assert.strictEqual(later.latestStable, "2.17")
    assert.strictEqual(later.all.filter((version) => version === "2.17").length, 1)
  })
})
