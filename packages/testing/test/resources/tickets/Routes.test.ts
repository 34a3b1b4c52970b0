import { CallOptions, type IntercomClient, type IntercomError, type Version } from "@effect-intercom/core"
import {
  Admins,
  Contacts,
  Conversations,
  Jobs,
  Search,
  Tags,
  Teams,
  Tickets,
  TicketStates,
  TicketTypes
} from "@effect-intercom/resources"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { TestClock } from "effect/testing"
import { FakeIntercom } from "../../../src/FakeIntercom.ts"
import { seededUntil } from "../../../src/server/Options.ts"

const workspace = FakeIntercom.layer({
  contacts: 40,
  companies: 5,
  conversations: 20,
  tickets: 60,
  client: { responses: "strict" }
})

const typeNamed = (name: string) =>
  Effect.map(TicketTypes.list(), ({ data }) => data?.find((type) => type?.name === name)?.id ?? "")

const stateOf = (category: string) =>
  Effect.map(TicketStates.list(), ({ data }) => data.find((state) => state?.category === category)?.id ?? "")

const submit = Effect.fn(function* (type: string) {
  const [contact] = (yield* Contacts.list({ per_page: 1 })).data
  return yield* Tickets.create({
    ticket_type_id: yield* typeNamed(type),
    contacts: [{ id: contact?.id ?? "" }],
    ticket_attributes: { _default_title_: "It broke", _default_description_: "All of it" }
  })
})

describe("tickets", () => {
  it.effect("are submitted, changed, answered and resolved, and every step leaves a part", () =>
    Effect.gen(function* () {
      const ticket = yield* submit("Bug report")
      const admin = (yield* Admins.list()).admins[0]?.id ?? ""
      const state = yield* stateOf("in_progress")
      const changed = yield* Tickets.update({
        id: ticket.id,
        ticket_attributes: { Severity: "High" },
        ticket_state_id: state,
        admin_id: Number(admin),
        assignee_id: admin,
        snoozed_until: 1_900_000_000
      })
      assert.deepInclude(changed.ticket_attributes, { _default_title_: "It broke", Severity: "High" })
      assert.strictEqual(changed.admin_assignee_id, Number(admin))
      assert.strictEqual(changed.snoozed_until, 1_900_000_000)
      assert.deepInclude(changed.ticket_state, { id: state, category: "in_progress" })
      const comment = yield* Tickets.reply({
        id: ticket.id,
        message_type: "comment",
        type: "user",
        intercom_user_id: ticket.contacts?.contacts[0]?.id ?? "",
        body: "Thanks"
      })
      assert.deepInclude(comment, { part_type: "comment", body: "<p>Thanks</p>" })
      yield* Tickets.reply({ id: ticket.id, message_type: "note", type: "admin", admin_id: admin, body: "Fixed" })
      yield* Tickets.update({ id: ticket.id, ticket_state_id: yield* stateOf("resolved") })
      const resolved = yield* Tickets.get({ id: ticket.id })
      assert.isFalse(resolved.open)
      assert.strictEqual(resolved.previous_ticket_state_id, state)
      assert.deepStrictEqual(
        resolved.ticket_parts?.ticket_parts.map(({ part_type, ticket_state }) => ticket_state ?? part_type),
        [
          "submitted",
          "ticket_attribute_updated_by_admin",
          "in_progress",
          "assignment",
          "snoozed",
          "comment",
          "note",
          "resolved"
        ]
      )
      assert.strictEqual(resolved.ticket_parts?.total_count, 8)
    }).pipe(Effect.provide(workspace))
  )

  it.effect("are found by what they say, by their attributes, and by time with either bound", () =>
    Effect.gen(function* () {
      const ticket = yield* submit("Bug report")
      const attribute = (yield* TicketTypes.get({
        id: ticket.ticket_type?.id ?? ""
      })).ticket_type_attributes?.data?.find(({ name }) => name === "Severity")
      yield* Tickets.update({ id: ticket.id, ticket_attributes: { Severity: "High" } })
      const count = (field: string, operator: string, value: unknown) =>
        Tickets.search(
          // Fields of ticket types are known to a workspace alone.
          { query: { field, operator, value } as never }
        ).pipe(Effect.map(({ total_count }) => total_count ?? 0))
      assert.strictEqual(yield* count("title", "=", "It broke"), 1)
      assert.strictEqual(yield* count("title", "~", "About"), 60)
      assert.isAtLeast(yield* count(`ticket_attribute.${String(attribute?.["id"])}`, "=", "High"), 1)
      assert.strictEqual(yield* count("created_at", ">=", ticket.created_at), 1)
      assert.strictEqual(yield* count("created_at", "<", ticket.created_at), 60)
      const sums = yield* Effect.forEach(["request", "task", "tracker"], (category) => count("category", "=", category))
      assert.strictEqual(
        sums.reduce((sum, next) => sum + next),
        61
      )
      assert.deepStrictEqual((yield* Effect.flip(count("color", "=", "red"))).codes, ["invalid_field"])
    }).pipe(Effect.provide(workspace))
  )

  it.effect("are found by the category their type has now", () =>
    Effect.gen(function* () {
      const count = Tickets.search({ query: Search.tickets.field("category").equals("task") }).pipe(
        Effect.map(({ total_count }) => total_count)
      )
      const [tasks, bugs] = yield* Effect.forEach(["Engineering task", "Bug report"], (name) =>
        Effect.gen(function* () {
          const query = Search.tickets.field("ticket_type_id").equals(yield* typeNamed(name))
          return (yield* Tickets.search({ query })).total_count
        })
      )
      assert.strictEqual(yield* count, tasks)
      yield* TicketTypes.update({ id: yield* typeNamed("Bug report"), category: "Back-office" })
      assert.strictEqual(yield* count, (tasks ?? 0) + (bugs ?? 0))
    }).pipe(Effect.provide(workspace))
  )

  it.effect("come page by page, each with its parts", () =>
    Effect.gen(function* () {
      const query = Search.tickets.field("created_at").after(0)
      const ids: Array<string> = []
      let next: string | undefined
      do {
        const page = yield* Tickets.search({
          query,
          pagination: { per_page: 25, ...(next === undefined ? {} : { starting_after: next }) }
        })
        for (const ticket of page.tickets) {
          ids.push(ticket?.id ?? "")
          assert.strictEqual(ticket?.ticket_parts?.ticket_parts.length, ticket?.ticket_parts?.total_count)
        }
        const cursor = page.pages?.next
        next = typeof cursor === "object" ? (cursor?.starting_after ?? undefined) : undefined
      } while (next !== undefined)
      assert.strictEqual(new Set(ids).size, 60)
      assert.lengthOf(ids, 60)
    }).pipe(Effect.provide(workspace))
  )

  it.effect("look as their version has them", () =>
    Effect.gen(function* () {
      const { id } = yield* submit("Bug report")
      const inVersion = (version: Version.Version) => Tickets.get({ id }, { version })
      const [first, old, middle, latest] = [
        yield* inVersion("2.9"),
        yield* inVersion("2.11"),
        yield* inVersion("2.15"),
        yield* inVersion("2.16")
      ]
      assert.isFalse("ticket_id" in first || "open" in first || "category" in (first.ticket_type ?? {}))
      assert.deepInclude(old, { ticket_state: "submitted", ticket_state_internal_label: "Submitted" })
      assert.deepInclude(middle.ticket_state, { type: "ticket_state", category: "submitted" })
      assert.isFalse("ticket_state_internal_label" in middle)
      assert.deepStrictEqual([middle.admin_assignee_id, latest.admin_assignee_id], ["0", 0])
      const tooOld = yield* Effect.flip(
        Tickets.search({ query: Search.tickets.field("open").equals(true) }, { version: "2.9" })
      )
      assert.strictEqual(tooOld.reason._tag, "UnsupportedVersion")
    }).pipe(Effect.provide(workspace))
  )

  it.effect("wait in a queue until the job is done", () =>
    Effect.gen(function* () {
      const job = yield* Tickets.enqueue({
        ticket_type_id: yield* typeNamed("Refund"),
        contacts: [{ email: "new@example.com" }],
        ticket_attributes: { Amount: 12.5 }
      })
      assert.deepInclude(yield* Jobs.get({ id: job.id }), { status: "pending", resource_id: null })
      yield* TestClock.adjust("2 seconds")
      const done = yield* Jobs.get({ id: job.id })
      assert.strictEqual(done.status, "success")
      const ticket = yield* Tickets.get({ id: done.resource_id ?? "" })
      assert.strictEqual(ticket.ticket_attributes?.["Amount"], 12.5)
      const contact = yield* Contacts.get({ id: ticket.contacts?.contacts[0]?.id ?? "" })
      assert.deepInclude(contact, { email: "new@example.com", role: "lead" })
      assert.deepStrictEqual((yield* Effect.flip(Jobs.get({ id: "9" }))).codes, ["job_not_found"])
    }).pipe(Effect.provide(workspace), (test) => Effect.andThen(TestClock.setTime(seededUntil), test))
  )

  it.effect("are tagged, deleted, and then gone", () =>
    Effect.gen(function* () {
      const { id } = yield* submit("Refund")
      const admin_id = (yield* Admins.list()).admins[1]?.id ?? ""
      const tagId = (yield* Tags.list()).data[0]?.id ?? ""
      const tag = yield* Tags.tagTicket({ ticket_id: id, id: tagId, admin_id })
      assert.deepStrictEqual(tag.applied_by, { type: "admin", id: admin_id })
      yield* Tags.untagTicket({ ticket_id: id, id: tagId, admin_id })
      const again = yield* Effect.flip(Tags.untagTicket({ ticket_id: id, id: tagId, admin_id }))
      assert.deepStrictEqual(again.codes, ["tag_not_found"])
      assert.deepStrictEqual(yield* Tickets.delete({ id }), { id, object: "ticket", deleted: true })
      assert.deepStrictEqual((yield* Effect.flip(Tickets.get({ id }))).codes, ["ticket_not_found"])
      assert.deepStrictEqual((yield* Effect.flip(Tags.tagTicket({ ticket_id: id, id: tagId, admin_id }))).codes, [
        "ticket_not_found"
      ])
    }).pipe(Effect.provide(workspace))
  )

  it.effect("keep what is attached to replies", () =>
    Effect.gen(function* () {
      const { id } = yield* submit("Bug report")
      const admin_id = (yield* Admins.list()).admins[0]?.id ?? ""
      const part = yield* Tickets.reply({
        id,
        message_type: "comment",
        type: "admin",
        admin_id,
        body: "Here",
        attachment_urls: ["https://example.com/photo.png"]
      })
      assert.deepStrictEqual(
        part.attachments?.map(({ name }) => name),
        ["photo.png"]
      )
      const { ticket_parts } = yield* Tickets.get({ id })
      assert.deepStrictEqual(ticket_parts?.ticket_parts?.at(-1)?.attachments, part.attachments)
    }).pipe(Effect.provide(workspace))
  )

  it.effect("refuse what does not belong to them", () =>
    Effect.gen(function* () {
      const task = yield* submit("Engineering task")
      const [tracker] = (yield* TicketStates.list()).data.filter((state) => state?.ticket_types?.data.length === 1)
      const contact = task.contacts?.contacts[0]?.id ?? ""
      const admin_id = Number((yield* Admins.list()).admins[0]?.id)
      const reply = { id: task.id, message_type: "comment", type: "user", body: "Hello" } as const
      const refused: ReadonlyArray<Effect.Effect<unknown, IntercomError, IntercomClient.IntercomClient>> = [
        Tickets.create({ ticket_type_id: "77", contacts: [{ id: contact }] }),
        Tickets.create({ ticket_type_id: "1", contacts: [{ id: "none" }] }),
        Tickets.create({ ticket_type_id: "1", contacts: [{ id: contact }], ticket_attributes: { Color: "red" } }),
        Tickets.create({ ticket_type_id: "1", contacts: [{ id: contact }], ticket_attributes: { Severity: "Odd" } }),
        Tickets.update({ id: task.id, ticket_state_id: tracker?.id ?? "" }),
        Tickets.update({ id: task.id, admin_id, assignee_id: "12" }),
        Tickets.update({ id: task.id, admin_id: 12, assignee_id: String(admin_id) }),
        Tickets.reply({ ...reply, intercom_user_id: contact })
      ]
      const codes = yield* Effect.forEach(refused, (effect) => Effect.map(Effect.flip(effect), ({ codes }) => codes[0]))
      assert.deepStrictEqual(codes, [
        "ticket_type_not_found",
        "not_found",
        "parameter_invalid",
        "parameter_invalid",
        "ticket_state_id_invalid",
        "assignee_not_found",
        "assignee_not_found",
        "parameter_mismatch"
      ])
    }).pipe(Effect.provide(workspace))
  )

  it.effect("that are for teammates take notes, and comments of nobody", () =>
    Effect.gen(function* () {
      const admin_id = (yield* Admins.list()).admins[0]?.id ?? ""
      for (const type of ["Engineering task", "Incident"]) {
        const { contacts, id } = yield* submit(type)
        const comment = { id, message_type: "comment", body: "Hello" } as const
        const intercom_user_id = contacts?.contacts[0]?.id ?? ""
        const refused = [
          yield* Effect.flip(Tickets.reply({ ...comment, type: "admin", admin_id })),
          yield* Effect.flip(Tickets.reply({ ...comment, type: "user", intercom_user_id }))
        ]
        assert.deepStrictEqual(
          refused.map(({ status }) => status),
          [400, 400]
        )
        const note = yield* Tickets.reply({ ...comment, message_type: "note", type: "admin", admin_id })
        assert.strictEqual(note.part_type, "note")
      }
    }).pipe(Effect.provide(workspace))
  )

  it.effect("of a tracker have conversations linked to them, one tracker each", () =>
    Effect.gen(function* () {
      const tracker = yield* submit("Incident")
      const conversation_id = (yield* Conversations.list()).conversations[0]?.id ?? ""
      const linked = yield* Tickets.linkConversation({ id: tracker.id, conversation_id })
      assert.deepStrictEqual(linked.linked_objects?.data, [{ type: "ticket", id: tracker.id, category: "Tracker" }])
      assert.strictEqual((yield* Tickets.get({ id: tracker.id })).linked_objects?.total_count, 1)
      const bug = yield* submit("Bug report")
      const twice = yield* Effect.flip(Tickets.linkConversation({ id: tracker.id, conversation_id }))
      const wrong = yield* Effect.flip(Tickets.linkConversation({ id: bug.id, conversation_id }))
      assert.deepStrictEqual([twice.codes, wrong.codes], [["already_linked_to_tracker"], ["invalid_ticket_type"]])
      yield* Tickets.unlinkConversation({ id: tracker.id, conversation_id })
      assert.strictEqual((yield* Conversations.get({ id: conversation_id })).linked_objects?.total_count, 0)
      const missing = yield* Effect.flip(Tickets.unlinkConversation({ id: tracker.id, conversation_id }))
      assert.deepStrictEqual(missing.codes, ["conversation_not_found"])
    }).pipe(Effect.provide(workspace))
  )

  it.effect("of a tracker show ten of their conversations, and say that there are more", () =>
    Effect.gen(function* () {
      const { id } = yield* submit("Incident")
      const { conversations } = yield* Conversations.list({ per_page: 11 })
      for (const conversation of conversations) {
        yield* Tickets.linkConversation({ id, conversation_id: conversation.id ?? "" })
      }
      const linked = (yield* Tickets.get({ id })).linked_objects
      assert.deepInclude(linked, { total_count: 11, has_more: true })
      assert.lengthOf(linked?.data ?? [], 10)
    }).pipe(Effect.provide(workspace))
  )

  it.effect("become another type of their category, and keep what both types have", () =>
    Effect.gen(function* () {
      const bug = yield* submit("Bug report")
      yield* Tickets.update({ id: bug.id, ticket_attributes: { Severity: "Low" } })
      const ticket_state_id = yield* stateOf("submitted")
      const refund = { id: bug.id, ticket_type_id: yield* typeNamed("Refund"), ticket_state_id }
      const changed = yield* Tickets.changeType(refund)
      assert.deepStrictEqual(changed.ticket_attributes, {
        _default_title_: "It broke",
        _default_description_: "All of it"
      })
      assert.deepStrictEqual((yield* Effect.flip(Tickets.changeType(refund))).codes, ["parameter_invalid"])
    }).pipe(Effect.provide(workspace))
  )

  it.effect("are assigned to a team, and to nobody with zero", () =>
    Effect.gen(function* () {
      const { id } = yield* submit("Bug report")
      const admin_id = Number((yield* Admins.list()).admins[0]?.id)
      const team = (yield* Teams.list()).teams[0]?.id ?? ""
      assert.strictEqual((yield* Tickets.update({ id, admin_id, assignee_id: team })).team_assignee_id, Number(team))
      assert.strictEqual((yield* Tickets.update({ id, admin_id, assignee_id: "0" })).team_assignee_id, 0)
      const assignment = { admin_id: String(admin_id), assignee_id: team }
      const before = yield* Tickets.update({ id, assignment }).pipe(CallOptions.withOptions({ version: "2.13" }))
      assert.strictEqual(before.team_assignee_id, team)
    }).pipe(Effect.provide(workspace))
  )
})

describe("a dump of tickets", () => {
  it.effect("holds what a search of the newest version finds", () =>
    Effect.gen(function* () {
      const { dump } = yield* FakeIntercom
      const found = yield* Tickets.search({
        query: Search.tickets.field("created_at").after(0),
        pagination: { per_page: 150 }
      })
      const byId = (rows: ReadonlyArray<object | null>) => new Set(rows.map((row) => JSON.stringify(row)))
      assert.deepStrictEqual(byId(yield* Stream.runCollect(dump("tickets"))), byId(found.tickets))
    }).pipe(Effect.provide(workspace))
  )
})

describe("ticket types", () => {
  it.effect("are made with a title and a description, and take attributes that tickets must then have", () =>
    Effect.gen(function* () {
      const type = yield* TicketTypes.create({ name: "Return", category: "Customer", icon: "📦" })
      assert.strictEqual(type.ticket_type_attributes?.data?.length, 2)
      assert.strictEqual(type.ticket_states?.data.length, 4)
      const attribute = yield* TicketTypes.createAttribute({
        id: type.id,
        name: "Reason",
        description: "Why it comes back",
        data_type: "list",
        list_items: "Broken, Too small",
        required_to_create: true
      })
      assert.deepInclude(attribute, { order: 2, ticket_type_id: Number(type.id), required_to_create: true })
      const contacts = [{ email: "ada@example.com" }]
      const missing = yield* Effect.flip(Tickets.create({ ticket_type_id: type.id, contacts }))
      assert.deepStrictEqual(missing.codes, ["parameter_invalid"])
      yield* Tickets.create({ ticket_type_id: type.id, contacts, ticket_attributes: { Reason: "Too small" } })
      const changed = yield* TicketTypes.updateAttribute({ id: type.id, attribute_id: attribute.id, archived: true })
      assert.isTrue(changed.archived)
      yield* Tickets.create({ ticket_type_id: type.id, contacts })
      yield* TicketTypes.update({ id: type.id, archived: true, name: "Old return" })
      assert.deepInclude(yield* TicketTypes.get({ id: type.id }), { archived: true, name: "Old return" })
      assert.strictEqual((yield* Effect.flip(Tickets.create({ ticket_type_id: type.id, contacts }))).status, 404)
    }).pipe(Effect.provide(workspace))
  )

  it.effect("show category and states only where the version has them", () =>
    Effect.gen(function* () {
      const keys = (version: Version.Version) =>
        TicketTypes.list({}, { version }).pipe(
          Effect.map(({ data }) => ["category", "ticket_states"].filter((name) => name in (data?.[0] ?? {})))
        )
      assert.deepStrictEqual(
        [yield* keys("2.9"), yield* keys("2.10"), yield* keys("2.12")],
        [[], ["category"], ["category", "ticket_states"]]
      )
    }).pipe(Effect.provide(workspace))
  )
})
