/**
 * Records of every stream, from a fake workspace.
 */
import { FakeIntercom, seededUntil } from "@effect-intercom/testing"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import { Export, type ExportSink } from "../../src/index.ts"
import { running } from "./running.ts"

export interface StreamRecords {
  readonly target: ExportSink.SinkTarget
  readonly records: Array<object>
}

/** What an export of everything gives a sink. */
export const fakeRecords = Effect.gen(function* () {
  yield* TestClock.setTime(seededUntil)
  const streams = new Map<string, StreamRecords>()
  const sink: ExportSink.ExportSink = {
    open: (target) =>
      Effect.sync(() => {
        const records: Array<object> = []
        streams.set(target.stream, { target, records })
        return {
          write: (more) => Effect.sync(() => void records.push(...more)),
          commit: Effect.succeed(null)
        }
      }),
    finish: () => Effect.void
  }
  const run = Export.run({ streams: Export.streamNames, sink, catchUp: false, since: undefined })
  yield* running(run, "10 seconds").pipe(
    Effect.provide(FakeIntercom.layer({ contacts: 30, companies: 12, conversations: 20, tickets: 12 }))
  )
  return streams
})
