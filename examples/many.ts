/**
 * Many contacts by their ids: at once where the ids are at hand, batched where gets are spread over a program.
 *
 *     node examples/many.ts
 */
import { IntercomClient, Observer } from "@effect-intercom/core"
import { Batching, Contacts } from "@effect-intercom/resources"
import { IntercomStream } from "@effect-intercom/streams"
import { NodeRuntime } from "@effect/platform-node"
import { Console, Effect, Ref, Stream } from "effect"
import { FetchHttpClient } from "effect/http"

/** Says how many requests a program makes. */
const counted = Effect.fn("counted")(function* <A, E, R>(name: string, program: Effect.Effect<A, E, R>) {
  const requests = yield* Ref.make(0)
  const value = yield* Observer.observed(program, ({ _tag }) =>
    _tag === "Attempted" ? Ref.update(requests, (count) => count + 1) : Effect.void
  )
  yield* Console.log(`${name}: ${yield* Ref.get(requests)} requests`)
  return value
})

const program = Effect.gen(function* () {
  const ids = yield* IntercomStream.items(Contacts.list, { per_page: 150 }).pipe(
    Stream.take(300),
    Stream.map(({ id }) => id),
    Stream.runCollect
  )
  const contacts = yield* counted(`${ids.length} contacts at once`, Contacts.getMany(ids))
  const gets = Effect.forEach(ids, (id) => Contacts.get({ id }), { concurrency: "unbounded" })
  const batched = yield* counted(`${ids.length} gets, batched`, Effect.provide(gets, Batching.layer()))
  yield* Console.log(batched.every(({ id }) => contacts.has(id)) ? "The same contacts" : "Some came or went meanwhile")
})

program.pipe(Effect.provide(IntercomClient.layerConfig()), Effect.provide(FetchHttpClient.layer), NodeRuntime.runMain)
