/**
 * Who may ask a server over HTTP.
 *
 * @since 0.1.0
 */
import * as ByteSize from "effect/ByteSize"
import * as Mac from "effect/crypto/Mac"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import * as HttpIncomingMessage from "effect/http/HttpIncomingMessage"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { McpProtocol } from "effect/ai"

/**
 * Refuses whoever does not bring the secret (401), whatever came through a page of a browser or under a name that is not this
 * machine's (403, so that no name can be bound to it anew), and sessions beyond reason (503).
 *
 * @internal
 */
export const layer = (options: {
  readonly secret: Redacted.Redacted<string>
  readonly hosts: ReadonlyArray<string>
  /** How many sessions there may be at once: 10,000 when left out. */
  readonly mostSessions?: number | undefined
}) =>
  Layer.unwrap(
    Effect.gen(function* () {
      const isSecret = yield* compare(options.secret)
      const hosts = new Set(options.hosts)
      // Each is kept until its client ends it, which not all do.
      let sessions = 0
      return HttpRouter.middleware(
        (respond) =>
          Effect.gen(function* () {
            const { headers, method } = yield* HttpServerRequest.HttpServerRequest
            if (!hosts.has(hostOf(headers["host"])) || headers["origin"] !== undefined) return refused(403)
            const bearer = /^Bearer +([\x21-\x7e]{1,512})$/i.exec(headers["authorization"] ?? "")?.[1]
            if (bearer === undefined || !(yield* isSecret(bearer))) {
              return HttpServerResponse.setHeader(refused(401), "www-authenticate", "Bearer")
            }
            const isBeginning =
              method === "POST" && headers["mcp-session-id"] === undefined && headers[versionHeader] !== sessionless
            if (isBeginning && sessions >= (options.mostSessions ?? 10_000)) return refused(503)
            const response = yield* respond
            if (isBeginning && response.status === 200) sessions++
            if (method === "DELETE" && response.status === 204) sessions--
            return response
          }).pipe(Effect.provideService(HttpIncomingMessage.MaxBodySize, mostOfBody)),
        { global: true }
      )
    }).pipe(Effect.provide(Mac.layerWebCrypto.pipe(Layer.provideMerge(SecureRandom.layerWebCrypto))))
  )

const refused = (status: number) => HttpServerResponse.empty({ status })

/** Without its port: one that is no name of this machine is none with any port. */
const hostOf = (host: string | undefined): string => (host ?? "").toLowerCase().replace(/:\d{1,5}$/, "")

/** Both are hashed under a key of this process first: how long it takes tells nothing of the secret, its length neither. */
const compare = Effect.fnUntraced(function* (secret: Redacted.Redacted<string>) {
  const mac = yield* Mac.Mac
  const random = yield* SecureRandom.SecureRandom
  const key = yield* Effect.orDie(Mac.key(Mac.hmacSha256, yield* random.randomBytes(32)))
  const sign = (text: string) => Effect.orDie(mac.sign(key, new TextEncoder().encode(text)))
  const expected = yield* sign(Redacted.value(secret))
  return (given: string) => Effect.map(sign(given), (received) => Mac.timingSafeEqual(expected, received))
})

/** Requests of this version belong to no session. */
const sessionless = McpProtocol.v2026_07_28.protocolVersion
const versionHeader = "mcp-protocol-version"
const mostOfBody = ByteSize.fromInputUnsafe("1 MiB")
