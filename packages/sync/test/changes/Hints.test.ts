import { Webhooks } from "@effect-intercom/app"
import { assert, describe, it } from "@effect/vitest"
import * as Hints from "../../src/changes/Hints.ts"

const notification = (topic: string, item: object, app_id = "ours") =>
  Webhooks.decode(JSON.stringify({ type: "notification_event", id: "n", topic, app_id, created_at: 7, data: { item } }))

const all = new Set(["contacts", "companies", "conversations", "tickets"])
const of = (topic: string, item: object, streams = all, app_id?: string) =>
  Hints.of(notification(topic, item, app_id), streams, "ours").map(({ goneAt, id, stream }) =>
    `${stream} ${id} ${goneAt ?? ""}`.trim()
  )

describe("what a notification hints at", () => {
  it("is the record it is about, also where that stands inside another", () => {
    assert.deepStrictEqual(of("contact.user.created", { type: "contact", id: "1" }), ["contacts 1"])
    assert.deepStrictEqual(of("conversation.admin.replied", { id: "2" }), ["conversations 2"])
    assert.deepStrictEqual(of("ticket.closed", { ticket: { id: "3" } }), ["tickets 3"])
    assert.deepStrictEqual(of("contact.user.tag.created", { tag: { id: "9" }, contact: { id: "4" } }), ["contacts 4"])
  })

  it("is both of a pair, and both of a merge", () => {
    const pair = { company: { id: "1" }, contact: { id: "2" } }
    assert.deepStrictEqual(of("company.contact.attached", pair), ["companies 1", "contacts 2"])
    assert.deepStrictEqual(of("contact.merged", { id: "2", merged_from: "1" }), ["contacts 1 7", "contacts 2"])
  })

  it("has the time at which a record went", () => {
    assert.deepStrictEqual(of("contact.deleted", { id: "1" }), ["contacts 1 7"])
  })

  it("is nothing of streams that are not followed, of other workspaces, and of topics nobody knows", () => {
    assert.deepStrictEqual(of("contact.deleted", { id: "1" }, new Set(["tickets"])), [])
    assert.deepStrictEqual(of("contact.deleted", { id: "1" }, all, "theirs"), [])
    assert.deepStrictEqual(of("contact.did.something", { id: "1" }), [])
    assert.deepStrictEqual(of("contact.deleted", {}), [])
  })
})
