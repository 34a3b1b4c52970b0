import { Webhooks } from "@effect-intercom/app"
import type { Contacts, Conversations, Tickets } from "@effect-intercom/resources"
import { describe, expect, test } from "tstyche"

declare const notification: Webhooks.Notification

describe("a notification", () => {
  test("has the item of its topic", () => {
    if (notification.topic === "contact.user.created") expect(notification.item).type.toBe<Contacts.Contact>()
    if (notification.topic === "conversation.admin.closed") {
      expect(notification.item).type.toBe<Conversations.Conversation>()
    }
    if (notification.topic === "contact.merged") {
      expect(notification.item.merged_from).type.toBe<string | null | undefined>()
    }
    if (notification.topic === "ticket.closed" && "ticket" in notification.item) {
      expect(notification.item.ticket).type.toBe<Tickets.Ticket>()
    }
    if (notification.topic === "contact.deleted") expect(notification.item).type.not.toHaveProperty("email")
  })

  test("of an unknown topic has an unknown item", () => {
    if (notification.topic === "unknown") expect(notification.item).type.toBe<unknown>()
  })

  test("has no topic that does not exist", () => {
    expect<Webhooks.Topic>().type.not.toBeAssignableFrom<"contact.usr.created">()
  })
})
