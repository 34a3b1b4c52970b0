import * as NodeServices from "@effect/platform-node/NodeServices"
import { FakeIntercom } from "@effect-intercom/testing/node"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import { existsSync, readFileSync } from "node:fs"
import { recordsIn } from "../support/exportedRecords.ts"
import { endsBefore, type Gate, heldAnswers } from "../support/killedExport.ts"

/** More of everything on request: `pnpm test:kills` asks for 20 kills of 50,000 contacts and 2,000 conversations. */
const amount = (name: string, usual: number) => Number(process.env[name] ?? usual)
const kills = amount("EXPORT_KILLS", 2)
const size = {
  contacts: amount("EXPORT_CONTACTS", 4000),
  conversations: amount("EXPORT_CONVERSATIONS", 300)
}
/** What comes after a first export is killed in a smaller workspace. */
const smaller = { ...size, contacts: amount("EXPORT_CONTACTS", 1200) }
const streams = ["contacts", "conversations"] as const
/**
 * One in so many changes: at most 10,000, which is what is remembered of changes within the minutes in which two windows overlap. A
 * run that finds contacts at their end and conversations not lists them once more.
 */
const share = Math.max(4, Math.ceil(smaller.contacts / 10_000))

type Served = Effect.Success<ReturnType<typeof FakeIntercom.serve>>

type Name = (typeof streams)[number]

interface Version {
  readonly id: string
  readonly updatedAt: number
}

type Versions = Readonly<Record<Name, ReadonlyArray<Version>>>

/** Long enough to be read in spans of time. */
const rows = { contacts: 4000, conversations: 4000, tickets: 4000 }
const inSpans = ["contacts", "conversations", "tickets"] as const

/**
 * A random part of the export each, in order: what is done of each stream counts the same. None is so late that the export
 * may have ended before.
 */
const momentsOfKills = (earliestLast = 0) =>
  Array.from({ length: kills }, (_, index) => {
    const earliest = index === 0 ? earliestLast : 0
    return earliest + Math.random() * (0.8 - earliest)
  }).toSorted((one, other) => one - other)

interface Run {
  readonly ended: boolean
  /** The part of the export that it read. What no checkpoint knew of when it was killed is read again. */
  readonly part: number
}

/** Runs the export, and kills it when it has read a part of all there is. */
const runUntil = async (
  part: number,
  args: ReadonlyArray<string>,
  gate: Gate,
  sizes: Readonly<Record<string, number>> = size
): Promise<Run> => {
  let read = 0
  const ended = await endsBefore(args, gate, (name, rows) => {
    const all = sizes[name]
    if (all !== undefined) read += rows / all / Object.keys(sizes).length
    return read >= part
  })
  return { ended, part: read }
}

describe("T32: a process that is killed again and again", () => {
  for (const format of ["ndjson", "ndjson.gz", "sqlite", "parquet"]) {
    it.live(`leaves every record once in ${format}`, () =>
      Effect.gen(function* () {
        const directory = yield* (yield* FileSystem.FileSystem).makeTempDirectoryScoped()
        const { faults, gate } = heldAnswers()
        const served = { ...size, rateLimit: false, latency: "3 millis", faults } as const
        const { secret, token, url } = yield* FakeIntercom.serve(served)
        const args = [url, token, format, directory]
        const killedAt: Array<string> = []
        let done = 0
        for (const moment of momentsOfKills()) {
          const { ended, part } = yield* Effect.promise(() => runUntil(Math.max(moment - done, 0), args, gate))
          assert.isFalse(ended, `ended after ${killedAt.length} kills`)
          done += part
          killedAt.push(`${Math.round(done * 100)}`)
        }
        yield* Effect.promise(() => runUntil(Number.POSITIVE_INFINITY, args, gate))

        const counts: Array<string> = []
        let lost = 0
        let twice = 0
        for (const stream of streams) {
          const dump = yield* Effect.promise(async () =>
            (await fetch(`${url}/_fake/dump/${stream}`, { headers: { "x-fake-secret": secret } })).text()
          )
          const held = yield* Effect.promise(() => recordsIn(format, directory, stream))
          const distinct = new Set(held)
          const expected = dump.split("\n").filter((line) => line !== "")
          lost += expected.filter((record) => !distinct.has(record)).length
          twice += held.length - distinct.size
          assert.strictEqual(held.length, size[stream], stream)
          assert.deepStrictEqual(held.toSorted(), expected.toSorted(), stream)
          counts.push(`${held.length} ${stream}`)
        }
        assert.deepStrictEqual([lost, twice], [0, 0])
        console.log(
          `${format}: killed ${killedAt.length} times, at ${killedAt.join(", ")} % read; ` +
            `${counts.join(", ")}; ${lost} lost, ${twice} twice`
        )
      }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
    )
  }

  for (const format of ["ndjson", "sqlite"]) {
    it.live(
      `leaves every row of contacts, conversations and tickets once in ${format}, killed within spans of time`,
      () =>
        Effect.gen(function* () {
          const directory = yield* (yield* FileSystem.FileSystem).makeTempDirectoryScoped()
          const { faults, gate } = heldAnswers()
          const served = { ...rows, rateLimit: false, latency: "20 millis", faults } as const
          const { token, url } = yield* FakeIntercom.serve(served)
          const args = [
            url,
            token,
            format,
            directory,
            JSON.stringify({ streams: inSpans, run: { parts: false, resume: true } })
          ]
          let done = 0
          let begun = 0
          // Before a tenth has been read of each they are not yet cut into spans.
          for (const moment of momentsOfKills(0.4)) {
            const { ended, part } = yield* Effect.promise(() => runUntil(Math.max(moment - done, 0), args, gate, rows))
            assert.isFalse(ended, `ended at ${done + part}`)
            done += part
            const cursors = format === "ndjson" ? cursorsIn(`${directory}/checkpoint.json`) : []
            begun = Math.max(begun, ...cursors.map((cursor) => cursor.split('"cursor":"').length - 1))
          }
          yield* Effect.promise(() => runUntil(Number.POSITIVE_INFINITY, args, gate, rows))
          if (format === "ndjson") assert.isAbove(begun, 1, "spans that had begun when it was killed")
          for (const stream of inSpans) {
            const held = yield* Effect.promise(() => recordsIn(format, directory, stream))
            const ids = held.map((record) => String(JSON.parse(record).id))
            assert.deepStrictEqual([ids.length, new Set(ids).size], [rows[stream], rows[stream]], stream)
          }
        }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
    )
  }
})

describe("T32: what comes after a first export, killed again and again", () => {
  /** Exports everything, lets the workspace change, kills what follows on its way, and tells the versions that are there. */
  const kill = Effect.fnUntraced(function* (options: {
    readonly format: string
    readonly first?: object
    readonly next: object
    readonly changes: boolean
    /** How many records the second export has to bring, of how many there are and were delivered. */
    readonly brings: (all: Versions, before: Versions) => Readonly<Record<string, number>>
  }) {
    const { brings, changes, first = {}, format, next } = options
    const directory = yield* (yield* FileSystem.FileSystem).makeTempDirectoryScoped()
    const { faults, gate } = heldAnswers()
    const fake = yield* FakeIntercom.serve({ ...smaller, rateLimit: false, latency: "10 millis", faults })
    const all: Record<Name, ReadonlyArray<Version>> = { contacts: [], conversations: [] }
    for (const stream of streams) {
      const records = yield* Effect.promise(async () => {
        const answer = await fetch(`${fake.url}/_fake/dump/${stream}`, { headers: { "x-fake-secret": fake.secret } })
        return (await answer.text()).split("\n").filter((line) => line !== "")
      })
      all[stream] = records.map(versionOf)
    }
    // One that wakes up changes by itself.
    for (const { id, updatedAt } of all.conversations) {
      fake.workspace.conversations.update(id, { snoozed_until: null, updated_at: updatedAt })
    }
    const args = (given: object) => [fake.url, fake.token, format, directory, JSON.stringify(given)]
    const held = Effect.promise(async () => ({
      contacts: (await recordsIn(format, directory, "contacts")).map(versionOf),
      conversations: (await recordsIn(format, directory, "conversations")).map(versionOf)
    }))
    yield* Effect.promise(() => runUntil(Number.POSITIVE_INFINITY, args(first), gate))
    const before = yield* held
    const now = changes ? changeSome(fake, all) : all
    const sizes = brings(all, before)
    let done = 0
    for (const moment of momentsOfKills()) {
      const { ended, part } = yield* Effect.promise(() => runUntil(Math.max(moment - done, 0), args(next), gate, sizes))
      assert.isFalse(ended, `ended at ${done + part}`)
      done += part
    }
    yield* Effect.promise(() => runUntil(Number.POSITIVE_INFINITY, args(next), gate))
    return { all, before, held: yield* held, now }
  })

  /** A share of the records changes, at a time that the second run looks at and the first did not show. */
  const changeSome = ({ workspace }: Served, all: Versions): Versions => {
    const seconds = Math.floor(Date.now() / 1000)
    const change = (versions: ReadonlyArray<Version>, updated_at: number, update: (id: string) => void) =>
      versions.map((version, index) => {
        if (index % share !== 0) return version
        update(version.id)
        return { id: version.id, updatedAt: updated_at }
      })
    const { contacts, conversations } = workspace
    const times = { contacts: seconds - 450, conversations: seconds - 200 }
    return {
      contacts: change(all.contacts, times.contacts, (id) =>
        contacts.update(id, { name: "Changed", updated_at: times.contacts })
      ),
      conversations: change(all.conversations, times.conversations, (id) =>
        conversations.update(id, { title: "Changed", updated_at: times.conversations })
      )
    }
  }

  const assertHeld = (held: Versions, expected: Versions) => {
    for (const stream of streams) {
      const texts = (versions: Versions) => versions[stream].map(({ id, updatedAt }) => `${id} ${updatedAt}`).toSorted()
      const counts = new Map<string, number>()
      for (const text of texts(held)) counts.set(text, (counts.get(text) ?? 0) + 1)
      for (const text of texts(expected)) counts.set(text, (counts.get(text) ?? 0) - 1)
      const differing = Array.from(counts).filter(([, count]) => count !== 0)
      assert.deepStrictEqual(
        differing.slice(0, 20),
        [],
        `${stream}: ${differing.length} are there too often or too rarely`
      )
    }
  }

  const together = (one: Versions, other: Versions): Versions => ({
    contacts: [...one.contacts, ...other.contacts],
    conversations: [...one.conversations, ...other.conversations]
  })

  for (const format of ["ndjson", "sqlite"]) {
    it.live(`what changed since the last export comes once (${format})`, () =>
      Effect.gen(function* () {
        const { all, held, now } = yield* kill({
          format,
          next: { run: { since: "last", concurrency: 2 } },
          changes: true,
          brings: ({ contacts, conversations }) => ({
            contacts: Math.ceil(contacts.length / share),
            conversations: Math.ceil(conversations.length / share)
          })
        })
        const changed = {
          contacts: now.contacts.filter((_, index) => index % share === 0),
          conversations: now.conversations.filter((_, index) => index % share === 0)
        }
        assertHeld(held, format === "sqlite" ? now : together(all, changed))
      }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
    )

    it.live(`a second walk through everything brings every record once more (${format})`, () =>
      Effect.gen(function* () {
        const { all, held, now } = yield* kill({
          format,
          next: { run: { full: true } },
          changes: true,
          brings: () => smaller
        })
        assertHeld(held, format === "sqlite" ? now : together(all, now))
      }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
    )

    it.live(`what is owed is paid once (${format})`, () =>
      Effect.gen(function* () {
        const { all, before, held } = yield* kill({
          format,
          first: { run: { concurrency: 16 }, broken: "[05]$" },
          next: { run: { resume: true, concurrency: 2 } },
          changes: false,
          brings: (all, before) => ({ conversations: all.conversations.length - before.conversations.length })
        })
        assert.isBelow(before.conversations.length, smaller.conversations)
        assertHeld(held, all)
      }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
    )
  }
})

const versionOf = (record: string): Version => {
  const { id, updated_at }: { readonly id: string; readonly updated_at: number } = JSON.parse(record)
  return { id, updatedAt: updated_at }
}

const cursorsIn = (checkpoint: string): ReadonlyArray<string> => {
  if (!existsSync(checkpoint)) return []
  const { streams }: { readonly streams: Record<string, { readonly position: { readonly cursor: string | null } }> } =
    JSON.parse(readFileSync(checkpoint, "utf8"))
  return Object.values(streams).flatMap(({ position }) => position.cursor ?? [])
}
