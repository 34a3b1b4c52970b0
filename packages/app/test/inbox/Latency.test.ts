import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { createHmac } from "node:crypto"
import { mkdtempSync, rmSync } from "node:fs"
import { createServer } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Webhooks } from "../../src/index.ts"
import { NodeSqlite } from "../../src/node.ts"

/** Seconds at 200 notifications each; `pnpm test:heavy` asks for 30, and for a quiet machine. */
const seconds = Number(process.env["WEBHOOK_SECONDS"] ?? 1)
const isHeavy = process.env["WEBHOOK_SECONDS"] !== undefined
const perSecond = 200

/** A machine that runs other tests beside this one answers later, but long before the handlers are done. */
const promised = isHeavy ? 50 : 15_000

const body = (index: number) =>
  JSON.stringify({
    type: "notification_event",
    id: `n${index}`,
    topic: "contact.deleted",
    app_id: "w1",
    created_at: index,
    data: { item: { type: "contact", id: `c${index}`, deleted: true } }
  })

const measure = Effect.fnUntraced(function* (name: string, inbox: Layer.Layer<Webhooks.Inbox, unknown>) {
  const handler = Webhooks.toNodeHandler({
    secret: "client-secret",
    inbox,
    work: Webhooks.run({ otherwise: () => Effect.sleep("30 seconds") }, { concurrency: 64 })
  })
  const server = createServer((request, response) => void handler(request, response))
  yield* Effect.callback<void>((resume) => void server.listen(0, "127.0.0.1", () => resume(Effect.void)))
  yield* Effect.addFinalizer(() =>
    Effect.promise(async () => {
      server.closeAllConnections()
      server.close()
      await handler.dispose()
    })
  )
  const address = server.address()
  const url = `http://127.0.0.1:${address !== null && typeof address === "object" ? address.port : 0}`
  const post = async (index: number): Promise<number> => {
    const text = body(index)
    const signature = `sha1=${createHmac("sha1", "client-secret").update(text).digest("hex")}`
    const started = performance.now()
    const { status } = await fetch(url, { method: "POST", body: text, headers: { "x-hub-signature": signature } })
    assert.strictEqual(status, 200)
    return performance.now() - started
  }
  yield* Effect.promise(() => post(-1))
  const answers: Array<Promise<number>> = []
  for (let index = 0; index < seconds * perSecond; index += 10) {
    for (let one = 0; one < 10; one++) answers.push(post(index + one))
    yield* Effect.sleep("50 millis")
  }
  const times = (yield* Effect.promise(() => Promise.all(answers))).toSorted((one, other) => one - other)
  const at = (part: number) => times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0
  console.log(
    `${name}: ${times.length} notifications, 200 a second, handlers of 30 s: ` +
      `answered in ${at(0.5).toFixed(1)} ms (median), ${at(0.99).toFixed(1)} ms (p99), ${at(1).toFixed(1)} ms at most`
  )
  assert.isBelow(at(0.99), promised)
}, Effect.scoped)

describe("answers to Intercom", () => {
  it.live("do not wait for handlers that take half a minute", () =>
    Effect.gen(function* () {
      yield* measure("memory", Webhooks.layerInbox())
      const directory = yield* Effect.acquireRelease(
        Effect.sync(() => mkdtempSync(join(tmpdir(), "inbox-"))),
        (directory) => Effect.sync(() => rmSync(directory, { recursive: true, force: true }))
      )
      yield* measure(
        "SQLite",
        Webhooks.layerInboxSql().pipe(Layer.provide(NodeSqlite.layer({ filename: join(directory, "inbox.db") })))
      )
    }).pipe(Effect.scoped)
  )
})
