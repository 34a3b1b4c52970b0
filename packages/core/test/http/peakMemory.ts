/**
 * A process that asks for contacts over one HTTP layer and tells how each call ended, and the most memory it held: what
 * the test of peaks runs, since a peak can only be measured in a process that does nothing else.
 */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import { peakMemory } from "../../../../tools/started/peakMemory.ts"
import * as IntercomClient from "../../src/IntercomClient.ts"
import * as UndiciHttpClient from "../../src/UndiciHttpClient.ts"
import { getContact } from "../ScriptedIntercom.ts"

const [layer = "", baseUrl = "", ...ids] = process.argv.slice(2)

const http = {
  fetch: FetchHttpClient.layer,
  undici: NodeHttpClient.layerUndici,
  handlers: UndiciHttpClient.layer,
  "node:http": NodeHttpClient.layerNodeHttp
}[layer]
if (http === undefined) throw new Error(`no HTTP layer is called ${layer}`)

const ended = await Effect.runPromise(
  Effect.forEach(ids, (id) =>
    getContact({ id }, { retry: false, timeout: "5 minutes" }).pipe(
      Effect.as("answered"),
      Effect.catchTag("IntercomError", ({ reason }) =>
        Effect.succeed(reason._tag === "DecodeError" ? reason.kind : reason._tag)
      )
    )
  ).pipe(Effect.provide(IntercomClient.layer({ accessToken: "token", baseUrl })), Effect.provide(http))
)

process.stdout.write(JSON.stringify({ ended, megabytes: Math.round(peakMemory()) }))
