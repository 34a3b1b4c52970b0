/**
 * This SDK, with its defaults: responses are checked, requests are paced, retried and counted.
 */
import { NodeHttpClient } from "@effect/platform-node"
import { Effect, Layer, Stream } from "effect"
import { FetchHttpClient } from "effect/http"
import type { HttpClient } from "effect/http"
import { IntercomClient } from "@effect-intercom/core"
import { Contacts } from "@effect-intercom/resources"
import { IntercomStream } from "@effect-intercom/streams"
import type { Contender, Sum } from "../contender.ts"

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

const run =
  (
    read: (sum: Sum) => Effect.Effect<unknown, unknown, IntercomClient>,
    http: Layer.Layer<HttpClient.HttpClient>,
    responses: "report" | "trust" = "report"
  ): Contender =>
  async (address, sum) => {
    const layer = IntercomClient.layer({
      accessToken: "bench",
      baseUrl: address,
      responses,
      onMismatch: (mismatch) => Effect.die(new Error(`The contact of the benchmark is wrong at ${mismatch.path}`))
    }).pipe(Layer.provide(http))
    await Effect.runPromise(read(sum).pipe(Effect.provide(layer)))
  }

export const readSdkUndici = run(byPage, NodeHttpClient.layerUndici)
export const readSdkFolded = run(byRow, NodeHttpClient.layerUndici)
export const readSdkTrusting = run(byPage, NodeHttpClient.layerUndici, "trust")
export const readSdkFetch = run(byPage, FetchHttpClient.layer)
