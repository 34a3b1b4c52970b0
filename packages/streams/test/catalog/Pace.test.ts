import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as Pace from "../../src/catalog/Pace.ts"
import { running } from "../support/running.ts"

describe("how many pages are asked for at once", () => {
  it.effect("is what the rate limit allows during a usual answer, however long one of them takes", () =>
    Effect.gen(function* () {
      const pace = Pace.make(64)
      const meter = pace.meter()
      yield* meter.observe({
        _tag: "Attempted",
        operation: "contacts.search",
        outcome: "success",
        status: 200,
        error: undefined,
        durationMillis: 1,
        waitedMillis: 0,
        budget: { limit: 1000, remaining: 1000, resetAt: 0 }
      })
      const pages = Stream.fromIterable([100, 300, 300, 300, 5000]).pipe(
        Stream.mapEffect((millis) =>
          Effect.as(Effect.sleep(millis), { items: [], cursor: undefined, totalCount: undefined, page: {} })
        )
      )
      yield* running(Stream.runDrain(meter.measured(pages)), "100 millis")
      // A hundred a second, three tenths of a second each, and one more.
      assert.strictEqual(pace.readers(), 31)
    })
  )
})
