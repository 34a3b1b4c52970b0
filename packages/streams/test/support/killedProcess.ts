/**
 * A process that exports into tables, and is killed again and again.
 */
import * as NodeServices from "@effect/platform-node/NodeServices"
import { FakeIntercom } from "@effect-intercom/testing/node"
import { assert, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { endsBefore, heldAnswers } from "./killedExport.ts"

/** More of everything on request: `pnpm test:kills`. */
const amount = (name: string, usual: number) => Number(process.env[name] ?? usual)
const kills = amount("EXPORT_KILLS", 1)
const size = { contacts: amount("EXPORT_CONTACTS", 400), conversations: amount("EXPORT_CONVERSATIONS", 40) }

interface Killed<R, E> {
  /** Where the process exports to, and how the tables are read afterwards. */
  readonly args: Effect.Effect<
    {
      readonly place: readonly [format: string, location: string]
      readonly rows: (table: string) => Effect.Effect<ReadonlyArray<Readonly<Record<string, unknown>>>, unknown, R>
    },
    never,
    Scope.Scope
  >
  readonly layer: Layer.Layer<R, E>
}

/** Declares the test. */
export const leavesEverythingOnce = <R, E>(name: string, { args, layer }: Killed<R, E>): void => {
  it.live(
    `leaves every record and every part once in ${name}`,
    () =>
      Effect.gen(function* () {
        const { place, rows } = yield* args
        const { faults, gate } = heldAnswers()
        const served = { ...size, rateLimit: false, latency: "3 millis", faults } as const
        const { secret, token, url } = yield* FakeIntercom.serve(served)
        const begun = yield* Clock.currentTimeMillis
        const exporting = [url, token, ...place]
        // With many kills it takes minutes.
        const tell = (what: string) =>
          Effect.map(Clock.currentTimeMillis, (now) => {
            if (kills > 1) console.log(`${name}: ${what}, ${Math.round((now - begun) / 1000)} s`)
          })
        const all = size.contacts + size.conversations
        for (let killed = 0; killed < kills; killed++) {
          const share = (all * 0.8 * Math.random()) / kills
          assert.isFalse(
            yield* Effect.promise(() => endsBefore(exporting, gate, wrote(share))),
            `after ${killed} kills`
          )
          yield* tell(`killed ${killed + 1} of ${kills} times`)
        }
        assert.isTrue(yield* Effect.promise(() => endsBefore(exporting, gate, () => false)))
        yield* tell("ended; its rows are compared")
        const streams = ["contacts", "conversations"] as const
        // At once: a connection that waits while rows are compared may be closed meanwhile.
        const dumps = yield* Effect.promise(() =>
          Promise.all(
            streams.map(async (stream) =>
              (await fetch(`${url}/_fake/dump/${stream}`, { headers: { "x-fake-secret": secret } })).text()
            )
          )
        )
        let parts = 0
        for (const [index, stream] of streams.entries()) {
          const expected: ReadonlyArray<{ readonly id: string }> = (dumps[index] ?? "")
            .split("\n")
            .filter((line) => line !== "")
            .map((line) => JSON.parse(line))
          const held = new Map((yield* rows(stream)).map(({ id, record }) => [id, record]))
          assert.strictEqual(held.size, expected.length, stream)
          for (const record of expected) assert.deepStrictEqual(held.get(record.id), record, stream)
          if (stream === "conversations") parts = expected.flatMap(partsOf).length
        }
        assert.lengthOf(yield* rows("conversation_parts"), parts)
        console.log(`${name}: killed ${kills} times; ${all} records and ${parts} parts, none lost, none twice`)
      }).pipe(Effect.scoped, Effect.provide([NodeServices.layer, layer])),
    900_000
  )
}

/** Whether so many records have been written, of all streams together. */
const wrote = (records: number) => {
  let written = 0
  return (_stream: string, rows: number): boolean => (written += rows) >= records
}

const partsOf = (record: object): ReadonlyArray<unknown> => {
  const { conversation_parts } = record as { conversation_parts?: { conversation_parts: ReadonlyArray<unknown> } }
  return conversation_parts?.conversation_parts ?? []
}
