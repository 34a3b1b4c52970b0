import { assert, describe, it } from "@effect/vitest"
import { readFileSync } from "node:fs"
import { refusal } from "../src/NodeVersion.ts"

describe("the Node that is needed", () => {
  it("is the one the package says in its engines", () => {
    const manifest = readFileSync(new URL("../package.json", import.meta.url), "utf8")
    const { node } = JSON.parse(manifest).engines
    const oldest = String(node).replace(">=", "")
    assert.isUndefined(refusal({ node: `${oldest}.0` }))
    assert.include(refusal({ node: "20.20.2" }), `needs Node ${oldest} or later, and this is Node 20.20.2`)
  })

  it.each(["22.19.0", "22.20.1", "24.0.0", "26.3.0"])("%s runs the command", (node) => {
    assert.isUndefined(refusal({ node }))
  })

  it.each(["18.0.0", "20.20.2", "22.18.0", "22.9.0"])("%s does not", (node) => {
    assert.match(refusal({ node }) ?? "", /^effect-intercom: [^\n]*Node 22\.19 or later[^\n]*$/)
  })

  it("Deno does not, whichever Node it says it is, and Bun does", () => {
    assert.include(refusal({ node: "24.2.0", deno: "2.9.6" }), "this is Deno 2.9.6")
    assert.isUndefined(refusal({ node: "26.3.0", bun: "1.4.5" }))
  })
})
