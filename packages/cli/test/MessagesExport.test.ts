import { assert, describe, it } from "@effect/vitest"
import { FakeIntercom, Faults } from "@effect-intercom/testing"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { folder, held, requests, runOnFake } from "./fakeWorkspace.ts"
import { processes, spawn, startFake, runToEnd } from "./process.ts"

const seeds = { contacts: 320, companies: 30, conversations: 25 }
const workspace = FakeIntercom.layerHttpClient(seeds)

interface Message {
  readonly type: string
  readonly stream?: string
  readonly record?: { readonly record: unknown; readonly data: { readonly record: unknown }; readonly stream: string }
  readonly state?: unknown
  readonly value?: unknown
}

const messagesOf = (stdout: string): ReadonlyArray<Message> =>
  stdout
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line))

const recordsOf = (messages: ReadonlyArray<Message>, stream: string) =>
  messages
    .filter((message) => message.type === "RECORD" && message.stream === stream)
    .map(({ record }) => JSON.stringify(record?.record))
    .toSorted()

const fileWith = Effect.fnUntraced(function* (content: unknown) {
  const file = join(yield* folder, "file.json")
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content))
  return file
})

describe("effect-intercom export --protocol", () => {
  it.effect("writes messages of Singer, and goes on from the state among them", () =>
    Effect.gen(function* () {
      const args = ["export", "--out", "-", "--protocol", "singer"]
      const first = yield* runOnFake(args)
      assert.strictEqual(first.exitCode, 0, first.stderr)
      const messages = messagesOf(first.stdout)
      for (const stream of ["contacts", "companies", "conversations"] as const) {
        assert.deepStrictEqual(recordsOf(messages, stream), yield* held(stream), stream)
      }
      assert.isAbove(recordsOf(messages, "conversation_parts").length, 25)
      assert.strictEqual(messages[0]?.type, "SCHEMA")
      const last = messages.at(-1)
      assert.strictEqual(last?.type, "STATE")
      assert.match(first.stderr, /375 rows in [^\n]*, to stdout$/m)

      yield* TestClock.adjust("1 hour")
      const changed = String(JSON.parse((yield* held("conversations"))[0] ?? "").id)
      yield* FakeIntercom.use(({ workspace }) =>
        Effect.sync(() => workspace.conversations.update(changed, { title: "Changed" }))
      )
      yield* TestClock.adjust("1 hour")
      const state = yield* fileWith(last?.value)
      // A start date counts only until there is a state.
      const second = yield* runOnFake([...args, "--state", state, "--since", "2020-01-01"])
      assert.strictEqual(second.exitCode, 0, second.stderr)
      const [title] = messagesOf(second.stdout).flatMap((message) =>
        message.type === "RECORD" && message.stream === "conversations"
          ? [JSON.parse(JSON.stringify(message.record)).title]
          : []
      )
      assert.strictEqual(title, "Changed")
      assert.deepStrictEqual(recordsOf(messagesOf(second.stdout), "contacts"), [])
    }).pipe(Effect.provide(workspace), (program) => Effect.andThen(TestClock.setTime(Date.UTC(2026, 10, 2)), program))
  )

  it.effect("writes messages of Airbyte of the tables that its catalog wants", () =>
    Effect.gen(function* () {
      const discovered = yield* runOnFake(["export", "all", "--protocol", "airbyte", "--discover"])
      assert.strictEqual(discovered.exitCode, 0, discovered.stderr)
      const { catalog, type } = JSON.parse(discovered.stdout)
      assert.strictEqual(type, "CATALOG")
      const streams: ReadonlyArray<{ readonly name: string }> = catalog.streams
      const wanted = ["companies", "conversation_parts"]
      const configured = yield* fileWith({
        streams: streams
          .filter(({ name }) => wanted.includes(name))
          .map((stream) => ({ stream, sync_mode: "incremental", destination_sync_mode: "append_dedup" }))
      })
      const args = ["export", "--out", "-", "--protocol", "airbyte", "--catalog", configured]
      const { exitCode, stderr, stdout } = yield* runOnFake([...args, "--state", yield* fileWith("[]")])
      assert.strictEqual(exitCode, 0, stderr)
      const messages = messagesOf(stdout)
      const tables = new Set(messages.flatMap(({ record, type }) => (type === "RECORD" ? [record?.stream] : [])))
      assert.sameMembers([...tables], wanted)
      const state = messages.findLast(({ type }) => type === "STATE")?.state
      const again = yield* runOnFake([...args, "--state", yield* fileWith([state])])
      assert.strictEqual(again.exitCode, 0, again.stderr)
      assert.isFalse(messagesOf(again.stdout).some(({ type }) => type === "RECORD"))
    }).pipe(Effect.provide(workspace), (program) => Effect.andThen(TestClock.setTime(Date.UTC(2026, 10, 2)), program))
  )

  it.effect("that fails ends with a state, and says that it can be gone on with", () =>
    Effect.gen(function* () {
      const args = ["export", "contacts", "--out", "-", "--protocol", "singer"]
      const failed = yield* runOnFake(args)
      assert.strictEqual(failed.exitCode, 1)
      assert.include(failed.stderr, "--state")
      const first = messagesOf(failed.stdout)
      const state = first.findLast(({ type }) => type === "STATE")?.value
      const rest = yield* runOnFake([...args, "--state", yield* fileWith({ type: "STATE", value: state })])
      assert.strictEqual(rest.exitCode, 0, rest.stderr)
      const all = new Set([...recordsOf(first, "contacts"), ...recordsOf(messagesOf(rest.stdout), "contacts")])
      assert.deepStrictEqual([...all].toSorted(), yield* held("contacts"))
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient({ ...seeds, faults: Faults.script([secondPage]) })))
  )

  it.effect("refuses what contradicts it, before anything is sent", () =>
    Effect.gen(function* () {
      const singer = ["--protocol", "singer"]
      const noJson = yield* fileWith("{")
      const foreign = yield* fileWith({ bookmarks: { contacts: "2020-01-01T00:00:00Z" } })
      const none = yield* fileWith({ streams: [] })
      for (const [words, args] of [
        ["Add --out -", ["--out", "./export", ...singer]],
        ["--state is for", ["--out", "-", "--state", none]],
        ["--discover is for", ["--discover"]],
        ["prints no messages", ["--out", "-", ...singer, "--plan"]],
        ["names of streams", ["contacts", "--out", "-", ...singer, "--catalog", none]],
        ["is no catalog", ["--out", "-", ...singer, "--catalog", foreign]],
        ["wants no table", ["--out", "-", ...singer, "--catalog", none]],
        ["cannot be read (NotFound)", ["--out", "-", ...singer, "--state", `${none}.json`]],
        ["is no JSON", ["--out", "-", ...singer, "--state", noJson]],
        ["--resume", ["--out", "-", ...singer, "--resume"]],
        ["--format csv", ["--out", "-", ...singer, "--format", "csv"]],
        ["--tables is for Parquet", ["--tables"]]
      ] as const) {
        const { exitCode, stderr, stdout } = yield* runOnFake(["export", ...args])
        assert.deepStrictEqual([exitCode, stdout], [2, ""], words)
        assert.include(stderr, words)
      }
      assert.deepStrictEqual(yield* requests, [])
    }).pipe(Effect.provide(workspace))
  )

  it.effect("refuses the state of another tap, and writes nothing", () =>
    Effect.gen(function* () {
      const state = yield* fileWith({ bookmarks: { contacts: "2020-01-01T00:00:00Z" } })
      const args = ["export", "contacts", "--out", "-", "--protocol", "singer", "--state", state]
      const { exitCode, stderr, stdout } = yield* runOnFake(args)
      assert.deepStrictEqual([exitCode, stdout], [2, ""])
      assert.match(stderr, /--state is not one of this command[^\n]*--since/)
    }).pipe(Effect.provide(workspace))
  )

  it.effect("hashes and drops in rows and tables", () =>
    Effect.gen(function* () {
      const args = ["export", "contacts", "--out", "-", "--protocol", "airbyte"]
      const { exitCode, stderr, stdout } = yield* runOnFake(
        args.concat("--hash", "*.email", "--drop", "name,phone,tags,companies"),
        { env: { INTERCOM_HASH_KEY: "0123456789abcdef" } }
      )
      assert.strictEqual(exitCode, 0, stderr)
      assert.notInclude(stdout, "@example.com")
      for (const contact of yield* held("contacts")) assert.notInclude(stdout, JSON.parse(contact).name)
      assert.notInclude(stdout, `"stream":"contact_tags","emitted_at"`)
    }).pipe(Effect.provide(workspace))
  )

  it.live("killed at any moment, it is gone on with from the last state that was read", () =>
    Effect.gen(function* () {
      const { env } = yield* startFake("--contacts", "3000", "--latency", "20")
      const args = ["export", "contacts", "--out", "-", "--protocol", "singer", "--checkpoint-every", "1ms"]
      const child = yield* spawn(args, env)
      const lines = yield* child.stdout.pipe(Stream.decodeText, Stream.splitLines, Stream.take(1200), Stream.runCollect)
      yield* child.kill({ killSignal: "SIGKILL" })
      const messages = messagesOf(`${lines.join("\n")}\n`)
      const end = messages.findLastIndex(({ type }) => type === "STATE")
      const state = yield* fileWith(messages[end]?.value)
      const rest = yield* runToEnd([...args, "--state", state], env)
      assert.strictEqual(rest.exitCode, 0, rest.stderr)
      const idsOf = (all: ReadonlyArray<Message>) =>
        recordsOf(all, "contacts").map((record) => String(JSON.parse(record).id))
      const ids = [...idsOf(messages.slice(0, end)), ...idsOf(messagesOf(rest.stdout))]
      assert.strictEqual(new Set(ids).size, 3000)
    }).pipe(Effect.scoped, Effect.provide(processes))
  )
})

const secondPage: Faults.Rule = {
  when: ({ path, query }) => path === "/contacts" && query["starting_after"] !== undefined,
  times: 1,
  fault: { status: 403 }
}
