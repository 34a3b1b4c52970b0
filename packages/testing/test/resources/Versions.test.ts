import { CallOptions, Version } from "@effect-intercom/core"
import { Admins, Contacts, Conversations } from "@effect-intercom/resources"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { FakeIntercom } from "../../src/FakeIntercom.ts"
import { firstVersions } from "../../src/resources/VersionFacts.ts"

/** Runs an effect in a version, strictly. */
const speaking =
  (version: Version.Version) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>) =>
    effect.pipe(CallOptions.withOptions({ version, responses: "strict" }))

const keysOf = (record: object | undefined): ReadonlySet<string> => new Set(Object.keys(record ?? {}))

describe("an answer", () => {
  it.effect("shows a field from its first version on, and not before", () =>
    Effect.gen(function* () {
      const { workspace } = yield* FakeIntercom
      const contact = workspace.contacts.add().id
      const { id } = workspace.conversations.add({ contacts: [contact], parts: 1 })
      for (const version of Version.versions) {
        const shown = yield* speaking(version)(
          Effect.gen(function* () {
            const conversation = yield* Conversations.get({ id })
            return {
              contact: keysOf(yield* Contacts.get({ id: contact })),
              conversation: keysOf(conversation),
              conversation_part: keysOf(conversation.conversation_parts?.conversation_parts?.[0]),
              admin: keysOf(yield* Admins.get({ id: workspace.admins[0]?.id ?? "" }))
            }
          })
        )
        for (const record of ["contact", "conversation", "conversation_part", "admin"] as const) {
          for (const [field, first] of Object.entries<Version.Version>(firstVersions[record])) {
            const isThere = shown[record].has(field)
            assert.strictEqual(isThere, Version.compare(version, first) >= 0, `${record}.${field} in ${version}`)
          }
        }
      }
    }).pipe(Effect.provide(FakeIntercom.layer()))
  )

  it.effect("names owners and assignees by number or text, as the version does", () =>
    Effect.gen(function* () {
      const { workspace } = yield* FakeIntercom
      const [admin] = workspace.admins
      const contact = workspace.contacts.add({ owner_id: admin?.id ?? null }).id
      const { id } = workspace.conversations.add()
      const shown = (version: Version.Version) =>
        speaking(version)(
          Effect.zipWith(Contacts.get({ id: contact }), Conversations.get({ id }), (contact, conversation) => [
            contact.owner_id,
            conversation.admin_assignee_id,
            conversation.team_assignee_id
          ])
        )
      assert.deepStrictEqual(yield* shown("2.15"), [Number(admin?.id), null, null])
      assert.deepStrictEqual(yield* shown("2.16"), [admin?.id, 0, 0])
      workspace.contacts.update(contact, { owner_id: null })
      assert.deepStrictEqual(yield* shown("2.15"), [null, null, null])
    }).pipe(Effect.provide(FakeIntercom.layer()))
  )

  it.effect("tells priority in two words, and in levels since", () =>
    Effect.gen(function* () {
      const { workspace } = yield* FakeIntercom
      const ids = (["priority", "not_priority"] as const).map(
        (priority) => workspace.conversations.add({ priority }).id
      )
      const shown = (version: Version.Version) =>
        speaking(version)(
          Effect.forEach(ids, (id) => Effect.map(Conversations.get({ id }), ({ priority }) => priority))
        )
      assert.deepStrictEqual(yield* shown("2.15"), ["priority", "not_priority"])
      assert.deepStrictEqual(yield* shown("2.16"), ["high", "none"])
    }).pipe(Effect.provide(FakeIntercom.layer()))
  )

  it.effect("is dumped in the version of the workspace", () =>
    Effect.gen(function* () {
      const fake = yield* FakeIntercom
      fake.workspace.conversations.add()
      const [conversation] = yield* Stream.runCollect(fake.dump("conversations"))
      assert.strictEqual(conversation?.["priority"], "not_priority")
      assert.isFalse(keysOf(conversation).has("custom_attributes"))
    }).pipe(Effect.provide(FakeIntercom.layer({ version: "2.10" })))
  )
})
