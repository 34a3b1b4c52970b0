/**
 * Who a user of the Messenger is, proven by the server. Never for a browser: whoever has the secret is everybody.
 *
 * @since 0.1.0
 */
import { ConfigurationError } from "@effect-intercom/core"
import * as Clock from "effect/Clock"
import * as Mac from "effect/crypto/Mac"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Base64Url from "effect/encoding/Base64Url"
import * as Hex from "effect/encoding/Hex"
import * as Redacted from "effect/Redacted"
import { layerMac } from "./signed/Signature.ts"

/**
 * Whom a token is for, and how long.
 *
 * @category models
 * @since 0.1.0
 */
export interface JwtOptions {
  /** The Messenger's API secret: Settings, Messenger, Security. It is not the client secret of an app. */
  readonly secret: string | Redacted.Redacted
  /** One's own id of the user, the `external_id` of the contact. */
  readonly userId: string
  readonly email?: string | undefined
  readonly name?: string | undefined
  /**
   * How long the token is good for; the session ends with it. There is no default, and no token without an end: a stolen one
   * would be good for ever.
   */
  readonly expiresIn: Duration.Input
  /** More attributes that only the server may set, as `{ plan: "pro" }`. */
  readonly attributes?: Readonly<Record<string, string | number | boolean | null>> | undefined
}

/** Claims that the options above set. */
const own = ["user_id", "exp", "iat", "email", "name"]

/**
 * A token for `intercom_user_jwt` of the Messenger: HS256, with `user_id`, `iat` and `exp`.
 *
 * Fails with `ConfigurationError` where the secret or the user's id is empty, the time is not one to come, or an attribute
 * takes the place of a claim.
 *
 * ```ts
 * import * as Messenger from "@effect-intercom/app/Messenger"
 *
 * const token = yield* Messenger.jwt({ secret, userId: "42", email: "ada@example.com", expiresIn: "1 hour" })
 * ```
 *
 * @category conversions
 * @since 0.1.0
 */
export const jwt = Effect.fnUntraced(function* (options: JwtOptions): Effect.fn.Return<string, ConfigurationError> {
  const seconds = Math.floor(Duration.toSeconds(Duration.fromInputUnsafe(options.expiresIn)))
  const attributes = options.attributes ?? {}
  const claimed = Object.keys(attributes).filter((name) => own.includes(name))
  if (options.userId === "") return yield* wrong("userId", "the user's id is empty: everybody would be the same user")
  if (!Number.isFinite(seconds) || seconds < 1) {
    return yield* wrong("expiresIn", "the token has to end, at least a second from now")
  }
  if (claimed.length > 0) return yield* wrong("attributes", `attributes may not set ${claimed.join(", ")}`)
  const now = Math.floor((yield* Clock.currentTimeMillis) / 1000)
  const claims = {
    ...attributes,
    user_id: options.userId,
    ...(options.email === undefined ? {} : { email: options.email }),
    ...(options.name === undefined ? {} : { name: options.name }),
    iat: now,
    exp: now + seconds
  }
  const signed = `${encoded({ alg: "HS256", typ: "JWT" })}.${encoded(claims)}`
  return `${signed}.${Base64Url.encode(yield* hmac(options.secret, signed))}`
})

/**
 * The `user_hash` of the Messenger's older identity verification: the HMAC-SHA256 of the user's id, or of the e-mail address
 * where that is all there is, in hexadecimal digits. It never expires: take {@link jwt} where you can.
 *
 * @category conversions
 * @since 0.1.0
 */
export const userHash = (options: {
  /** The identity verification secret. */
  readonly secret: string | Redacted.Redacted
  /** The `user_id`, or the e-mail address, as the Messenger gets it. */
  readonly identifier: string
}): Effect.Effect<string, ConfigurationError> =>
  options.identifier === ""
    ? wrong("identifier", "the identifier is empty: everybody would be the same user")
    : Effect.map(hmac(options.secret, options.identifier), Hex.encode)

const hmac = Effect.fnUntraced(function* (secret: string | Redacted.Redacted, text: string) {
  const key = typeof secret === "string" ? secret : Redacted.value(secret)
  if (key.trim() === "") {
    return yield* wrong(
      "secret",
      "the secret is empty: give the Messenger's API secret (Settings, Messenger, Security)"
    )
  }
  const mac = yield* Mac.Mac.pipe(Effect.provide(layerMac))
  const bytes = new TextEncoder()
  return yield* Mac.key(Mac.hmacSha256, bytes.encode(key)).pipe(
    Effect.flatMap((key) => mac.sign(key, bytes.encode(text))),
    Effect.orDie
  )
})

const encoded = (value: object): string => Base64Url.encode(JSON.stringify(value))

const wrong = (variable: string, message: string): Effect.Effect<never, ConfigurationError> =>
  Effect.fail(new ConfigurationError({ variable, message }))
