/**
 * How fast sinks write, away from Intercom: rows a second into each, and PostgreSQL beside a program that inserts row by row.
 * Conversations come with a checkpoint after every page, lists of contacts with one a second. Into PostgreSQL conversations
 * come a second time with one a second, as in an export.
 *
 *     pnpm bench:sinks [--rows 20000] [--slow 1500] [--list 50000] [--only postgres,sqlite,duckdb,parquet,tables,singer,ndjson]
 *
 * Rows are conversations and their parts, on pages of 150 conversations with 20 parts each. The slow way is one INSERT a row
 * into the same tables and columns, five in flight, through `pg`, on the same server in the same run, which syncs to the disk. The
 * least is what PostgreSQL itself takes to COPY the same rows from files. Either makes rows in tables of lists too, which do not
 * count. `POSTGRES_BIN=/usr/lib/postgresql/15/bin` takes the machine's PostgreSQL. Ends with the targets, and with 1 where one is
 * missed.
 */
import { type ExportSink, NdjsonSink, ProtocolSink } from "@effect-intercom/streams"
import { DuckDbSink } from "@effect-intercom/streams/duckdb"
import { SqliteSink } from "@effect-intercom/streams/node"
import { ParquetSink } from "@effect-intercom/streams/parquet"
import { PostgresSink } from "@effect-intercom/streams/postgres"
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as PgClient from "@effect/sql-pg/PgClient"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { chmodSync, mkdtempSync, rmSync } from "node:fs"
import { cpus, loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { startPostgres } from "../tools/started/postgres.ts"
import { copyAgain } from "./copied.ts"
import { insertEach } from "./insertEach.ts"
import { contact, conversation, pageSize, pagesOf, type Pages, parts } from "./sinkRecords.ts"

const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "20000" },
    slow: { type: "string", default: "1500" },
    list: { type: "string", default: "50000" },
    only: { type: "string" }
  }
})
const conversations = Number(values.rows)
const slowConversations = Number(values.slow)
const contacts = Number(values.list)
const chosen = values.only?.split(",")
const targetOf = (stream: string, intent: ExportSink.Intent): ExportSink.SinkTarget => ({
  stream,
  idOf: (record) => String(Reflect.get(record, "id")),
  changedAtOf: (record) => Number(Reflect.get(record, "updated_at")),
  intent,
  workspace: "w1"
})

const checkpoint = {
  format: "effect-intercom export checkpoint",
  formatVersion: 2,
  apiVersion: "2.16",
  host: "api.intercom.io",
  workspace: "w1",
  savedAt: 1,
  complete: false,
  streams: {}
} as const

interface Measured {
  readonly seconds: number
  /** Seconds of the processor in this process. */
  readonly cpu: number
  /** What the sink needs to go on. */
  readonly state: unknown
}

/** From the first page until the sink is closed, since what a database leaves for then is work as well. */
const measure = Effect.fnUntraced(function* <R>(
  sink: ExportSink.ExportSink<R>,
  target: ExportSink.SinkTarget,
  pages: Pages,
  { every = 0, state }: { readonly state?: unknown; readonly every?: number } = {}
) {
  let before = process.cpuUsage()
  let begun = performance.now()
  const next = yield* Effect.scoped(
    Effect.gen(function* () {
      const stream = yield* sink.open(target, state)
      before = process.cpuUsage()
      begun = performance.now()
      let next: unknown
      let savedAt = begun
      let left = pages.length
      for (const page of pages) {
        yield* stream.write(page, [])
        if (--left > 0 && performance.now() - savedAt < every) continue
        next = yield* stream.commit
        // Type boundary: a checkpoint of any content takes the same time.
        if (sink.checkpoint !== undefined) yield* sink.checkpoint.save(checkpoint as never)
        savedAt = performance.now()
      }
      return next
    })
  )
  const used = process.cpuUsage(before)
  const measured: Measured = {
    seconds: (performance.now() - begun) / 1000,
    cpu: (used.user + used.system) / 1e6,
    state: next
  }
  return measured
})

const folder = mkdtempSync(join(tmpdir(), "sinks-"))
// PostgreSQL runs as another user.
chmodSync(folder, 0o755)

interface Target {
  readonly what: string
  readonly measured: number
  readonly asked: number
  readonly isMet: boolean
}

const targets: Array<Target> = []
const atLeast = (what: string, measured: number, asked: number) =>
  targets.push({ what: `${what}, at least`, measured, asked, isMet: measured >= asked })
const atMost = (what: string, measured: number, asked: number) =>
  targets.push({ what: `${what}, at most`, measured, asked, isMet: measured <= asked })
const number = (value: number) => Math.round(value).toLocaleString("en")

/** A page of lists comes with every request: 167 in ten seconds of 10,000 a minute, so 167 × 150 rows a second at most. */
const listRows = 25_000
/** What may be read in a second: 167 conversations. */
const readable = 167

const conversationPages = pagesOf(conversations, conversation)
const contactPages = pagesOf(contacts, contact)
/** As often as an export saves a checkpoint where nothing else is asked for. */
const everySecond = 1000

/** Conversations, and where records have rows that are held, the same again: rows a second of both. */
const measureConversations = <R>(name: string, make: () => ExportSink.ExportSink<R>, isTables: boolean, every = 0) =>
  Effect.gen(function* () {
    const fresh = yield* measure(make(), targetOf("conversations", "begin"), conversationPages, { every })
    const rows = conversations * (parts + 1)
    const core = (fresh.cpu / conversations) * readable
    let line = `${name.padEnd(9)} conversations with parts, a checkpoint a ${every === 0 ? "page" : "second"}: ${number(rows / fresh.seconds).padStart(8)} rows/s; ${readable} a second take ${(core * 100).toFixed(0)} % of a core here`
    atMost(`${name}: ${readable} conversations a second, of a core`, core, 0.5)
    let unchanged = 0
    if (isTables) {
      const again = yield* measure(make(), targetOf("conversations", "upsert"), conversationPages, {
        every,
        state: fresh.state
      })
      unchanged = rows / again.seconds
      line += `; unchanged: ${number(unchanged).padStart(8)} rows/s`
    }
    console.log(line)
    return { fresh: rows / fresh.seconds, unchanged }
  })

const measureList = <R>(name: string, make: () => ExportSink.ExportSink<R>) =>
  Effect.gen(function* () {
    const list = yield* measure(make(), targetOf("contacts", "begin"), contactPages, { every: everySecond })
    const rate = contacts / list.seconds
    console.log(
      `${name.padEnd(9)} contacts: ${number(rate).padStart(8)} rows/s (their tags and companies beside them), ${number(contacts / list.cpu)} a second of the processor here`
    )
    atLeast(`${name}: list rows a second`, rate, listRows)
  })

const measureSink = <R>(name: string, make: () => ExportSink.ExportSink<R>, isTables: boolean) =>
  Effect.tap(measureConversations(name, make, isTables), () => measureList(name, make))

const wanted = (name: string) => chosen === undefined || chosen.includes(name)

/** What Intercom hands out of lists in a second at most: 167 pages in ten seconds. */
const listed = (readable / 10) * pageSize

/** Parquet with tables collects lines, and makes its files when a run has come to its end. */
const measureFiles = Effect.gen(function* () {
  for (const [stream, count, make, most] of [
    ["conversations", Math.min(conversations, 5000), conversation, readable],
    ["contacts", contacts, contact, listed]
  ] as const) {
    const sink = ParquetSink.directory(join(folder, `files-${stream}`), { tables: true })
    yield* Effect.scoped(
      Effect.gen(function* () {
        const opened = yield* sink.open(targetOf(stream, "begin"), undefined)
        for (const page of pagesOf(count, make)) yield* opened.write(page, [])
        if (opened.verify !== undefined) yield* opened.verify
        yield* opened.commit
        const before = process.cpuUsage()
        const begun = performance.now()
        // Type boundary: of a report it reads the names.
        yield* sink.finish({ streams: [{ stream }] } as never)
        const used = process.cpuUsage(before)
        const cpu = (used.user + used.system) / 1e6 / count
        const rate = count / ((performance.now() - begun) / 1000)
        console.log(
          `${"tables".padEnd(9)} files of ${stream}: ${number(rate).padStart(8)} records/s; what a second brings at most takes ${(cpu * most * 100).toFixed(0)} % of a core here`
        )
        atMost(`tables: files of the ${stream} of a second, of a core`, cpu * most, 0.5)
      })
    )
  }
})

const program = Effect.gen(function* () {
  if (wanted("ndjson")) yield* measureSink("ndjson", () => NdjsonSink.directory(join(folder, "ndjson")), false)
  if (wanted("parquet")) yield* measureSink("parquet", () => ParquetSink.directory(join(folder, "parquet")), false)
  if (wanted("tables")) {
    yield* measureSink("tables", () => ParquetSink.directory(join(folder, "tables"), { tables: true }), false)
    yield* measureFiles
  }
  if (wanted("singer")) {
    yield* measureSink("singer", () => ProtocolSink.singer({ write: () => Effect.void }), false)
  }
  if (wanted("sqlite")) yield* measureSink("sqlite", () => SqliteSink.file(join(folder, "export.db")), true)
  if (wanted("duckdb")) yield* measureSink("duckdb", () => DuckDbSink.file(join(folder, "export.duckdb")), true)
  if (!wanted("postgres")) return
  const server = yield* Effect.promise(() => startPostgres(join(folder, "postgres"), { isDurable: true }))
  const url = server.url()
  const ours = yield* Effect.gen(function* () {
    const perPage = yield* measureSink("postgres", () => PostgresSink.make(), true)
    const inFlight = () => PostgresSink.make({ schema: "in_flight" })
    return { perPage, perSecond: yield* measureConversations("postgres", inFlight, true, everySecond) }
  }).pipe(Effect.provide(PgClient.layer({ url: Redacted.make(url) })))
  const copying = yield* Effect.promise(() => copyAgain(url, "in_flight"))
  const copied = (conversations * (parts + 1)) / copying
  console.log(`postgres  COPY of the same rows from its own files, the least it takes: ${number(copied)} rows/s`)
  const records = Array.from({ length: slowConversations }, (_, nth) => conversation(nth))
  for (const what of ["fresh", "unchanged"] as const) {
    const seconds = yield* Effect.promise(() =>
      insertEach(url, "conversations", records, targetOf("conversations", "begin"))
    )
    const slow = (slowConversations * (parts + 1)) / seconds
    const [perPage, perSecond] = [ours.perPage[what] / slow, ours.perSecond[what] / slow]
    const least = what === "fresh" ? `, COPY ${(copied / slow).toFixed(1)} times` : ""
    console.log(
      `postgres  one INSERT a row, ${what}: ${number(slow)} rows/s; the sink is ${perPage.toFixed(1)} times as fast, with a checkpoint a second ${perSecond.toFixed(1)}${least}`
    )
    atLeast(`postgres: times one INSERT a row, ${what}`, perPage, 8)
    atLeast(`postgres: the same with two pages in flight, ${what}`, perSecond, 10)
  }
  yield* Effect.promise(() => server.stop())
})

console.log(
  `Node ${process.version}, ${cpus().length} cores, load ${loadavg()
    .map((load) => load.toFixed(1))
    .join(" ")}; ${number(conversations)} conversations with ${parts} parts, ${number(contacts)} contacts`
)
try {
  await Effect.runPromise(program.pipe(Effect.provide(NodeServices.layer)))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
const figure = (value: number) => (value < 100 ? value.toFixed(2) : number(value))
console.log("")
for (const { asked, isMet, measured, what } of targets) {
  console.log(`${isMet ? "met   " : "missed"} ${what} ${figure(asked)}: ${figure(measured)}`)
}
process.exit(targets.every(({ isMet }) => isMet) ? 0 : 1)
