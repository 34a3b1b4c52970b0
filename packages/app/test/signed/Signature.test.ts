import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted, Result } from "effect"
import { createHmac } from "node:crypto"
import { Webhooks } from "../../src/index.ts"

const body = new TextEncoder().encode('{"topic":"ping","é":"☃"}')

/** Node's HMAC, made apart from the one that is tried. */
const hmac = (algorithm: "sha1" | "sha256", secret: string, bytes = body) =>
  createHmac(algorithm, secret).update(bytes).digest("hex")

const request = (headers: Readonly<Record<string, string>>, bytes = body): Webhooks.SignedRequest => ({
  header: (name) => headers[name],
  body: bytes
})

const outcome = Effect.fnUntraced(function* (
  secret: Webhooks.Secret,
  signed: Webhooks.SignedRequest,
  kinds?: ReadonlyArray<Webhooks.SignatureKind>
) {
  const verifier = yield* Webhooks.makeVerifier(secret)
  const result = yield* Effect.result(verifier.verify(signed, kinds))
  return Result.isSuccess(result) ? result.success.kind : result.failure.kind
})

describe("a signature", () => {
  it.effect("of each kind is taken", () =>
    Effect.gen(function* () {
      const sha1 = `sha1=${hmac("sha1", "secret")}`
      const sha256 = hmac("sha256", "secret")
      assert.strictEqual(yield* outcome("secret", request({ "x-hub-signature": sha1 })), "notification")
      assert.strictEqual(yield* outcome("secret", request({ "x-body-signature": sha256 })), "body")
      const fin = request({ "x-fin-agent-api-webhook-signature": sha256 })
      assert.strictEqual(yield* outcome(Redacted.make("secret"), fin), "fin")
    })
  )

  it.effect("of an old secret is taken while a new one takes its place", () =>
    Effect.gen(function* () {
      const signed = request({ "x-hub-signature": `sha1=${hmac("sha1", "old")}` })
      assert.strictEqual(yield* outcome(["new", Redacted.make("old")], signed), "notification")
      assert.strictEqual(yield* outcome("new", signed), "forged")
    })
  )

  it.effect("that is wrong in any way is forged", () =>
    Effect.gen(function* () {
      const right = hmac("sha1", "secret")
      const wrong = [
        "",
        "sha1=",
        right.slice(1),
        `${right}00`,
        `sha256=${right}`,
        `md5=${right}`,
        "sha1=zz",
        `sha1=${"0".repeat(40)}`
      ]
      for (const header of wrong) {
        assert.strictEqual(yield* outcome("secret", request({ "x-hub-signature": header })), "forged", header)
      }
      const changed = new TextEncoder().encode('{"topic":"pong"}')
      const forOther = request({ "x-hub-signature": `sha1=${right}` }, changed)
      assert.strictEqual(yield* outcome("secret", forOther), "forged")
      const weaker = request({ "x-body-signature": right })
      assert.strictEqual(yield* outcome("secret", weaker), "forged")
    })
  )

  it.effect("that is missing, or of a kind that is not expected, is none", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* outcome("secret", request({})), "unsigned")
      const hub = request({ "x-hub-signature": `sha1=${hmac("sha1", "secret")}` })
      assert.strictEqual(yield* outcome("secret", hub, ["body"]), "unsigned")
    })
  )

  it.effect("is made as Intercom makes it", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* Webhooks.sign("notification", "secret", body), `sha1=${hmac("sha1", "secret")}`)
      assert.strictEqual(yield* Webhooks.sign("body", "secret", body), hmac("sha256", "secret"))
    })
  )
})

describe("a secret", () => {
  it.effect("that is empty is refused before anything is verified, and says where the right one stands", () =>
    Effect.gen(function* () {
      for (const secret of ["", "  ", [], ["good", ""], Redacted.make("")] satisfies ReadonlyArray<Webhooks.Secret>) {
        const error = yield* Effect.flip(Webhooks.makeVerifier(secret))
        assert.match(error.message, /client secret of the app/)
      }
    })
  )
})
