/**
 * What every runtime is put through: the same calls, of core, resources and streams alone, against a fake workspace.
 */
import { Effect, Layer, Stream } from "effect"
import type { HttpClient } from "effect/http"
import { IntercomClient, type IntercomError } from "@effect-intercom/core"
import { ActivityLogs, Admins, Companies, Contacts, Conversations, Search, Tags } from "@effect-intercom/resources"
import { IntercomStream } from "@effect-intercom/streams"

/** Where the workspace is. `main.ts` decides what it holds. */
export interface Settings {
  readonly url: string
  readonly token: string
}

type Flow = Effect.Effect<unknown, IntercomError, IntercomClient.IntercomClient>

const welcome = Effect.fn("welcome")(function* (email: string) {
  const found = yield* Contacts.search({ query: Search.contacts.field("email").equals(email) })
  const contact = found.data[0] ?? (yield* Contacts.create({ role: "user", email }))
  const tag = yield* Tags.create({ name: "welcomed" })
  yield* Tags.tagContact({ contact_id: contact.id, id: tag.id })
  const { conversation_id } = yield* Conversations.create({ from: { type: "user", id: contact.id }, body: "Grüße 👋" })
  const conversation = yield* Conversations.get({ id: conversation_id ?? "", display_as: "plaintext" })
  yield* Contacts.delete({ id: contact.id })
  return conversation.source?.body
})

/** How many different rows a stream has. */
const count = <A extends { readonly id: string }>(
  rows: Stream.Stream<A, IntercomError, IntercomClient.IntercomClient>
): Flow =>
  Effect.map(
    Stream.runFold(
      rows,
      () => new Set<string>(),
      (ids, { id }) => ids.add(id)
    ),
    ({ size }) => size
  )

const flows: ReadonlyArray<{ readonly name: string; readonly run: Flow; readonly expected: unknown }> = [
  {
    name: "items by cursor",
    run: count(IntercomStream.items(Contacts.list, { per_page: 150 })),
    expected: 320
  },
  {
    name: "items by page",
    run: count(IntercomStream.items(Companies.list, { per_page: 60 })),
    expected: 130
  },
  {
    name: "items by scroll",
    run: count(IntercomStream.items(Companies.scroll)),
    expected: 130
  },
  {
    name: "items by URL",
    run: count(IntercomStream.items(ActivityLogs.list, { created_at_after: "1792368000" })),
    expected: 104
  },
  { name: "compose", run: welcome("ada@example.com"), expected: "Grüße 👋" },
  {
    name: "a typed NotFound",
    run: Effect.catchReason(Contacts.get({ id: "nobody" }), "IntercomError", "NotFound", ({ status }) =>
      Effect.succeed(status)
    ),
    expected: 404
  },
  {
    name: "a deadline",
    run: Effect.catchReason(Admins.list({}, { deadline: "300 millis" }), "IntercomError", "TimeoutError", ({ limit }) =>
      Effect.succeed(limit)
    ),
    expected: "deadline"
  }
]

/** Runs all flows over an HTTP layer. Answers with what went otherwise than it should, one line each. */
export const differences = ({ token, url }: Settings, http: Layer.Layer<HttpClient.HttpClient>) =>
  Effect.forEach(flows, ({ expected, name, run }) =>
    Effect.match(run, {
      onFailure: (error) => [`${name}: ${error.message}`],
      onSuccess: (value) => (value === expected ? [] : [`${name}: ${String(value)} instead of ${String(expected)}`])
    }).pipe(Effect.catchDefect((defect) => Effect.succeed([`${name}: ${String(defect)}`])))
  ).pipe(
    Effect.map((lines) => lines.flat()),
    Effect.provide(Layer.provide(IntercomClient.layer({ accessToken: token, baseUrl: url }), http)),
    Effect.runPromise
  )
