/**
 * A file that lies on another host, to which Intercom's answer points.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Headers from "effect/http/Headers"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"
import type { Received, Transport } from "../http/Transport.ts"
import type { Account } from "./Account.ts"

/**
 * Sends a request, and asks the host it is pointed to for the file: with nothing of the first request, so that the token
 * stays here, and with no part in the rate limit. Each of the two may take as long as an attempt.
 *
 * Of a refusal there only the status is told. What another host says may quote its address, whose signature is a secret.
 *
 * @category combinators
 * @since 0.1.0
 */
export const follow =
  (send: Account["send"], transport: Transport, get: typeof HttpClientRequest.get): Account["send"] =>
  (request, attempt) =>
    Effect.flatMap(send(request, attempt), (pointing) => {
      const location = locationOf(pointing)
      if (location === undefined) return Effect.succeed(pointing)
      const file = get(location, { headers: { "accept-encoding": "identity" } })
      return Effect.map(transport(file, { ...attempt }), (received) => ({
        ...received,
        body: undefined,
        headers: withRequestId(received.headers, pointing.headers["x-request-id"])
      }))
    })

const locationOf = ({ headers, status }: Received): string | undefined => {
  const location = headers["location"]
  return status >= 300 && status < 400 && location !== undefined && /^https?:\/\//.test(location) ? location : undefined
}

/** The id that Intercom's support knows. */
const withRequestId = (headers: Headers.Headers, id: string | undefined): Headers.Headers =>
  id === undefined ? Headers.remove(headers, "x-request-id") : Headers.set(headers, "x-request-id", id)
