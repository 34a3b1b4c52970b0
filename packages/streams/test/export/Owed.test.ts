import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import { TestClock } from "effect/testing"
import * as Export from "../../src/Export.ts"
import { inDirectory, lines, now, options, readJson, sample } from "../support/SampleExport.ts"
import { conversation, failure, type Hook, json, row, serve, type Workspace } from "../support/SmallWorkspace.ts"

const run = (directory: string, space: Workspace, given: Partial<Export.RunOptions>, hook?: Hook) =>
  Export.run({ ...options(directory), ...given }).pipe(Effect.provide(serve(space, hook).client()))

/** A conversation that Intercom cannot hand out. */
const broken =
  (id: string): Hook =>
  ({ path }) =>
    Effect.succeed(path === `/conversations/${id}` ? failure(500, "server_error") : undefined)

const idsOf = (directory: string, stream: string) => lines(directory, stream).map(({ id }) => id)

const owedIn = (directory: string, stream: string): unknown => {
  const { streams } = readJson(`${directory}/checkpoint.json`) as { streams: Record<string, { owed: unknown }> }
  return streams[stream]?.owed
}

const later = TestClock.setTime((now + 7200) * 1000)

describe("each stream has its own completeness", () => {
  it.effect("one that was killed is not taken for complete because a run over another was", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const space = sample()
        const streams = ["contacts", "admins"] as const
        const stopped: Hook = ({ path, query }) =>
          Effect.succeed(
            path === "/contacts" && query["starting_after"] === "300" ? failure(401, "unauthorized") : undefined
          )
        yield* Effect.flip(run(directory, space, { streams }, stopped))
        assert.isBelow(lines(directory, "contacts").length, 400)
        yield* run(directory, space, { streams: ["admins"], resume: true })
        yield* later
        const report = yield* run(directory, space, { streams, since: "last" })
        assert.lengthOf(lines(directory, "contacts"), 400)
        assert.isTrue(report.complete, JSON.stringify(report.streams))
      })
    )
  )

  it.effect("a run over some streams leaves the state of the others as it is", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const space = sample()
        yield* run(directory, space, { streams: ["contacts", "companies"] })
        const before = readJson(`${directory}/checkpoint.json`) as { streams: Record<string, unknown> }
        yield* later
        yield* run(directory, space, { streams: ["contacts"], since: "last" })
        yield* run(directory, space, { streams: ["admins"] })
        yield* run(directory, space, { streams: ["contacts"], overwrite: true })
        const after = readJson(`${directory}/checkpoint.json`) as { streams: Record<string, unknown> }
        assert.deepStrictEqual(after.streams["companies"], before.streams["companies"])
        assert.sameMembers(Object.keys(after.streams), ["contacts", "companies", "admins"])
      })
    )
  )
})

describe("a record that could not be read is owed", () => {
  for (const how of [{ resume: true }, { since: "last" }] as const) {
    it.effect(`and fetched by the next run (${Object.keys(how).join("")})`, () =>
      inDirectory(
        Effect.fnUntraced(function* (directory) {
          const space = sample()
          const streams = ["conversations"] as const
          const first = yield* run(directory, space, { streams }, broken("100"))
          assert.isFalse(first.complete)
          assert.notInclude(idsOf(directory, "conversations"), "100")
          yield* later
          const again = yield* run(directory, space, { streams, ...how }, broken("100"))
          assert.isFalse(again.complete)
          const [owed] = owedIn(directory, "conversations") as ReadonlyArray<Record<string, unknown>>
          assert.include(owed, { kind: "record", id: "100", attempts: 2 })
          assert.include(String(owed?.["reason"]), "server_error")
          const paid = yield* run(directory, space, { streams, ...how })
          assert.isTrue(paid.complete, JSON.stringify(paid.streams))
          assert.deepStrictEqual(owedIn(directory, "conversations"), [])
          assert.sameMembers(
            idsOf(directory, "conversations"),
            space.conversations.map(({ id }) => id)
          )
          const nothing = yield* run(directory, space, { streams, ...how })
          assert.isTrue(nothing.complete)
          assert.lengthOf(idsOf(directory, "conversations"), 30)
        })
      )
    )
  }

  it.effect("before anything else, and many of them do not stop the stream", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const space = sample()
        const streams = ["conversations"] as const
        // Twelve of them, and never ten in a row.
        const isBroken = (path: string) => /^\/conversations\/\d+$/.test(path) && Number(path.slice(15)) % 5 < 2
        const hook: Hook = ({ path }) => Effect.succeed(isBroken(path) ? failure(500, "server_error") : undefined)
        yield* run(directory, space, { streams, concurrency: 1 }, hook)
        assert.lengthOf(owedIn(directory, "conversations") as Array<unknown>, 12)
        space.conversations = [...space.conversations, conversation("502", now + 3600, 1)]
        yield* later
        const asked: Array<string> = []
        yield* run(directory, space, { streams, since: "last", concurrency: 1 }, (request) => {
          asked.push(request.path)
          return hook(request)
        })
        assert.lengthOf(owedIn(directory, "conversations") as Array<unknown>, 12)
        assert.include(idsOf(directory, "conversations"), "502")
        assert.isTrue(asked.slice(1, 13).every(isBroken), asked.join(" "))
      })
    )
  )

  it.effect("and settled where it is gone, which --accept may take for whole", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const space = sample()
        const streams = ["conversations"] as const
        yield* run(directory, space, { streams }, broken("100"))
        space.conversations = space.conversations.filter(({ id }) => id !== "100")
        yield* later
        const report = yield* run(directory, space, { streams, since: "last" })
        assert.isFalse(report.complete)
        assert.deepStrictEqual(report.streams[0]?.owed, [])
        assert.include(report.streams[0]?.settled[0], { kind: "gone", id: "100" })
        assert.deepStrictEqual(report.streams[0]?.shortfalls, ["1 record was gone before it could be read"])
        const accepted = yield* run(directory, space, { streams, since: "last", accept: ["gone"] })
        assert.isTrue(accepted.complete, JSON.stringify(accepted.streams))
        assert.include(accepted.streams[0]?.settled[0], { kind: "gone", id: "100" })
      })
    )
  )

  it.effect("not when Intercom hands out 500 of its parts: that is settled, and may be accepted", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const space = { ...sample(), conversations: [conversation("1", now - 9000, 501)] }
        const streams = ["conversations"] as const
        const report = yield* run(directory, space, { streams })
        assert.isFalse(report.complete)
        yield* later
        const next = yield* run(directory, space, { streams, since: "last" })
        assert.isFalse(next.complete, "the sink still lacks those parts")
        const accepted = yield* run(directory, space, { streams, since: "last", accept: ["truncated"] })
        assert.isTrue(accepted.complete)
        assert.lengthOf(lines(directory, "conversations"), 1)
      })
    )
  )

  it.effect("of contacts it is read by its id, once it can be", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const space = sample()
        const streams = ["contacts"] as const
        // A contact that differs from its schema is put aside, as asked.
        space.contacts = [row("c0", now - 100_000, { type: "contact", email: 5 })]
        yield* run(directory, space, { streams, mismatches: "dead-letter" })
        assert.deepStrictEqual(idsOf(directory, "contacts"), [])
        yield* later
        const asked: Array<string> = []
        const report = yield* run(directory, space, { streams, since: "last" }, ({ path }) => {
          asked.push(path)
          return Effect.undefined
        })
        assert.include(asked, "/contacts/c0")
        assert.deepStrictEqual(idsOf(directory, "contacts"), ["c0"])
        assert.isTrue(report.complete, JSON.stringify(report.streams))
      })
    )
  )

  const tags = (count: number, total: number) => ({
    type: "list",
    data: Array.from({ length: count }, (_, index) => ({ type: "tag", id: `t${index}` })),
    total_count: total,
    has_more: total > count
  })

  const tagsIn = (directory: string) =>
    lines(directory, "contacts").map((contact) => {
      const list = Predicate.hasProperty(contact, "tags") ? contact.tags : undefined
      const elements = Predicate.hasProperty(list, "data") ? list.data : undefined
      return [contact.id, Array.isArray(elements) ? elements.length : undefined]
    })

  it.effect("of contacts it comes with the whole of its lists, where they are asked for", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const space = sample()
        const given = { streams: ["contacts"], lists: true } as const
        space.contacts = [row("c0", now - 100_000, { type: "contact", email: 5, tags: tags(10, 11) })]
        const hook: Hook = ({ path }) => Effect.succeed(path === "/contacts/c0/tags" ? json(tags(11, 11)) : undefined)
        yield* run(directory, space, { ...given, mismatches: "dead-letter" }, hook)
        assert.deepStrictEqual(tagsIn(directory), [])
        yield* later
        const report = yield* run(directory, space, { ...given, since: "last" }, hook)
        assert.deepStrictEqual(tagsIn(directory), [["c0", 11]])
        assert.isTrue(report.complete, JSON.stringify(report.streams))
      })
    )
  )

  it.effect("so is a contact of whose lists one cannot be read, and the others come", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const space = sample()
        const given = { streams: ["contacts"], lists: true } as const
        space.contacts = ["c0", "c1", "c2"].map((id) => row(id, now - 100_000, { tags: tags(10, 11) }))
        const hook =
          (isBroken: boolean): Hook =>
          ({ path }) =>
            Effect.succeed(
              isBroken && path === "/contacts/c1/tags"
                ? failure(500, "server_error")
                : path.endsWith("/tags")
                  ? json(tags(11, 11))
                  : undefined
            )
        const first = yield* run(directory, space, given, hook(true))
        assert.isFalse(first.complete)
        assert.deepStrictEqual(tagsIn(directory), [
          ["c0", 11],
          ["c2", 11]
        ])
        yield* later
        const report = yield* run(directory, space, { ...given, since: "last" }, hook(false))
        assert.sameDeepMembers(tagsIn(directory), [
          ["c0", 11],
          ["c1", 11],
          ["c2", 11]
        ])
        assert.isTrue(report.complete, JSON.stringify(report.streams))
      })
    )
  )

  it.effect("where no list of a contact can be read, Intercom is what fails", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const space = sample()
        space.contacts = Array.from({ length: 40 }, (_, index) => row(`c${index}`, now, { tags: tags(10, 11) }))
        const hook: Hook = ({ path }) =>
          Effect.succeed(path.endsWith("/tags") ? failure(500, "server_error") : undefined)
        const error = yield* Effect.flip(run(directory, space, { streams: ["contacts"], lists: true }, hook))
        assert.strictEqual(error.stream, "contacts")
        assert.deepStrictEqual(tagsIn(directory), [])
      })
    )
  )

  it.effect("rows that were announced and did not come are looked for once more, and then taken for miscounted", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const space = sample()
        const streams = ["contacts"] as const
        const miscounted: Hook = ({ path, query }) =>
          Effect.succeed(
            path === "/contacts"
              ? new Response(
                  JSON.stringify({
                    type: "list",
                    data: Number(query["per_page"]) > 1 ? space.contacts.slice(0, 3) : space.contacts.slice(0, 1),
                    total_count: 5,
                    pages: null
                  }),
                  { headers: { "content-type": "application/json" } }
                )
              : undefined
          )
        const first = yield* run(directory, space, { streams }, miscounted)
        assert.deepStrictEqual(first.streams[0]?.shortfalls, ["2 of 5 announced rows did not come"])
        yield* later
        const second = yield* run(directory, space, { streams, since: "last" }, miscounted)
        assert.isFalse(second.complete)
        assert.lengthOf(lines(directory, "contacts"), 3)
        assert.isFalse((yield* run(directory, space, { streams, since: "last" }, miscounted)).complete)
        const accepted = yield* run(directory, space, { streams, since: "last", accept: ["unlisted"] }, miscounted)
        assert.isTrue(accepted.complete, JSON.stringify(accepted.streams))
        assert.isDefined(accepted.streams[0]?.window.since, "it follows the horizon again")
      })
    )
  )
})
