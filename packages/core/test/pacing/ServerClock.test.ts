import { assert, describe, it } from "@effect/vitest"
import * as ServerClock from "../../src/pacing/ServerClock.ts"

describe("ServerClock", () => {
  it("takes the server's clock for ours until it has seen a response", () => {
    assert.strictEqual(ServerClock.make().toLocal(5000), 5000)
  })

  it("never places a server time earlier than it is, and comes as near as the latency", () => {
    for (const skew of [-120_000, -500, 0, 500, 120_000]) {
      const clock = ServerClock.make()
      for (let index = 0; index < 40; index++) {
        const requestedAt = 1_000_000 + index * 337
        const serverTime = requestedAt + 40 + skew
        clock.observe(Math.floor(serverTime / 1000) * 1000, requestedAt, requestedAt + 80)
      }
      const error = clock.toLocal(2_000_000 + skew) - 2_000_000
      assert.isTrue(error >= 0 && error <= 120, `off by ${error} ms with a skew of ${skew}`)
    }
  })

  it("forgets what it learnt when one of the clocks is set", () => {
    const clock = ServerClock.make()
    clock.observe(1_000_000, 1_000_100, 1_000_200)
    clock.observe(5_000_000, 1_001_100, 1_001_200)
    const error = clock.toLocal(5_000_000) - 1_001_200
    assert.isTrue(error >= 0 && error <= 1000, `off by ${error} ms`)
  })
})
