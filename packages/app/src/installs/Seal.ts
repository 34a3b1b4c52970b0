/**
 * Tokens sealed under a key, so that who reads the table has none of them.
 *
 * @since 0.1.0
 */
import * as Aead from "effect/crypto/Aead"
import * as Digest from "effect/crypto/Digest"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import * as Base64 from "effect/encoding/Base64"
import * as Base64Url from "effect/encoding/Base64Url"
import * as Hex from "effect/encoding/Hex"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { ConfigurationError } from "@effect-intercom/core"

/**
 * Seals texts, and opens them again.
 *
 * @internal
 */
export interface Seal {
  /** `owner` is bound to the text: it opens for no other. */
  readonly seal: (text: string, owner: string) => Effect.Effect<string>
  /** Undefined where no key opens it, or it was sealed for another owner. */
  readonly open: (sealed: string, owner: string) => Effect.Effect<string | undefined>
  /** Whether it is sealed under the newest key. */
  readonly isNewest: (sealed: string) => boolean
}

/**
 * Keys of 32 bytes, in Base64 or hexadecimal digits. The first seals; the others open what was sealed before it came.
 *
 * @internal
 */
export type SealKeys = string | Redacted.Redacted | ReadonlyArray<string | Redacted.Redacted>

/**
 * AES-256-GCM with a nonce for each text. A sealed text is `v1.key.nonce.ciphertext`.
 *
 * @internal
 */
export const makeSeal = Effect.fnUntraced(
  function* (
    keys: SealKeys
  ): Effect.fn.Return<Seal, ConfigurationError, Aead.Aead | Digest.Digest | SecureRandom.SecureRandom> {
    const aead = yield* Aead.Aead
    const random = yield* SecureRandom.SecureRandom
    const digest = yield* Digest.Digest
    const given = typeof keys === "string" || Redacted.isRedacted(keys) ? [keys] : keys
    const known = yield* Effect.forEach(given, (key) =>
      Effect.gen(function* () {
        const bytes = bytesOf(typeof key === "string" ? key : Redacted.value(key))
        if (bytes === undefined) return yield* wrongKey
        const hash = yield* Effect.orDie(digest.digest(Digest.sha256, bytes))
        return { id: Hex.encode(hash).slice(0, 8), key: yield* Effect.orDie(Aead.key(Aead.aes256Gcm, bytes)) }
      })
    )
    const [newest] = known
    if (newest === undefined) return yield* wrongKey

    const aad = (owner: string) => new TextEncoder().encode(owner)
    return {
      seal: Effect.fnUntraced(function* (text, owner) {
        const nonce = yield* random.randomBytes(12)
        const plain = new TextEncoder().encode(text)
        const sealed = yield* Effect.orDie(aead.encrypt(newest.key, plain, { nonce, aad: aad(owner) }))
        return ["v1", newest.id, Base64Url.encode(nonce), Base64Url.encode(sealed)].join(".")
      }),
      open: Effect.fnUntraced(function* (sealed, owner) {
        const [version, id, nonce = "", text = ""] = sealed.split(".")
        const key = known.find((one) => one.id === id)?.key
        const parts = Result.all([Base64Url.decode(nonce), Base64Url.decode(text)])
        if (version !== "v1" || key === undefined || Result.isFailure(parts)) return undefined
        const [nonceBytes, bytes] = parts.success
        const opened = yield* Effect.result(aead.decrypt(key, bytes, { nonce: nonceBytes, aad: aad(owner) }))
        return Result.isFailure(opened) ? undefined : new TextDecoder().decode(opened.success)
      }),
      isNewest: (sealed) => sealed.split(".")[1] === newest.id
    }
  },
  Effect.provide(
    Layer.mergeAll(Aead.layerWebCrypto, Digest.layerWebCrypto).pipe(Layer.provideMerge(SecureRandom.layerWebCrypto))
  )
)

const bytesOf = (text: string): Uint8Array | undefined => {
  const decoded = /^[0-9a-f]{64}$/i.test(text) ? Hex.decode(text) : Base64.decode(text)
  return Result.isSuccess(decoded) && decoded.success.length === 32 ? decoded.success : undefined
}

const wrongKey = new ConfigurationError({
  variable: "keys",
  message:
    "a key that tokens are sealed with has to be 32 bytes in Base64 or hexadecimal digits, as `openssl rand -base64 32` makes one"
})
