/**
 * Compose calls: find a contact or create it, tag it, and say hello.
 *
 *     node examples/welcome.ts ada@example.com
 */
import { Console, Effect } from "effect"
import { FetchHttpClient } from "effect/http"
import { IntercomClient } from "@effect-intercom/core"
import { Contacts, Conversations, Search, Tags } from "@effect-intercom/resources"

/** Greets somebody, who is created where nobody has met them. Answers with the contact. */
export const welcome = Effect.fn("welcome")(function* (email: string) {
  const found = yield* Contacts.search({ query: Search.contacts.field("email").equals(email) })
  const contact = found.data[0] ?? (yield* meet(email))
  const tag = yield* Tags.create({ name: "welcomed" })
  yield* Tags.tagContact({ contact_id: contact.id, id: tag.id })
  yield* Conversations.create({ from: { type: "user", id: contact.id }, body: "Hello" })
  return contact
})

/** A search shows new contacts a little later, so somebody may have been faster: then the external id finds them. */
const meet = (email: string) =>
  Contacts.create({ role: "user", email, external_id: email }).pipe(
    Effect.catchReason("IntercomError", "Conflict", () => Contacts.getByExternalId({ external_id: email }))
  )

if (import.meta.main) {
  const program = Effect.gen(function* () {
    const contact = yield* welcome(process.argv[2] ?? "ada@example.com")
    yield* Console.log(`${contact.role} ${contact.id} is welcome`)
  })
  await Effect.runPromise(
    program.pipe(
      Effect.provide(IntercomClient.layerConfig()), // INTERCOM_ACCESS_TOKEN, INTERCOM_REGION, INTERCOM_API_VERSION
      Effect.provide(FetchHttpClient.layer)
    )
  )
}
