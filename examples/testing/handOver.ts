/**
 * The program that the tests of this folder are about: somebody leaves the team, and a colleague takes over.
 *
 *     node examples/testing/handOver.ts
 */
import { Console, Effect, Stream } from "effect"
import { FetchHttpClient } from "effect/http"
import { IntercomClient } from "@effect-intercom/core"
import { Admins, Conversations, Search } from "@effect-intercom/resources"
import { IntercomStream } from "@effect-intercom/streams"

/** Assigns every open conversation of an admin to another one. Answers with their number. */
export const handOver = Effect.fn("handOver")(function* (from: string, to: string) {
  const query = Search.conversations.and(
    Search.conversations.field("admin_assignee_id").equals(Number(from)),
    Search.conversations.field("open").equals(true)
  )
  // All ids first: an assignment changes the order of what is still to be read.
  const ids = yield* IntercomStream.items(Conversations.search, { query }).pipe(
    Stream.map(({ id }) => id),
    Stream.runCollect
  )
  yield* Effect.forEach(
    ids,
    (id) =>
      Conversations.manage({ id, message_type: "assignment", type: "admin", admin_id: from, assignee_id: to }).pipe(
        // Deleted since it was found.
        Effect.catchReason("IntercomError", "NotFound", () => Effect.void)
      ),
    { concurrency: 5, discard: true }
  )
  return ids.length
})

if (import.meta.main) {
  const program = Effect.gen(function* () {
    const [leaver, colleague] = (yield* Admins.list()).admins
    const count = yield* handOver(leaver?.id ?? "", colleague?.id ?? "")
    yield* Console.log(`${count} conversations handed over from ${leaver?.name} to ${colleague?.name}`)
  })
  await Effect.runPromise(
    program.pipe(Effect.provide(IntercomClient.layerConfig()), Effect.provide(FetchHttpClient.layer))
  )
}
