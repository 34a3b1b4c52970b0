import { assert, describe, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import { existsSync } from "node:fs"
import * as Export from "../../src/Export.ts"
import { inDirectory, lines, now, options } from "../support/SampleExport.ts"
import { type Hook, json, failure, row, serve, workspace } from "../support/SmallWorkspace.ts"

const hour = 3600

/** Notes by the contact they are on. */
type Notes = Record<string, Array<{ readonly id: string; readonly created_at: number }>>

const withNotes =
  (notes: Notes, asked: Array<string> = [], hook?: Hook): Hook =>
  (request) =>
    Effect.suspend(() => {
      const contact = /^\/contacts\/(\w+)\/notes$/.exec(request.path)?.[1]
      if (contact === undefined) return hook?.(request) ?? Effect.undefined
      asked.push(contact)
      const data = notes[contact] ?? []
      return Effect.succeed(json({ type: "list", data, total_count: data.length, pages: null }))
    })

const people = () =>
  workspace({ contacts: Array.from({ length: 300 }, (_, index) => row(`c${index}`, now - 300 * hour + index * hour)) })

const run = (
  directory: string,
  space: ReturnType<typeof people>,
  given: Partial<Export.RunOptions>,
  hook: Hook,
  version: "2.15" | "2.16" | "2.17" = "2.16"
) =>
  Export.run({ ...options(directory), streams: ["notes"], checkpointEvery: "1 hour", ...given }).pipe(
    Effect.provide(serve(space, hook).client(version))
  )

const notesIn = (directory: string) => lines(directory, "notes").map(({ id }) => id)

describe("notes, events and merges of a window", () => {
  for (const [what, answers] of [
    ["does not hold its list", [{ type: "list" }]],
    [
      "leads back to where it came from",
      ["a", "b", "a"].map((next_cursor) => ({ data: [], has_more: true, next_cursor }))
    ]
  ] as const) {
    it.effect(`fail where an answer about merges ${what}`, () =>
      inDirectory(
        Effect.fnUntraced(function* (directory) {
          const space = workspace({ contacts: [row("c0", now - hour)] })
          let asked = 0
          const hook: Hook = ({ path }) =>
            Effect.sync(() =>
              path.includes("merge") ? json(answers[asked++] ?? failure(401, "unauthorized")) : undefined
            )
          const error = yield* Effect.flip(run(directory, space, { streams: ["contact_merges"] }, hook))
          assert.include(String(error.message), "PaginationError")
          assert.strictEqual(asked, answers.length)
        })
      )
    )
  }

  it.effect("are asked of the contacts that changed since it began", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const space = people()
        const notes: Notes = { c0: [{ id: "n0", created_at: now - 300 * hour }] }
        const asked: Array<string> = []
        yield* run(directory, space, {}, withNotes(notes, asked))
        assert.lengthOf(asked, 300)
        const later = now + 10 * hour
        notes["c5"] = [{ id: "n5", created_at: later - hour }]
        space.contacts = space.contacts.map((contact) =>
          contact.id === "c5" ? { ...contact, updated_at: later - hour } : contact
        )
        yield* TestClock.setTime(later * 1000)
        asked.length = 0
        const report = yield* run(directory, space, { since: "last" }, withNotes(notes, asked))
        assert.deepStrictEqual(asked, ["c5"], "although search knows whole days")
        assert.deepStrictEqual(notesIn(directory), ["n0", "n5"])
        assert.isTrue(report.complete, JSON.stringify(report.streams))
      })
    )
  )

  it.effect("are found on contacts that changed again after it ended", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const space = people()
        space.contacts = [row("c0", now - 10)]
        const notes: Notes = { c0: [{ id: "n0", created_at: now - 30 * hour }] }
        yield* run(
          directory,
          space,
          {
            since: DateTime.makeUnsafe((now - 40 * hour) * 1000),
            until: DateTime.makeUnsafe((now - 20 * hour) * 1000)
          },
          withNotes(notes)
        )
        assert.deepStrictEqual(notesIn(directory), ["n0"])
      })
    )
  )

  it.effect("are asked of all contacts with full, since adding one need not change its contact", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const space = people()
        const notes: Notes = {}
        const asked: Array<string> = []
        const since = DateTime.makeUnsafe((now - 2 * hour) * 1000)
        yield* run(directory, space, { since }, withNotes(notes, asked))
        assert.deepStrictEqual(asked.toSorted(), ["c298", "c299"])
        notes["c7"] = [{ id: "n7", created_at: now - hour }]
        yield* run(directory, space, { since, full: true }, withNotes(notes, asked))
        assert.lengthOf(new Set(asked), 300)
        assert.deepStrictEqual(notesIn(directory), ["n7"])
      })
    )
  )

  it.effect("go on among all contacts where a run with full was stopped, whatever the next is told", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const space = people()
        const notes: Notes = { c200: [{ id: "n200", created_at: now - hour }] }
        const since = DateTime.makeUnsafe((now - 2 * hour) * 1000)
        const asked: Array<string> = []
        const stopped: Hook = ({ path, query }) =>
          Effect.succeed(
            path === "/contacts" && query["starting_after"] === "150" ? failure(401, "unauthorized") : undefined
          )
        yield* Effect.flip(run(directory, space, { since, full: true }, withNotes(notes, asked, stopped)))
        assert.isBelow(asked.length, 300)
        const report = yield* run(directory, space, { since, resume: true }, withNotes(notes, asked))
        assert.lengthOf(new Set(asked), 300)
        assert.deepStrictEqual(notesIn(directory), ["n200"])
        assert.isTrue(report.complete, JSON.stringify(report.streams))
      })
    )
  )

  it.effect("come once, although the next run's window begins before the end of this one's", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const space = people()
        space.contacts = [row("c0", now - 30)]
        const notes: Notes = { c0: [{ id: "n0", created_at: now - 30 }] }
        for (const at of [now, now + 100, now + 400]) {
          yield* TestClock.setTime(at * 1000)
          yield* run(directory, space, { since: "last" }, withNotes(notes))
        }
        assert.deepStrictEqual(notesIn(directory), ["n0"])
      })
    )
  )

  it.effect("are not gone because their contact could not be asked, and told as gone when it could", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const space = people()
        const notes: Notes = {
          c5: [{ id: "n5", created_at: now - hour }],
          c6: [{ id: "n6", created_at: now - hour }]
        }
        const failing: Hook = (request) =>
          request.path === "/contacts/c5/notes"
            ? Effect.succeed(failure(500, "server_error"))
            : withNotes(notes)(request)
        yield* run(directory, space, {}, withNotes(notes))
        notes["c6"] = []
        const short = yield* run(directory, space, { full: true }, failing)
        assert.isFalse(short.complete)
        assert.isFalse(existsSync(`${directory}/notes.deleted.ndjson`))
        const report = yield* run(directory, space, { resume: true }, withNotes(notes))
        assert.isTrue(report.complete, JSON.stringify(report.streams))
        assert.deepStrictEqual(
          lines(directory, "notes.deleted").map(({ id }) => id),
          ["n6"]
        )
      })
    )
  )
})
