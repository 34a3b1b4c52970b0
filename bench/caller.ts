/**
 * Calls `GET /contacts/{id}` many times, one call after the other, in one of the ways that are compared.
 *
 *     node bench/caller.ts NAME ADDRESS ID TIMES
 */
import { callFetch, callUndici } from "./contenders/bare.ts"
import type { Caller } from "./contenders/contender.ts"
import { callIntercomClient } from "./contenders/intercomClient.ts"
import { callSdk, callSdkFetch, callSdkLayerUndici } from "./contenders/sdk.ts"
import { printRun } from "./measured.ts"

export const callers: Readonly<Record<string, Caller>> = {
  undici: callUndici,
  fetch: callFetch,
  "intercom-client": callIntercomClient,
  sdk: callSdk,
  "sdk-layer-undici": callSdkLayerUndici,
  "sdk-fetch": callSdkFetch
}

/** The first calls of a process are told apart: what they run is hardly compiled. */
export const firstCalls = 2000

/** More calls before the measuring begins. By then what is run often has been compiled for good, in every contender. */
const warmUp = 8000

if (import.meta.main) {
  const [name = "", address = "", id = "", times = ""] = process.argv.slice(2)
  const caller = callers[name]
  if (caller === undefined) throw new Error(`Expected one of ${Object.keys(callers).join(", ")}`)
  const { call, close } = caller(address)
  const startedAt = performance.now()
  await call(id, firstCalls)
  const firstMicros = ((performance.now() - startedAt) * 1000) / firstCalls
  await call(id, warmUp)
  await printRun(() => call(id, Number(times)), { firstMicros })
  await close()
}
