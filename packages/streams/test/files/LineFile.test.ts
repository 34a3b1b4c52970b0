import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { readFileSync } from "node:fs"
import { idOf } from "../../src/catalog/Field.ts"
import * as NdjsonSink from "../../src/NdjsonSink.ts"
import { inDirectory } from "../support/SampleExport.ts"

const target = { stream: "contacts", idOf, changedAtOf: () => undefined, intent: "begin" } as const

const megabyte = 1024 * 1024

describe("a file of lines", () => {
  it.effect("is written while the lines of a page are made, a megabyte at a time", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const size = () => readFileSync(`${directory}/contacts.ndjson`).length
        const text = "x".repeat(megabyte / 4)
        let made = 0
        let mostWaiting = 0
        // A record that tells when it is made a line: then, no more than a block and itself is not in the file.
        const records = Array.from({ length: 40 }, (_, id) => ({
          id: String(id),
          toJSON: () => {
            mostWaiting = Math.max(mostWaiting, made - size())
            made += text.length
            return { id: String(id), text }
          }
        }))
        yield* Effect.scoped(
          Effect.gen(function* () {
            const stream = yield* NdjsonSink.directory(directory).open(target, undefined)
            yield* stream.write(records, [])
            yield* stream.commit
          })
        )
        const lines = readFileSync(`${directory}/contacts.ndjson`, "utf8").split("\n").slice(0, -1)
        assert.deepStrictEqual(
          lines.map((line): unknown => JSON.parse(line)),
          records.map(({ id }) => ({ id, text }))
        )
        assert.isAtMost(mostWaiting, 1.25 * megabyte)
      })
    )
  )

  it.effect("has what it was given although its block is used again", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const records = Array.from({ length: 3000 }, (_, id) => ({ id: String(id), text: `${id} é `.repeat(200) }))
        yield* Effect.scoped(
          Effect.gen(function* () {
            const stream = yield* NdjsonSink.directory(directory).open(target, undefined)
            for (let from = 0; from < records.length; from += 150) {
              yield* stream.write(records.slice(from, from + 150), [])
            }
            yield* stream.commit
          })
        )
        const lines = readFileSync(`${directory}/contacts.ndjson`, "utf8").split("\n").slice(0, -1)
        assert.deepStrictEqual(
          lines.map((line): unknown => JSON.parse(line)),
          records
        )
      })
    )
  )
})
