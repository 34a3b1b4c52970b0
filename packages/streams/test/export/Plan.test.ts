import { FakeIntercom } from "@effect-intercom/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Checkpoint from "../../src/Checkpoint.ts"
import * as Export from "../../src/Export.ts"
import * as ExportSink from "../../src/ExportSink.ts"
import * as Plan from "../../src/export/Plan.ts"

const sink = ExportSink.make(() => Effect.void)

describe("the ids of what was delivered", () => {
  it.effect("are not kept where no run can go on from this one", () =>
    Effect.gen(function* () {
      const plan = yield* Plan.make({ streams: ["contacts"], sink })
      assert.isUndefined(plan.checkpoint.ids)
    }).pipe(Effect.provide(FakeIntercom.layer({ contacts: 1 })))
  )

  it.effect("are kept in memory with a checkpoint in memory", () =>
    Effect.gen(function* () {
      const plan = yield* Plan.make({ streams: ["contacts"], sink, checkpoint: Checkpoint.memory() })
      assert.isDefined(plan.checkpoint.ids)
    }).pipe(Effect.provide(FakeIntercom.layer({ contacts: 1 })))
  )
})

describe("a plan", () => {
  it.effect(
    "is made of the checkpoint as it is after Intercom was asked, since another run may have ended meanwhile",
    () =>
      Effect.gen(function* () {
        const checkpoint = Checkpoint.memory()
        yield* Export.run({ streams: ["contacts"], sink, checkpoint })
        let loads = 0
        const before = {
          ...checkpoint,
          load: Effect.suspend(() => (loads++ === 0 ? Effect.succeedNone : checkpoint.load))
        }
        const error = yield* Effect.flip(Plan.make({ streams: ["contacts"], sink, checkpoint: before }))
        assert.strictEqual(error.reason._tag, "PlaceTaken")
      }).pipe(Effect.provide(FakeIntercom.layer({ contacts: 1 })))
  )
})
