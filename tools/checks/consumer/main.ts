/**
 * A user's first program, compiled and run against the packed packages in an empty project.
 */
import { IntercomClient } from "@effect-intercom/core"
import { UndiciHttpClient } from "@effect-intercom/core/node"
import { Contacts } from "@effect-intercom/resources"
import { IntercomStream } from "@effect-intercom/streams"
import { FakeIntercom } from "@effect-intercom/testing"
import { Console, Effect, Layer, Redacted, Stream } from "effect"
import { FetchHttpClient } from "effect/http"

export const program = Effect.gen(function* () {
  const page = yield* Contacts.list({ per_page: 2 })
  const emails = yield* IntercomStream.items(Contacts.list, { per_page: 2 }).pipe(
    Stream.map((contact) => contact.email),
    Stream.runCollect
  )
  yield* Console.log(`${page.data.length} of ${emails.length} contacts`)
})

/** An operation by a name of the user's. */
export const findContact = Contacts.get

/** What the same program needs in production; only its types are of interest here. */
export const live = program.pipe(
  Effect.provide(IntercomClient.layer({ accessToken: Redacted.make("token"), region: "eu" })),
  Effect.provide(FetchHttpClient.layer)
)

/** The same on Node. */
export const liveOnNode = program.pipe(
  Effect.provide(IntercomClient.layerConfig()),
  Effect.provide(UndiciHttpClient.layer)
)

await program.pipe(Effect.provide(Layer.fresh(FakeIntercom.layer({ contacts: 5 }))), Effect.runPromise)
