import {
  Admins,
  Contacts,
  DataAttributes,
  DataEvents,
  DataExport,
  Messages,
  Notes,
  SubscriptionTypes,
  Teams,
  TicketTypes,
  Tickets,
  Visitors
} from "@effect-intercom/resources"
import { CallOptions } from "@effect-intercom/core"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { FakeIntercom } from "../../src/FakeIntercom.ts"

const everything = Effect.gen(function* () {
  const { dump } = yield* FakeIntercom
  const [contact] = (yield* Contacts.list({ per_page: 1 })).data
  const id = contact?.id ?? ""
  return {
    contact,
    notes: yield* Notes.listForContact({ contact_id: id }),
    events: yield* DataEvents.list({ type: "user", intercom_user_id: id }),
    summaries: yield* DataEvents.list({ type: "user", intercom_user_id: id, summary: true }),
    subscriptions: yield* Contacts.listSubscriptions({ id }),
    admins: yield* Admins.list(),
    teams: yield* Teams.list(),
    types: yield* TicketTypes.list(),
    tickets: yield* Stream.runCollect(dump("tickets")),
    attributes: yield* DataAttributes.list({ include_archived: true })
  }
})

const change = Effect.gen(function* () {
  const { workspace } = yield* FakeIntercom
  const [contact] = (yield* Contacts.list({ per_page: 1 })).data
  const id = contact?.id ?? ""
  const admin = (yield* Admins.list()).admins[0]?.id ?? ""
  const team = (yield* Teams.list()).teams[0]?.id ?? ""
  yield* Notes.createForContact({ contact_id: id, body: "Hello" })
  yield* DataEvents.create({ event_name: "paid", created_at: workspace.now(), id })
  yield* DataEvents.createSummaries({
    user_id: contact?.external_id ?? "",
    event_summaries: { event_name: "paid", count: 3 }
  })
  for (const type of (yield* SubscriptionTypes.list()).data) {
    yield* SubscriptionTypes.attachToContact({ contact_id: id, id: type.id, consent_type: type.consent_type ?? "" })
  }
  yield* Admins.setAway({ id: admin, away_mode_enabled: true, away_mode_reassign: true })
  yield* Teams.update({ id: team, admin_ids: [] })
  yield* TicketTypes.create({ name: "Return" })
  yield* Tickets.create({ ticket_type_id: "1", contacts: [{ id }] })
  yield* Tickets.enqueue({ ticket_type_id: "1", contacts: [{ id }] })
  yield* DataAttributes.create({ name: "colour", model: "contact", data_type: "string" })
  yield* Messages.create({ from: { type: "admin", id: admin }, to: { type: "user", id }, body: "Hello" })
  const { job_identifier } = yield* DataExport.create({ created_at_after: 0, created_at_before: workspace.now() })
  return { job_identifier, visitor: workspace.visitors.add().user_id }
})

describe("a reset", () => {
  it.effect("brings back all that requests changed", () =>
    Effect.gen(function* () {
      const { reset } = yield* FakeIntercom
      const before = yield* everything
      const { job_identifier, visitor } = yield* change
      const changed = yield* everything
      // Type boundary: Object.keys forgets the names.
      for (const name of Object.keys(before) as ReadonlyArray<keyof typeof before>) {
        assert.notDeepEqual<unknown>(changed[name], before[name], name)
      }
      yield* reset
      assert.deepStrictEqual(yield* everything, before)
      assert.strictEqual((yield* Effect.flip(DataExport.get({ job_identifier }))).status, 404)
      assert.strictEqual((yield* Effect.flip(Visitors.get({ user_id: visitor }))).status, 404)
    }).pipe(
      CallOptions.withOptions({ version: "Preview", responses: "strict" }),
      Effect.provide(FakeIntercom.layer({ contacts: 3, tickets: 5 }))
    )
  )
})
