/**
 * This SDK, with its defaults: responses are checked, requests are paced, retried and counted.
 */
import { NodeHttpClient } from "@effect/platform-node"
import { Effect, Layer, ManagedRuntime, Stream } from "effect"
import { FetchHttpClient } from "effect/http"
import type { HttpClient } from "effect/http"
import { IntercomClient } from "@effect-intercom/core"
import { UndiciHttpClient } from "@effect-intercom/core/node"
import { Companies, Contacts } from "@effect-intercom/resources"
import { IntercomStream } from "@effect-intercom/streams"
import type { Caller, Contender, Reader, Sum } from "./contender.ts"

const contacts = IntercomStream.items(Contacts.list)

const add = (sum: Sum, contact: Contacts.Contact): Sum => {
  sum.rows++
  sum.checksum += contact.created_at
  return sum
}

const byPage = (sum: Sum) =>
  Stream.runForEachArray(contacts, (rows) =>
    Effect.sync(() => {
      for (const contact of rows) add(sum, contact)
    })
  )

const byRow = (sum: Sum) =>
  Stream.runFold(
    contacts,
    () => sum,
    (sum, contact) => add(sum, contact)
  )

const layerOf = (
  address: string,
  http: Layer.Layer<HttpClient.HttpClient>,
  responses: "strict" | "trust" = "strict"
): Layer.Layer<IntercomClient.IntercomClient> =>
  // `strict` looks as `report` does, and would tell of a contact of the benchmark that is wrong.
  IntercomClient.layer({ accessToken: "bench", baseUrl: address, responses }).pipe(Layer.provide(http))

const run =
  (
    read: (sum: Sum) => Effect.Effect<unknown, unknown, IntercomClient.IntercomClient>,
    http: Layer.Layer<HttpClient.HttpClient>,
    responses?: "trust"
  ): Contender =>
  async (address, sum) => {
    await Effect.runPromise(read(sum).pipe(Effect.provide(layerOf(address, http, responses))))
  }

export const readSdk = run(byPage, UndiciHttpClient.layer)
export const readSdkFolded = run(byRow, UndiciHttpClient.layer)
export const readSdkTrusting = run(byPage, UndiciHttpClient.layer, "trust")
export const readSdkLayerUndici = run(byPage, NodeHttpClient.layerUndici)
export const readSdkFetch = run(byPage, FetchHttpClient.layer)

const callTimes = Effect.fnUntraced(function* (id: string, times: number) {
  let found = 0
  for (let call = 0; call < times; call++) {
    const contact = yield* Contacts.get({ id })
    if (contact.type === "contact") found++
  }
  return found
})

const caller =
  (http: Layer.Layer<HttpClient.HttpClient>): Caller =>
  (address) => {
    const runtime = ManagedRuntime.make(layerOf(address, http))
    return { call: (id, times) => runtime.runPromise(callTimes(id, times)), close: () => runtime.dispose() }
  }

export const callSdk = caller(UndiciHttpClient.layer)
export const callSdkLayerUndici = caller(NodeHttpClient.layerUndici)
export const callSdkFetch = caller(FetchHttpClient.layer)

const count = <E>(
  rows: Stream.Stream<unknown, E, IntercomClient.IntercomClient>,
  address: string,
  token: string
): Promise<number> =>
  rows.pipe(
    Stream.runCount,
    Effect.provide(IntercomClient.layer({ accessToken: token, baseUrl: address })),
    Effect.provide(UndiciHttpClient.layer),
    Effect.runPromise
  )

export const readCompanies =
  (prefetch: number): Reader =>
  (address, token) =>
    count(IntercomStream.items(Companies.list, { per_page: 60 }, { prefetch }), address, token)

export const readContacts =
  (prefetch: number): Reader =>
  (address, token) =>
    count(IntercomStream.items(Contacts.list, { per_page: 150 }, { prefetch }), address, token)
