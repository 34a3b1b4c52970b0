import { assert, describe, it } from "@effect/vitest"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Checkpoint from "../src/Checkpoint.ts"
import * as Export from "../src/Export.ts"
import { type ExportSink, make, SinkError } from "../src/ExportSink.ts"
import { inDirectory, now } from "./support/SampleExport.ts"
import { row, rows, serve, workspace } from "./support/SmallWorkspace.ts"

const space = () =>
  workspace({
    contacts: rows(400, (index) => row(`c${index}`, now - 100_000 + index)),
    companies: rows(250, (index) => row(`k${index}`, now - 90_000 - index))
  })

const full = new SinkError({ stream: "contacts", message: "the disk is full" })

describe("a sink that failed", () => {
  for (const [how, failure] of [
    ["fails", Effect.fail(full)],
    ["breaks", Effect.die(new RangeError("too deep"))]
  ] as const) {
    it.effect(`commits nothing afterwards, of no stream, and saves no checkpoint (it ${how})`, () =>
      inDirectory(() =>
        Effect.gen(function* () {
          const after: Array<string> = []
          let failed = false
          const note = (what: string) =>
            Effect.sync(() => {
              if (failed) after.push(what)
            })
          const memory = Checkpoint.memory()
          const sink: ExportSink = {
            checkpoint: { load: memory.load, save: (data) => Effect.andThen(note("checkpoint"), memory.save(data)) },
            open: ({ stream }) => {
              let writes = 0
              return Effect.succeed({
                write: () =>
                  Effect.suspend(() => {
                    if (stream !== "contacts" || ++writes < 2) return note("write")
                    failed = true
                    return failure
                  }),
                commit: Effect.as(note(`commit of ${stream}`), null)
              })
            },
            finish: () => Effect.void
          }
          yield* Effect.exit(
            Export.run({ streams: ["companies", "contacts"], sink, checkpointEvery: 0 }).pipe(
              Effect.provide(serve(space()).client())
            )
          )
          assert.isTrue(failed)
          assert.deepStrictEqual(after, [])
        })
      )
    )
  }
})

class Rejected extends Data.TaggedError("Rejected")<{ readonly record: string }> {}

describe("a sink in one function", () => {
  const written = (error: unknown) =>
    Effect.flip(
      Export.run({ streams: ["contacts"], sink: make(() => Effect.fail(error)) }).pipe(
        Effect.provide(serve(space()).client())
      )
    )

  for (const [what, error, name] of [
    ["an error", new TypeError("ann@example.com is no number"), "TypeError"],
    ["a tagged error", new Rejected({ record: "ann@example.com" }), "Rejected"],
    ["a text", "ann@example.com is no number", "string"]
  ] as const) {
    it.effect(`may fail with ${what}, which ends the export by its name, and quotes nothing of it`, () =>
      inDirectory(() =>
        Effect.gen(function* () {
          const { message, reason, stream } = yield* written(error)
          assert.strictEqual(stream, "contacts")
          assert.include(message, `the records were not taken (${name})`)
          assert.notInclude(message, "ann@example.com")
          assert.strictEqual(reason._tag === "SinkError" ? reason.cause : undefined, error)
        })
      )
    )
  }

  it.effect("may fail with a SinkError, which says what to do", () =>
    inDirectory(() => Effect.map(written(full), ({ reason }) => assert.strictEqual(reason, full)))
  )
})
