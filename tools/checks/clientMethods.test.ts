/**
 * The guide for those who come from Intercom's own client has all of its methods.
 */
import { assert, describe, it } from "@effect/vitest"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { clientMethods, clientTable } from "./clientMethods.ts"
import { root } from "./docExamples.ts"

describe("docs/from-intercom-client.md", () => {
  it("names the operation beside each method of the client", () => {
    const methods = clientMethods()
    assert.isAtLeast(methods.length, 100)
    const guide = readFileSync(join(root, "docs/from-intercom-client.md"), "utf8")
    assert.isTrue(
      guide.trimEnd().endsWith(clientTable(methods)),
      "node tools/checks/clientMethods.ts prints the table to put at its end"
    )
  })
})
