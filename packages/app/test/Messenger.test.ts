import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { TestClock } from "effect/testing"
import { createHmac } from "node:crypto"
import * as Messenger from "../src/Messenger.ts"

/** Takes a token apart as the other side would, with Node's HMAC. */
const read = (token: string, secret: string) => {
  const [header = "", claims = "", signature = ""] = token.split(".")
  const right = createHmac("sha256", secret).update(`${header}.${claims}`).digest("base64url")
  const parse = (part: string): unknown => JSON.parse(Buffer.from(part, "base64url").toString())
  return { isGenuine: signature === right, header: parse(header), claims: parse(claims) }
}

describe("a token for the Messenger", () => {
  it.effect("is signed with HS256, says who it is for, and ends", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(1_790_812_800_500)
      const token = yield* Messenger.jwt({
        secret: Redacted.make("messenger-secret"),
        userId: "42",
        email: "ada@example.com",
        name: "Äda",
        expiresIn: "1 hour",
        attributes: { plan: "pro" }
      })
      assert.match(token, /^[\w-]+\.[\w-]+\.[\w-]{43}$/)
      assert.deepStrictEqual(read(token, "messenger-secret"), {
        isGenuine: true,
        header: { alg: "HS256", typ: "JWT" },
        claims: {
          plan: "pro",
          user_id: "42",
          email: "ada@example.com",
          name: "Äda",
          iat: 1_790_812_800,
          exp: 1_790_816_400
        }
      })
    })
  )

  it.effect("is not made for nobody, without an end, without a secret, or with claims of somebody's own", () =>
    Effect.gen(function* () {
      const good = { secret: "s", userId: "42", expiresIn: "1 hour" } satisfies Messenger.JwtOptions
      const wrong: ReadonlyArray<readonly [Partial<Messenger.JwtOptions>, string]> = [
        [{ userId: "" }, "userId"],
        [{ expiresIn: 0 }, "expiresIn"],
        [{ expiresIn: "-1 hours" }, "expiresIn"],
        [{ expiresIn: Number.POSITIVE_INFINITY }, "expiresIn"],
        [{ secret: "" }, "secret"],
        [{ secret: " " }, "secret"],
        [{ attributes: { exp: 1, user_id: "1" } }, "attributes"]
      ]
      for (const [options, variable] of wrong) {
        const error = yield* Effect.flip(Messenger.jwt({ ...good, ...options }))
        assert.strictEqual(error.variable, variable)
      }
    })
  )
})

describe("a hash of a user", () => {
  it.effect("is the HMAC that the Messenger wants", () =>
    Effect.gen(function* () {
      const hash = yield* Messenger.userHash({ secret: "identity-secret", identifier: "42" })
      assert.strictEqual(hash, createHmac("sha256", "identity-secret").update("42").digest("hex"))
      yield* Effect.flip(Messenger.userHash({ secret: "identity-secret", identifier: "" }))
      yield* Effect.flip(Messenger.userHash({ secret: "", identifier: "42" }))
    })
  )
})
