import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { cpSync, existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs"
import { TestClock } from "effect/testing"
import * as Export from "../../src/Export.ts"
import { inDirectory, now, options, readJson, sample } from "../support/SampleExport.ts"
import { type Hook, serve } from "../support/SmallWorkspace.ts"

describe("the report of a run", () => {
  it.effect("is withdrawn when the next begins: one that is killed leaves none that says complete", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const space = sample()
        const live = `${directory}/live`
        yield* Export.run(options(live)).pipe(Effect.provide(serve(space).client()))
        assert.isTrue(readJson(`${live}/report.json`)["complete"])
        yield* TestClock.setTime((now + 7200) * 1000)
        const killed: Array<string> = []
        // What a kill leaves behind at the moment of a request is what stands on the disk at that moment.
        const snapshot: Hook = ({ number }) =>
          Effect.sync(() => {
            if (number === 1) return undefined
            const copy = `${directory}/killed-${number}`
            cpSync(live, copy, { recursive: true })
            killed.push(copy)
            return undefined
          })
        yield* Export.run({ ...options(live), since: "last" }).pipe(Effect.provide(serve(space, snapshot).client()))
        assert.isAbove(killed.length, 3)
        for (const copy of killed) {
          const says = existsSync(`${copy}/report.json`) ? readJson(`${copy}/report.json`)["complete"] : undefined
          assert.notStrictEqual(says, true, copy)
        }
        assert.isTrue(readJson(`${live}/report.json`)["complete"])
      })
    )
  )
})

describe("what the run wrote", () => {
  for (const [how, harm] of [
    ["deleted", (file: string) => rmSync(file)],
    ["cut short", (file: string) => truncateSync(file, 1000)]
  ] as const) {
    it.effect(`is looked for at its end: a file that was ${how} meanwhile makes it not complete`, () =>
      inDirectory(
        Effect.fnUntraced(function* (directory) {
          const hook: Hook = ({ path }) =>
            Effect.sync(() => {
              if (path === "/conversations/119" && existsSync(`${directory}/contacts.ndjson`)) {
                harm(`${directory}/contacts.ndjson`)
              }
              return undefined
            })
          const report = yield* Export.run({ ...options(directory), concurrency: 1, catchUp: false }).pipe(
            Effect.provide(serve(sample(), hook).client())
          )
          assert.isFalse(report.complete)
          const contacts = report.streams.find(({ stream }) => stream === "contacts")
          assert.isFalse(contacts?.complete)
          assert.include(contacts?.shortfalls.join(), "contacts.ndjson")
        })
      )
    )
  }
})

describe("a checkpoint with values that cannot be", () => {
  for (const [name, path, value] of [
    ["negative rows", ["counters", "rows"], -5],
    ["half a page", ["counters", "pages"], 1.5],
    ["a horizon that is no time", ["horizon"], -1],
    ["a negative length of a file", ["sink", "records", "bytes"], -5],
    ["a negative count of what is announced", ["expected"], -1]
  ] as const) {
    it.effect(`is refused before anything is written (${name})`, () =>
      inDirectory(
        Effect.fnUntraced(function* (directory) {
          yield* Export.run(options(directory)).pipe(Effect.provide(serve(sample()).client()))
          const checkpoint = readJson(`${directory}/checkpoint.json`) as { streams: { contacts: object } }
          let place = checkpoint.streams.contacts as Record<string, unknown>
          for (const key of path.slice(0, -1)) place = place[key] as Record<string, unknown>
          place[path.at(-1) ?? ""] = value
          const text = JSON.stringify(checkpoint)
          writeFileSync(`${directory}/checkpoint.json`, text)
          const data = readFileSync(`${directory}/contacts.ndjson`, "utf8")
          for (const given of [{ resume: true }, { since: "last" }, { full: true }] as const) {
            yield* Effect.flip(
              Export.run({ ...options(directory), ...given }).pipe(Effect.provide(serve(sample()).client()))
            )
            assert.strictEqual(readFileSync(`${directory}/checkpoint.json`, "utf8"), text)
            assert.strictEqual(readFileSync(`${directory}/contacts.ndjson`, "utf8"), data)
          }
        })
      )
    )
  }
})
