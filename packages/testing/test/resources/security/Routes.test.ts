import { CallOptions } from "@effect-intercom/core"
import { IdentityVerificationSecrets, IpAllowlist } from "@effect-intercom/resources"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { failsWith, strict } from "../../strict.ts"

describe("the IP allowlist", () => {
  it.effect("is empty and off until it is changed", () =>
    Effect.gen(function* () {
      assert.deepInclude(yield* IpAllowlist.get(), { enabled: false, ip_allowlist: [] })
      yield* IpAllowlist.update({ enabled: true, ip_allowlist: ["192.0.2.0/24"] })
      assert.deepInclude(yield* IpAllowlist.update({ enabled: false }), { ip_allowlist: ["192.0.2.0/24"] })
      assert.deepInclude(yield* IpAllowlist.get(), { enabled: false, ip_allowlist: ["192.0.2.0/24"] })
    }).pipe(CallOptions.withOptions({ version: "2.16" }), strict)
  )
})

describe("secrets of identity verification", () => {
  it.effect("tell what they are made of once", () =>
    Effect.gen(function* () {
      const created = yield* IdentityVerificationSecrets.create({ name: "Web", supports_web: true })
      assert.deepInclude(created, { name: "Web", supports_web: true, supports_ios: false })
      assert.match(created.secret ?? "", /^.{43}$/)
      const [listed] = (yield* IdentityVerificationSecrets.list()).data
      assert.strictEqual(listed?.id, created.id)
      assert.notProperty(listed, "secret")
      yield* IdentityVerificationSecrets.delete({ id: created.id })
      yield* failsWith("NotFound", IdentityVerificationSecrets.delete({ id: created.id }))
    }).pipe(strict)
  )
})
