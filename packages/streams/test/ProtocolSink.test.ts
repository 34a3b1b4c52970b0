import { assert, describe, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { TestClock } from "effect/testing"
import * as Export from "../src/Export.ts"
import type { ExportSink } from "../src/ExportSink.ts"
import * as Privacy from "../src/Privacy.ts"
import * as ProtocolSink from "../src/ProtocolSink.ts"
import * as Tables from "../src/Tables.ts"
import { contactsTarget, saved } from "./support/contactsTarget.ts"
import { emptyCheckpoint } from "./support/emptyCheckpoint.ts"
import { fakeRecords } from "./support/fakeRecords.ts"
import { airbyteDestination, type Kept, nothing, type Receiver, singerTarget } from "./support/receivers.ts"
import { now } from "./support/SampleExport.ts"
import { conversation, failure, row, rows, serve, workspace, type Workspace } from "./support/SmallWorkspace.ts"

const streams = ["contacts", "companies", "conversations"] as const

const sample = () =>
  workspace({
    contacts: rows(12, (index) => row(`c${index}`, now - 100_000 + index, { name: `Contact ${index}` })),
    companies: rows(5, (index) => row(`k${index}`, now - 90_000 - index)),
    conversations: rows(4, (index) => conversation(String(95 + index), now - 80_000 + index, 2))
  })

interface Form {
  readonly name: string
  readonly sink: (options: ProtocolSink.MessageOptions<never>) => ProtocolSink.MessageSink<never>
  readonly receiver: (kept?: Kept) => Receiver
}

const forms: ReadonlyArray<Form> = [
  { name: "Singer", sink: ProtocolSink.singer, receiver: (kept) => singerTarget(kept) },
  {
    name: "Airbyte",
    sink: ProtocolSink.airbyte,
    receiver: (kept) => airbyteDestination(ProtocolSink.airbyteCatalog({ streams: Export.streamNames }), kept)
  }
]

/** A sink, and the lines that it writes. */
const writing = ({ sink }: Form, state?: unknown, tables?: (table: string) => boolean) => {
  const lines: Array<string> = []
  const write = (text: string) =>
    Effect.sync(() => {
      assert.isTrue(text.endsWith("\n"))
      lines.push(...text.slice(0, -1).split("\n"))
    })
  return { lines, sink: sink({ write, state, tables }) }
}

const options = { streams, since: "last", checkpointEvery: 0, concurrency: 2 } as const

const assertWhole = ({ tables }: Kept, space: Workspace, message: string) => {
  const recordsOf = (table: string) => Array.from(tables.get(table)?.values() ?? [], ({ record }) => record)
  for (const stream of streams) assert.sameDeepMembers(recordsOf(stream), space[stream], `${message}: ${stream}`)
  assert.sameMembers(
    Array.from(tables.get("conversation_parts")?.values() ?? [], ({ id }) => id),
    space.conversations.flatMap(({ id }) => [`${id}-0`, `${id}-1`]),
    message
  )
}

const start = TestClock.setTime(now * 1000)

for (const form of forms) {
  describe(`messages of ${form.name}`, () => {
    it.effect("hold every record of every stream, with its lists, as the schemas say", () =>
      Effect.gen(function* () {
        const streams = yield* fakeRecords
        const { lines, sink } = writing(form)
        const receiver = form.receiver()
        yield* Effect.scoped(
          Effect.gen(function* () {
            for (const { records, target } of streams.values()) {
              const stream = yield* sink.open({ ...target, intent: "begin", workspace: "w1" }, undefined)
              assert.deepStrictEqual(yield* stream.write(records, []), [])
            }
            yield* sink.checkpoint.save(emptyCheckpoint)
          })
        )
        for (const line of lines) receiver.take(line)
        for (const [stream, { records, target }] of streams) {
          const tables = Tables.versioned(Tables.ofNamed(stream))
          const mapped = records.map((record) => Tables.mapper(tables, { ...target, storable: true })(record, 0))
          const byId = new Map(mapped.map((one) => [one.id, one]))
          for (const [index, { columns, name }] of [tables.main, ...tables.children].entries()) {
            const expected = Array.from(byId.values()).flatMap(({ children, main }) =>
              index === 0 ? [main] : Array.from(children[index - 1]?.rows.values() ?? [])
            )
            const held = Array.from(receiver.kept.tables.get(name)?.values() ?? [])
            assert.lengthOf(held, expected.length, name)
            assert.deepStrictEqual(
              Object.keys(held[0] ?? {}),
              held.length === 0 ? [] : columns.map(({ name }) => name),
              name
            )
          }
          const whole = Array.from(receiver.kept.tables.get(stream)?.values() ?? [], ({ record }) => record)
          assert.sameDeepMembers(
            whole,
            Array.from(byId.values(), ({ main }) => JSON.parse(String(main.at(-1)))),
            stream
          )
        }
      })
    )

    it.effect("cut off behind any line, and gone on with from the last state, lose nothing", () =>
      Effect.gen(function* () {
        yield* start
        const space = sample()
        const whole = writing(form)
        yield* Export.run({ ...options, sink: whole.sink }).pipe(Effect.provide(serve(space).client()))
        assert.isAbove(whole.lines.length, 50)
        for (let length = 0; length <= whole.lines.length; length++) {
          const kept = nothing()
          const first = form.receiver(kept)
          for (const line of whole.lines.slice(0, length)) first.take(line)
          const rest = writing(form, kept.state === undefined ? undefined : JSON.parse(JSON.stringify(kept.state)))
          const report = yield* Export.run({ ...options, sink: rest.sink }).pipe(Effect.provide(serve(space).client()))
          assert.isTrue(report.complete)
          const second = form.receiver(kept)
          for (const line of rest.lines) second.take(line)
          assertWhole(kept, space, `after ${length} lines`)
        }
      })
    )

    it.effect("bring what changed, from the state of the last run, and from a date on without one", () =>
      Effect.gen(function* () {
        yield* start
        const space = sample()
        const client = serve(space).client()
        const kept = nothing()
        const runFrom = Effect.fnUntraced(function* (more: Partial<Export.RunOptions<never>>) {
          const { lines, sink } = writing(form, kept.state)
          yield* Export.run({ ...options, ...more, sink }).pipe(Effect.provide(client))
          const receiver = form.receiver(kept)
          for (const line of lines) receiver.take(line)
          return lines.filter((line) => JSON.parse(line).type === "RECORD").length
        })
        const since = DateTime.makeUnsafe((now - 100_000 + 8) * 1000)
        assert.strictEqual(yield* runFrom({ since, streams: ["contacts"] }), 4)
        yield* TestClock.adjust("1 hour")
        space.contacts = [...space.contacts.slice(1), row("c0", now + 600, { name: "changed" })]
        assert.strictEqual(yield* runFrom({ streams: ["contacts"] }), 1)
        assert.strictEqual(kept.tables.get("contacts")?.get('["c0"]')?.["name"], "changed")
        assert.strictEqual(yield* runFrom({ streams: ["contacts"] }), 0)
      })
    )

    it.effect("bring all of a table that is wanted later, although its stream had ended", () =>
      Effect.gen(function* () {
        yield* start
        const space = sample()
        const client = serve(space).client()
        const kept = nothing()
        const runWith = Effect.fnUntraced(function* (...wanted: ReadonlyArray<string>) {
          const { lines, sink } = writing(form, kept.state, (table) => wanted.includes(table))
          yield* Export.run({ ...options, streams: ["conversations"], sink }).pipe(Effect.provide(client))
          const receiver = form.receiver(kept)
          for (const line of lines) receiver.take(line)
          return lines.filter((line) => JSON.parse(line).type === "RECORD").length
        })
        assert.strictEqual(yield* runWith("conversations"), 4)
        assert.strictEqual(yield* runWith("conversations"), 0)
        assert.strictEqual(yield* runWith("conversations", "conversation_parts"), 12)
        assert.strictEqual(kept.tables.get("conversation_parts")?.size, 8)
        // A table that was not wanted for a while lacks what changed meanwhile.
        assert.strictEqual(yield* runWith("conversation_parts"), 0)
        assert.strictEqual(yield* runWith("conversations", "conversation_parts"), 12)
      })
    )

    it.effect("have later times in later runs, although the clock was put back", () =>
      Effect.gen(function* () {
        yield* start
        const exportedAt = Effect.fnUntraced(function* (state: unknown) {
          const { lines, sink } = writing(form)
          return yield* Effect.scoped(
            Effect.gen(function* () {
              const stream = yield* sink.open(contactsTarget(state === undefined ? "begin" : "add"), state)
              yield* stream.write([{ id: "1" }], [])
              const row = lines.map((line) => JSON.parse(line)).find(({ type }) => type === "RECORD")
              return { at: (row.record.data ?? row.record).exported_at, next: saved(yield* stream.commit) }
            })
          )
        })
        const first = yield* exportedAt(undefined)
        yield* TestClock.setTime((now - 60) * 1000)
        assert.isTrue((yield* exportedAt(first.next)).at > first.at)
      })
    )

    it.effect("say what is gone in a row of its own", () =>
      Effect.gen(function* () {
        yield* start
        const { lines, sink } = writing(form)
        yield* Effect.scoped(
          Effect.gen(function* () {
            const stream = yield* sink.open(
              { stream: "contacts", idOf: () => "1", changedAtOf: () => now, intent: "begin", workspace: "w1" },
              undefined
            )
            yield* stream.write([{ id: "1", name: "Ada" }], [])
            yield* stream.remove?.([{ id: "1", reason: "merged", mergedInto: "2", at: now }]) ?? Effect.void
          })
        )
        const rows = lines.map((line) => JSON.parse(line)).filter(({ type }) => type === "RECORD")
        const data = rows.map((message) => message.record.data ?? message.record)
        assert.deepInclude(data[1], {
          id: "1",
          name: null,
          deleted_at: DateTime.formatIso(DateTime.makeUnsafe(now * 1000)),
          deleted_reason: "merged",
          merged_into: "2",
          record: null
        })
        assert.isTrue(data[0].exported_at < data[1].exported_at)
      })
    )

    it.effect("hold nothing of what is dropped or hashed, in any property, table, record or state", () =>
      Effect.gen(function* () {
        yield* start
        const space = workspace({
          contacts: [
            row("1", now - 900, {
              email: "ada@example.com",
              phone: "+4912345",
              tags: { data: [{ id: "5", url: "secret" }] }
            })
          ],
          conversations: [
            { ...conversation("2", now - 900, 1), source: { body: "private", author: { email: "ada@example.com" } } }
          ]
        })
        const privacy = yield* Privacy.make({
          streams,
          drop: ["contacts.phone", "contacts.tags.data.url", "source.body", "conversation_parts"],
          hash: ["*.email"],
          key: Redacted.make("0123456789abcdef")
        })
        const { lines, sink } = writing(form)
        const protectedSink: ExportSink = Privacy.protect(sink, privacy)
        yield* Export.run({ ...options, sink: protectedSink }).pipe(Effect.provide(serve(space).client()))
        const all = lines.join("\n")
        for (const secret of ["ada@", "+4912345", "secret", "private", "…"]) assert.notInclude(all, secret)
        assert.strictEqual(new Set(all.match(/"[0-9a-f]{64}"/g)).size, 1)
        assert.include(all, "conversation_parts")
      })
    )

    it.effect("refuse the state of another program, and say how to begin", () =>
      Effect.gen(function* () {
        yield* start
        for (const state of [
          { bookmarks: { contacts: "2019-09-27T22:34:39.000000Z" } },
          [{ type: "STREAM", stream: { stream_descriptor: { name: "contacts" }, stream_state: { updated_at: 1 } } }],
          "nothing",
          7
        ]) {
          const { lines, sink } = writing(form, state)
          const server = serve(sample())
          const error = yield* Effect.flip(Export.run({ ...options, sink }).pipe(Effect.provide(server.client())))
          assert.include(error.message, "not one of this program")
          assert.deepStrictEqual([lines, server.received], [[], []])
        }
      })
    )

    it.effect("end with a state although a stream fails, and what follows goes on from there", () =>
      Effect.gen(function* () {
        yield* start
        const space = sample()
        const broken = serve(space, ({ path }) =>
          Effect.succeed(path === "/conversations/98" ? failure(401, "unauthorized") : undefined)
        )
        const first = writing(form)
        yield* Effect.flip(Export.run({ ...options, sink: first.sink }).pipe(Effect.provide(broken.client())))
        const kept = nothing()
        const receiver = form.receiver(kept)
        for (const line of first.lines) receiver.take(line)
        const second = writing(form, kept.state)
        const server = serve(space)
        yield* Export.run({ ...options, sink: second.sink }).pipe(Effect.provide(server.client()))
        const next = form.receiver(kept)
        for (const line of second.lines) next.take(line)
        assertWhole(kept, space, form.name)
        assert.isBelow(second.lines.length, first.lines.length)
      })
    )
  })
}

describe("messages of Airbyte", () => {
  const configured = (...names: ReadonlyArray<readonly [name: string, mode: string]>) => ({
    streams: ProtocolSink.airbyteCatalog({ streams }).streams.flatMap((stream) =>
      names.flatMap(([name, sync_mode]) =>
        name === stream.name ? [{ stream, sync_mode, destination_sync_mode: "append_dedup" }] : []
      )
    )
  })

  it.effect("are of the tables that the catalog wants, and of all of those that are to be whole", () =>
    Effect.gen(function* () {
      yield* start
      const space = sample()
      const client = serve(space).client()
      const wanted = ProtocolSink.chosenIn(
        configured(["conversation_parts", "incremental"], ["companies", "full_refresh"])
      )
      if (wanted === undefined) return assert.fail("the catalog was not read")
      assert.deepStrictEqual(ProtocolSink.streamsOf(wanted, streams), ["companies", "conversations"])
      const runFrom = Effect.fnUntraced(function* (state: unknown) {
        const lines: Array<string> = []
        const sink = ProtocolSink.airbyte({
          write: (text) => Effect.sync(() => lines.push(...text.trimEnd().split("\n"))),
          state,
          tables: (table) => wanted.tables.has(table),
          whole: (table) => wanted.whole.has(table)
        })
        yield* Export.run({ ...options, streams: ProtocolSink.streamsOf(wanted, streams), sink }).pipe(
          Effect.provide(client)
        )
        const receiver = airbyteDestination(ProtocolSink.airbyteCatalog({ streams }))
        for (const line of lines) receiver.take(line)
        return receiver.kept
      })
      const first = yield* runFrom(undefined)
      assert.sameMembers([...first.tables.keys()], ["companies", "conversation_parts"])
      const second = yield* runFrom(first.state)
      assert.strictEqual(second.tables.get("companies")?.size, 5)
      assert.isUndefined(second.tables.get("conversation_parts"))
    })
  )

  it.effect("begin a stream anew of whose tables one is not in the state any more", () =>
    Effect.gen(function* () {
      yield* start
      const space = sample()
      const client = serve(space).client()
      const [, airbyte] = forms
      if (airbyte === undefined) return assert.fail()
      const first = writing(airbyte)
      yield* Export.run({ ...options, sink: first.sink }).pipe(Effect.provide(client))
      const receiver = airbyte.receiver()
      for (const line of first.lines) receiver.take(line)
      const text = JSON.stringify(receiver.kept.state)
      const state = JSON.parse(text)
      state[0].global.stream_states = state[0].global.stream_states.filter(
        (one: { readonly stream_descriptor: { readonly name: string } }) =>
          one.stream_descriptor.name !== "conversation_parts"
      )
      const second = writing(airbyte, state)
      yield* Export.run({ ...options, sink: second.sink }).pipe(Effect.provide(client))
      const next = airbyte.receiver()
      for (const line of second.lines) next.take(line)
      assert.deepStrictEqual(
        [...next.kept.tables].map(([name, { size }]) => [name, size]),
        [
          ["conversations", 4],
          ["conversation_parts", 8]
        ]
      )
    })
  )
})

describe("catalogs of Singer", () => {
  it("say what there is, and which of it is selected", () => {
    const catalog = ProtocolSink.singerCatalog({ streams: ["contacts", "admins"] })
    const chosen = ProtocolSink.chosenIn(catalog)
    assert.include([...(chosen?.tables ?? [])], "contact_tags")
    const none = {
      streams: catalog.streams.map((stream) => ({
        ...stream,
        metadata: stream.metadata.map(({ breadcrumb, metadata }) => ({
          breadcrumb,
          metadata: breadcrumb.length === 0 ? { ...metadata, selected: stream.stream === "admins" } : metadata
        }))
      }))
    }
    assert.deepStrictEqual([...(ProtocolSink.chosenIn(none)?.tables ?? [])], ["admins"])
    assert.isUndefined(ProtocolSink.chosenIn({ streams: [{}] }))
    assert.isUndefined(ProtocolSink.chosenIn([]))
  })
})
