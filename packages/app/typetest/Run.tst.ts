import { Webhooks } from "@effect-intercom/app"
import type { IntercomClient } from "@effect-intercom/core"
import type { Contacts, Conversations } from "@effect-intercom/resources"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { describe, expect, test } from "tstyche"

class Mailer extends Context.Service<Mailer, { readonly send: (to: string) => Effect.Effect<void> }>()("Mailer") {}
class Ledger extends Context.Service<Ledger, { readonly note: (id: string) => Effect.Effect<void, Error> }>()(
  "Ledger"
) {}

describe("Webhooks.run", () => {
  test("gives each handler the item of its topic, and needs what handlers need", () => {
    const running = Webhooks.run({
      "conversation.user.created": ({ item }) => {
        expect(item).type.toBe<Conversations.Conversation>()
        return Ledger.use((ledger) => ledger.note(item.id))
      },
      "contact.lead.created": ({ item }) => {
        expect(item).type.toBe<Contacts.Contact>()
        return Mailer.use((mailer) => mailer.send(item.id))
      },
      otherwise: (notification) => {
        expect(notification).type.toBe<Webhooks.Notification>()
        return Effect.void
      }
    })
    expect(running).type.toBe<Effect.Effect<never, never, Webhooks.Inbox | Ledger | Mailer>>()
  })

  test("does not compile with a topic that does not exist", () => {
    expect(Webhooks.run).type.not.toBeCallableWith({ "contact.usr.created": () => Effect.void })
  })

  test("needs a client where things are read again", () => {
    expect(Webhooks.run({}, { order: Webhooks.refetch() })).type.toBe<
      Effect.Effect<never, never, Webhooks.Inbox | IntercomClient.IntercomClient>
    >()
    expect(Webhooks.run({}, { order: Webhooks.latest() })).type.toBe<Effect.Effect<never, never, Webhooks.Inbox>>()
  })
})
