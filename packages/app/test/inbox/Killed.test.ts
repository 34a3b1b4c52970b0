import { PgClient } from "@effect/sql-pg"
import { assert, describe, it } from "@effect/vitest"
import { Effect, type Layer, Redacted } from "effect"
import { SqlClient } from "effect/sql"
import { type ChildProcess, spawn } from "node:child_process"
import { createHmac } from "node:crypto"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { bundled } from "../../../../tools/started/bundled.ts"
import { NodeSqlite } from "../../src/node.ts"
import { postgres } from "../support/postgres.ts"

const program = fileURLToPath(new URL("../support/receivingProcess.ts", import.meta.url))

/** More of everything on request: `pnpm test:heavy` asks for 10,000 notifications and 10 kills. */
const amount = (name: string, usual: number) => Number(process.env[name] ?? usual)
const count = amount("WEBHOOK_NOTIFICATIONS", 120)
const kills = amount("WEBHOOK_KILLS", 1)

interface Delivery {
  readonly body: string
  readonly signature: string
  readonly isGenuine: boolean
}

const sign = (body: string, secret: string) => `sha1=${createHmac("sha1", secret).update(body).digest("hex")}`

const shuffled = <A>(items: ReadonlyArray<A>): Array<A> =>
  items
    .map((item) => ({ item, at: Math.random() }))
    .toSorted((one, other) => one.at - other.at)
    .map(({ item }) => item)

/** Every notification, a fifth of them twice, and as many forged ones as a tenth, in any order. */
const deliveries = (): Array<Delivery> => {
  const body = (id: string, index: number) =>
    JSON.stringify({
      type: "notification_event",
      id,
      topic: "contact.deleted",
      app_id: "w1",
      created_at: 1_790_812_800 + index,
      data: { item: { type: "contact", id: `c${index % 50}`, deleted: true } }
    })
  const genuine = Array.from({ length: count }, (_, index) => body(`n${index}`, index))
  const doubled = genuine.filter((_, index) => index % 5 === 0)
  const forged = Array.from({ length: Math.ceil(count / 10) }, (_, index) => body(`forged${index}`, index))
  return shuffled([
    ...[...genuine, ...doubled].map((text) => ({
      body: text,
      signature: sign(text, "client-secret"),
      isGenuine: true
    })),
    ...forged.map((text) => ({ body: text, signature: sign(text, "guess"), isGenuine: false }))
  ])
}

interface Running {
  readonly child: ChildProcess
  readonly url: string
}

const start = async (args: ReadonlyArray<string>): Promise<Running> => {
  const file = await bundled(program)
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [file, ...args], { stdio: ["ignore", "pipe", "inherit"] })
    child.once("exit", (code) => reject(new Error(`the app ended with ${code} before it listened`)))
    createInterface(child.stdout).once("line", (port) => resolve({ child, url: `http://127.0.0.1:${port}` }))
  })
}

const kill = ({ child }: Running): Promise<void> =>
  new Promise((resolve) => {
    child.once("exit", () => resolve())
    child.kill("SIGKILL")
  })

/** Delivers all of it as Intercom does: what is not answered with success comes again. Kills the app on the way. */
const deliver = async (
  args: ReadonlyArray<string>
): Promise<{ readonly running: Running; readonly forged: number }> => {
  const pending = deliveries()
  const all = pending.length
  const moments = Array.from({ length: kills }, (_, index) =>
    Math.floor(((index + 0.5 + Math.random() / 2) * all) / (kills + 1))
  )
  let running = await start(args)
  let answered = 0
  let forged = 0
  const send = async (delivery: Delivery): Promise<void> => {
    try {
      const { status } = await fetch(running.url, {
        method: "POST",
        body: delivery.body,
        headers: { "x-hub-signature": delivery.signature }
      })
      if (!delivery.isGenuine && status === 401) forged++
      else if (status !== 200) throw new Error(`answered ${status}`)
      answered++
    } catch {
      pending.push(delivery)
    }
  }
  while (pending.length > 0) {
    await Promise.all(pending.splice(0, 16).map(send))
    if (moments[0] !== undefined && answered >= moments[0]) {
      moments.shift()
      // In the middle of what it is at: sixteen requests, and the handlers of those before.
      const lost = Promise.all(pending.splice(0, 16).map(send))
      await kill(running)
      await lost
      running = await start(args)
    }
  }
  return { running, forged }
}

const secondsFrom = (start: number, end: number) => `${((end - start) / 1000).toFixed(1)} s`

const check = (name: string, args: ReadonlyArray<string>, database: Layer.Layer<SqlClient.SqlClient, unknown>) =>
  Effect.gen(function* () {
    const started = performance.now()
    const { forged, running } = yield* Effect.promise(() => deliver(args))
    yield* Effect.addFinalizer(() => Effect.promise(() => kill(running)))
    const delivered = performance.now()
    const sql = yield* SqlClient.SqlClient
    const handled = sql<{ readonly id: string; readonly handled: number }>`SELECT id, handled FROM effects`
    const waiting = sql<{ readonly count: number | bigint }>`
      SELECT COUNT(*) AS count FROM intercom_inbox WHERE state = 'pending'`
    while (Number((yield* waiting)[0]?.count) > 0) yield* Effect.sleep("100 millis")
    const effects = yield* handled
    const expected = Array.from({ length: count }, (_, index) => `n${index}`).toSorted()
    assert.deepStrictEqual(effects.map(({ id }) => id).toSorted(), expected)
    assert.strictEqual(forged, Math.ceil(count / 10))
    const again = effects.reduce((sum, { handled }) => sum + Number(handled) - 1, 0)
    console.log(
      `${name}: ${count} notifications, ${Math.ceil(count / 5)} of them twice, ${forged} forged, killed ${kills} times: ` +
        `${effects.length} effects, each once; ${again} handlers ran again after a kill; ` +
        `${secondsFrom(started, delivered)} to deliver, ${secondsFrom(delivered, performance.now())} more to handle`
    )
  }).pipe(Effect.scoped, Effect.provide(database))

describe.concurrent("an app that is killed again and again", () => {
  it.live(
    "handles each notification, its effect once, in SQLite",
    () =>
      Effect.gen(function* () {
        const directory = yield* Effect.acquireRelease(
          Effect.sync(() => mkdtempSync(join(tmpdir(), "inbox-"))),
          (directory) => Effect.sync(() => rmSync(directory, { recursive: true, force: true }))
        )
        const filename = join(directory, "inbox.db")
        yield* check("SQLite", ["sqlite", filename], NodeSqlite.layer({ filename }))
      }).pipe(Effect.scoped),
    1_800_000
  )

  it.live(
    "handles each notification, its effect once, in Postgres",
    () =>
      Effect.gen(function* () {
        const url = yield* postgres
        yield* check("Postgres", ["postgres", url], PgClient.layer({ url: Redacted.make(url), maxConnections: 2 }))
      }).pipe(Effect.scoped),
    1_800_000
  )
})
