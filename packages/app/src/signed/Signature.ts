/**
 * Signatures of Intercom's requests, over the bytes of their bodies.
 *
 * @since 0.1.0
 */
import * as Mac from "effect/crypto/Mac"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import * as Hex from "effect/encoding/Hex"
import * as Layer from "effect/Layer"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { ConfigurationError } from "@effect-intercom/core"
import { WebhookError } from "./WebhookError.ts"

/**
 * The client secret of the app, or several while one takes the place of another: a request is genuine when its signature
 * belongs to any of them.
 *
 * @category models
 * @since 0.1.0
 */
export type Secret = string | Redacted.Redacted | ReadonlyArray<string | Redacted.Redacted>

/**
 * What a signature is for.
 *
 * - `notification`: `X-Hub-Signature`, SHA-1.
 * - `body`: `X-Body-Signature`, SHA-256: uninstalls, health checks, Canvas Kit.
 * - `fin`: `X-Fin-Agent-API-Webhook-Signature`, SHA-256: events of the Fin Agent API.
 *
 * @category models
 * @since 0.1.0
 */
export type SignatureKind = "notification" | "body" | "fin"

/**
 * The header of each kind, in lower case.
 *
 * @category models
 * @since 0.1.0
 */
export const signatureHeaders: { readonly [K in SignatureKind]: string } = {
  notification: "x-hub-signature",
  body: "x-body-signature",
  fin: "x-fin-agent-api-webhook-signature"
}

/**
 * A request whose signature is to be looked at.
 *
 * @category models
 * @since 0.1.0
 */
export interface SignedRequest {
  /** The value of a header by its name in lower case. */
  readonly header: (name: string) => string | null | undefined
  /** The bytes as they came. */
  readonly body: Uint8Array
}

/**
 * A request that is genuine.
 *
 * @category models
 * @since 0.1.0
 */
export interface Verified {
  readonly kind: SignatureKind
  /** The signature in hexadecimal digits: the same for the same body under the same secret. */
  readonly signature: string
}

/**
 * Looks at the signature of a request.
 *
 * @category models
 * @since 0.1.0
 */
export interface Verifier {
  /** Fails with `unsigned` or `forged`. `kinds` are those that are taken, all when left out. */
  readonly verify: (
    request: SignedRequest,
    kinds?: ReadonlyArray<SignatureKind>
  ) => Effect.Effect<Verified, WebhookError>
}

/**
 * HMACs of the Web Crypto that every runtime has.
 *
 * @category layers
 * @since 0.1.0
 */
export const layerMac: Layer.Layer<Mac.Mac> = /*#__PURE__*/ Layer.provide(
  Mac.layerWebCrypto,
  SecureRandom.layerWebCrypto
)

/**
 * A verifier for the secrets of an app. Fails with `ConfigurationError` where there is none, or an empty one: an empty
 * secret would take anybody's word.
 *
 * ```ts
 * const verifier = yield* Webhooks.makeVerifier([newSecret, oldSecret]) // both, until Intercom signs with the new one
 * yield* verifier.verify({ header: (name) => headers.get(name), body })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeVerifier = Effect.fnUntraced(function* (
  secret: Secret
): Effect.fn.Return<Verifier, ConfigurationError> {
  const mac = yield* Mac.Mac.pipe(Effect.provide(layerMac))
  const secrets = yield* secretsOf(secret)
  const keys = yield* Effect.forEach(secrets, (bytes) =>
    Effect.all({ sha1: Mac.key(Mac.hmacSha1, bytes), sha256: Mac.key(Mac.hmacSha256, bytes) })
  ).pipe(Effect.orDie)

  const isGenuine = Effect.fnUntraced(function* (kind: SignatureKind, tag: Uint8Array, body: Uint8Array) {
    for (const { sha1, sha256 } of keys) {
      if (yield* Effect.orDie(mac.verify(kind === "notification" ? sha1 : sha256, tag, body))) return true
    }
    return false
  })

  return {
    verify: Effect.fnUntraced(function* ({ body, header }, kinds = allKinds) {
      const kind = kinds.find((kind) => Predicate.isNotNullish(header(signatureHeaders[kind])))
      if (kind === undefined) return yield* new WebhookError({ kind: "unsigned" })
      const tag = tagOf(kind, header(signatureHeaders[kind]) ?? "")
      if (tag === undefined || !(yield* isGenuine(kind, tag, body))) return yield* new WebhookError({ kind: "forged" })
      return { kind, signature: Hex.encode(tag) }
    })
  }
})

const allKinds: ReadonlyArray<SignatureKind> = ["notification", "body", "fin"]

/** The bytes of a header, undefined where it does not look like a signature of its kind. */
const tagOf = (kind: SignatureKind, header: string): Uint8Array | undefined => {
  const digits = /^(?:sha(1|256)=)?([0-9a-f]+)$/i.exec(header.trim())
  if (digits === null) return undefined
  const [, algorithm, hex = ""] = digits
  const [expected, length] = kind === "notification" ? ["1", 40] : ["256", 64]
  if (hex.length !== length || (algorithm !== undefined && algorithm !== expected)) return undefined
  return Result.getOrUndefined(Hex.decode(hex))
}

/**
 * Signs a body as Intercom does: the value of the header of its kind.
 *
 * @category constructors
 * @since 0.1.0
 */
export const sign = Effect.fnUntraced(function* (
  kind: SignatureKind,
  secret: string | Redacted.Redacted,
  body: string | Uint8Array
): Effect.fn.Return<string, ConfigurationError> {
  const mac = yield* Mac.Mac.pipe(Effect.provide(layerMac))
  const [bytes] = yield* secretsOf(secret)
  const algorithm = kind === "notification" ? Mac.hmacSha1 : Mac.hmacSha256
  const data = typeof body === "string" ? new TextEncoder().encode(body) : body
  const tag = yield* Mac.key(algorithm, bytes).pipe(
    Effect.flatMap((key) => mac.sign(key, data)),
    Effect.orDie
  )
  return kind === "notification" ? `sha1=${Hex.encode(tag)}` : Hex.encode(tag)
})

/**
 * Throws where a secret is empty, for those that cannot wait for an effect.
 *
 * @internal
 */
export const checkSecret = (secret: Secret): void => {
  if (!hasText(textsOf(secret))) throw emptySecret()
}

/** The bytes of each secret. */
const secretsOf = (
  secret: Secret
): Effect.Effect<readonly [Uint8Array, ...ReadonlyArray<Uint8Array>], ConfigurationError> => {
  const texts = textsOf(secret)
  const [first, ...others] = texts.map((text) => new TextEncoder().encode(text))
  return first === undefined || !hasText(texts) ? Effect.fail(emptySecret()) : Effect.succeed([first, ...others])
}

const textsOf = (secret: Secret): ReadonlyArray<string> => {
  const given = typeof secret === "string" || Redacted.isRedacted(secret) ? [secret] : secret
  return given.map((one) => (typeof one === "string" ? one : Redacted.value(one)))
}

const hasText = (texts: ReadonlyArray<string>): boolean => texts.length > 0 && texts.every((text) => text.trim() !== "")

const emptySecret = (): ConfigurationError =>
  new ConfigurationError({
    variable: "secret",
    message:
      "the secret is empty: give the client secret of the app, which stands in the Developer Hub under Basic information"
  })
