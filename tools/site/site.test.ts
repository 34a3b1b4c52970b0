import { Operations } from "@effect-intercom/resources"
import { assert, describe, it } from "@effect/vitest"
import { join, resolve } from "node:path"
import { guidePages } from "./guides.ts"
import { resourcePages } from "./resources.ts"
import { declaredIn, modulesOf, operationWords } from "./source.ts"

const root = resolve(import.meta.dirname, "../..")
const generated = join(root, "packages/resources/src/generated")

describe("the site", () => {
  it("has words for every operation", () => {
    const modules = modulesOf(generated)
    const silent = Operations.all.filter(
      ({ name, resource }) => (operationWords(modules.get(resource) ?? "").get(name) ?? "") === ""
    )
    assert.deepStrictEqual(
      silent.map(({ id }) => id),
      []
    )
  })

  it("has every operation on the page of its resource, with its endpoint as a heading", () => {
    const pages = new Map(resourcePages(root).map((page) => [page.title, page.body]))
    for (const { operation, resource } of Operations.all) {
      const heading = `## ${operation.method} ${operation.path.replace(/[{}]/g, (brace) => `\\${brace}`)}\n`
      assert.include(pages.get(resource) ?? "", heading)
    }
  })

  it("knows the fields of records and what they mean", () => {
    const declared = declaredIn(modulesOf(join(generated, "records")).get("Contact") ?? "")
    const contact = declared.find(({ name }) => name === "Contact")
    const fields = new Map(contact?.fields.map((field) => [field.name, field]))
    assert.strictEqual(fields.get("id")?.type, "string")
    assert.strictEqual(fields.get("external_id")?.isOptional, false)
    assert.isAbove(Array.from(fields.values()).filter(({ isOptional }) => isOptional).length, 10)
    assert.include(fields.get("created_at")?.words ?? "", "Unix seconds")
  })

  it("leads from guide to guide, and leaves the words of links that lead nowhere on it", () => {
    const pages = new Map(guidePages(root, "/docs/", undefined).map((page) => [page.slug, page.body]))
    assert.include(pages.get("guides/streams") ?? "", "(/docs/guides/tables/)")
    for (const [slug, body] of pages) {
      const code = body.replace(/^```[\s\S]*?^```$/gm, "")
      assert.notMatch(code, /\]\((?!https?:|#|\/docs\/)/, slug)
    }
  })
})
