/**
 * A user's first program, compiled and run against the packed packages in an empty project.
 */
import { Webhooks } from "@effect-intercom/app"
import * as Messenger from "@effect-intercom/app/Messenger"
import { IntercomClient, IntercomError } from "@effect-intercom/core"
import * as ClientByPath from "@effect-intercom/core/IntercomClient"
import * as ErrorsByPath from "@effect-intercom/core/IntercomError"
import { UndiciHttpClient } from "@effect-intercom/core/node"
import { IntercomMcp, IntercomTools, IntercomWrites } from "@effect-intercom/mcp"
import { serve } from "@effect-intercom/mcp/node"
import { Caching, Contacts } from "@effect-intercom/resources"
import * as CachingByPath from "@effect-intercom/resources/Caching"
import * as ContactsByPath from "@effect-intercom/resources/Contacts"
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

/** What an app begins with. */
const webhooks = Webhooks.toWebHandler({
  secret: "client-secret",
  work: Webhooks.run({ "contact.merged": ({ item }) => Console.log(item.merged_from) })
})
const { status } = await webhooks(new Request("http://localhost/webhooks", { method: "HEAD" }))
const token = await Effect.runPromise(Messenger.jwt({ secret: "secret", userId: "42", expiresIn: "1 hour" }))
console.log(`HEAD is answered with ${status}, a token has ${token.split(".").length} parts`)
await webhooks.dispose()

/** What an agent is given, and a server beside it. */
export const tools = IntercomTools.layer({ drop: ["*.phone"] })
export const writes = IntercomWrites.make(["conversations.reply"])
export const server = IntercomMcp.layerStdio({ allowWrite: ["conversations.reply"], confirm: true })
export const served = serve({ secret: Redacted.make("0123456789abcdef0123456789abcdef") })

const counted = Effect.gen(function* () {
  const { handle } = yield* IntercomTools.toolkit
  return yield* Stream.runCollect(Stream.unwrap(handle("count", { of: "people" })))
})
const [answer] = await counted.pipe(
  Effect.provide(tools),
  Effect.provide(Layer.fresh(FakeIntercom.layer({ contacts: 5 }))),
  Effect.runPromise
)
console.log(String(answer?.result))

/** Index and paths go together: errors are told apart by their class, services by their key, operations by their id. */
const pairs: ReadonlyArray<readonly [fromIndex: unknown, byPath: unknown]> = [
  [IntercomClient.IntercomClient, ClientByPath.IntercomClient],
  [IntercomError, ErrorsByPath.IntercomError],
  [Caching.CachedRecords.key, CachingByPath.CachedRecords.key],
  [Contacts.get.id, ContactsByPath.get.id]
]
for (const [fromIndex, byPath] of pairs) {
  if (fromIndex !== byPath) throw new Error(`${String(byPath)} by path is not what the index has`)
}
