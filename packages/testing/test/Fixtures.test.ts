import { ResponseCheck } from "@effect-intercom/core"
import { Admins, Companies, Contacts, Conversations, Tags, Tickets } from "@effect-intercom/resources"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { FakeIntercom } from "../src/FakeIntercom.ts"
import * as Fixtures from "../src/Fixtures.ts"
import * as IntercomTest from "../src/IntercomTest.ts"

describe("fixtures", () => {
  it("are what their operation answers with, strictly", () => {
    const conversation = Fixtures.conversation({}, [Fixtures.part(), Fixtures.part({ part_type: "note" })])
    for (const [operation, record] of [
      [Contacts.get, Fixtures.contact()],
      [Companies.get, Fixtures.company()],
      [Conversations.get, conversation],
      [Admins.get, Fixtures.admin()],
      [Tags.tagContact, Fixtures.tag()],
      [Tickets.get, Fixtures.ticket()],
      [Contacts.list, Fixtures.contactList([Fixtures.contact()])],
      [Contacts.search, Fixtures.contactList()],
      [Conversations.list, Fixtures.conversationList([conversation])]
    ] as const) {
      assert.deepStrictEqual(ResponseCheck.findInputIssues(operation.success, record), [], operation.id)
    }
    assert.strictEqual(conversation.statistics?.count_conversation_parts, 3)
    assert.strictEqual(conversation.conversation_parts?.total_count, 2)
  })

  it.effect("have the fields the fake answers with", () =>
    Effect.gen(function* () {
      const { workspace } = yield* FakeIntercom
      const conversation = workspace.conversations.add({ parts: 1 }).id
      const real = yield* Conversations.get({ id: conversation })
      const keys = (record: object | undefined) => Object.keys(record ?? {}).toSorted()
      const contact = yield* Contacts.get({ id: workspace.contacts.add().id })
      assert.deepStrictEqual(keys(Fixtures.contact()), keys(contact))
      assert.deepStrictEqual(keys(Fixtures.company()), keys(yield* Companies.get({ id: workspace.companies.add().id })))
      assert.deepStrictEqual(keys(Fixtures.conversation()), keys(real))
      assert.deepStrictEqual(keys(Fixtures.part()), keys(real.conversation_parts?.conversation_parts?.[0]))
      assert.deepStrictEqual(keys(Fixtures.admin()), keys(yield* Admins.get({ id: workspace.admins[0]?.id ?? "" })))
      const ticket = yield* Tickets.get({ id: workspace.tickets.add().id })
      assert.deepStrictEqual(keys(Fixtures.ticket()), keys(ticket))
    }).pipe(Effect.provide(FakeIntercom.layer()))
  )

  it("say what the test says, and are the same for the same fields only", () => {
    const ada = Fixtures.contact({ name: "Ada", custom_attributes: { plan: "pro" } })
    assert.deepInclude(ada, { name: "Ada", custom_attributes: { plan: "pro" }, role: "user" })
    assert.deepStrictEqual(Fixtures.contact({ name: "Ada", custom_attributes: { plan: "pro" } }), ada)
    assert.notStrictEqual(Fixtures.contact({ name: "Grace" }).id, ada.id)
    assert.strictEqual(Fixtures.contact({ id: "1" }).tags?.url, "/contacts/1/tags")
  })

  it.effect("are answers of stubs", () =>
    Effect.map(Contacts.get({ id: "1" }), ({ id, role }) => assert.deepStrictEqual([id, role], ["1", "lead"])).pipe(
      Effect.provide(
        IntercomTest.layer([IntercomTest.stub(Contacts.get, ({ id }) => Fixtures.contact({ id, role: "lead" }))])
      )
    )
  )
})
