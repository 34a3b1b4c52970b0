import { assert, describe, it } from "@effect/vitest"
import * as Glossary from "@effect-intercom/resources/glossary"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

describe("the glossary", () => {
  it("tells what a field is, in its unit, wherever it stands", () => {
    assert.match(Glossary.recordField("Conversation", "waiting_since") ?? "", /waits for an answer.*Unix seconds\.$/)
    assert.match(Glossary.inputField("contacts.update", "owner_id") ?? "", /admin/)
  })

  it("tells what a field is in one record alone", () => {
    assert.match(Glossary.recordField("Ticket", "ticket_id") ?? "", /Requests take `id`/)
    assert.match(Glossary.inputField("tags.tagTicket", "ticket_id") ?? "", /^Intercom's `id` of the ticket/)
  })

  it("tells what the values of a field mean, of those it can have", () => {
    assert.match(Glossary.recordField("Conversation", "state") ?? "", /`closed`: done; `snoozed`: put off/)
    const onUpdate = Glossary.inputField("contentImportSources.update", "sync_behavior") ?? ""
    assert.match(onUpdate, /`automated`/)
    assert.notMatch(onUpdate, /`automatic`/)
  })

  it("tells of an input with a choice what each way means", () => {
    const words = Glossary.inputField("conversations.reply", "body") ?? ""
    assert.match(words, /contact says.* Or: .*admin says/)
  })

  it("says nothing where the name says it all, or where there is no such field", () => {
    assert.isUndefined(Glossary.inputField("contacts.create", "name"))
    assert.isUndefined(Glossary.recordField("Contact", "type"))
    assert.isUndefined(Glossary.recordField("Contact", "toString"))
    assert.isUndefined(Glossary.inputField("constructor", "no_such_field"))
  })

  it("is imported by no other module, so that operations load without it", () => {
    const sources = join(import.meta.dirname, "../src")
    const importing = readdirSync(sources, { recursive: true, encoding: "utf8" }).filter(
      (path) =>
        path.endsWith(".ts") &&
        !/glossary(Texts)?\.ts$/.test(path) &&
        /from ".*\/glossary(Texts)?\.ts"/.test(readFileSync(join(sources, path), "utf8"))
    )
    assert.deepStrictEqual(importing, [])
  })
})
