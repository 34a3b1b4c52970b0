import { NodeHttpServer } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Layer, Queue } from "effect"
import { HttpClient, HttpClientRequest, HttpRouter } from "effect/http"
import { TestClock } from "effect/testing"
import { createHmac } from "node:crypto"
import { createServer } from "node:http"
import { Webhooks } from "../../src/index.ts"

const secret = "client-secret"

const body = (id: string, topic = "contact.deleted", item: unknown = { type: "contact", id: "c1", deleted: true }) =>
  JSON.stringify({ type: "notification_event", id, topic, app_id: "w1", created_at: 1, data: { item } })

const hub = (text: string, key = secret) => ({
  "x-hub-signature": `sha1=${createHmac("sha1", key).update(text).digest("hex")}`
})

const signed = (text: string) => ({ "x-body-signature": createHmac("sha256", secret).update(text).digest("hex") })

const post = (text: string, headers: Readonly<Record<string, string>> = hub(text)) =>
  new Request("https://app.example/webhooks", { method: "POST", body: text, headers })

/** A handler whose notifications go to a queue. */
const makeHandler = (
  options: Partial<Webhooks.ReceiveOptions> & { readonly inbox?: Layer.Layer<Webhooks.Inbox> } = {}
) =>
  Effect.gen(function* () {
    const seen = yield* Queue.unbounded<Webhooks.Notification>()
    const handler = yield* Effect.acquireRelease(
      Effect.sync(() =>
        Webhooks.toWebHandler({
          secret,
          ...options,
          work: Webhooks.run({
            otherwise: (notification) => Effect.sync(() => void Queue.offerUnsafe(seen, notification))
          })
        })
      ),
      (handler) => Effect.promise(() => handler.dispose())
    )
    const send = (request: Request) => Effect.promise(() => handler(request))
    return { seen, send, status: (request: Request) => Effect.map(send(request), ({ status }) => status) }
  })

describe("a handler of webhooks", () => {
  it.live("takes what Intercom signed, and hands it on", () =>
    Effect.gen(function* () {
      const { seen, status } = yield* makeHandler()
      assert.strictEqual(yield* status(new Request("https://app.example/webhooks", { method: "HEAD" })), 200)
      assert.strictEqual(yield* status(post(body("ping", "ping", { type: "ping" }))), 200)
      assert.strictEqual(yield* status(post(body("1"))), 200)
      assert.strictEqual(yield* status(post(body("1"))), 200)
      assert.strictEqual(yield* status(post(body("é☃ 2"))), 200)
      const ids = (yield* Queue.takeN(seen, 3)).map(({ id }) => id)
      assert.deepStrictEqual(ids, ["ping", "1", "é☃ 2"])
    })
  )

  it.live("answers forgeries with an empty 401, whatever is wrong with them", () =>
    Effect.gen(function* () {
      const { seen, send } = yield* makeHandler()
      const forged = [
        post(body("1"), {}),
        post(body("1"), hub(body("2"))),
        post(body("1"), hub(body("1"), "another secret")),
        post(body("1"), { "x-hub-signature": "sha1=" }),
        post(body("1"), { "x-fin-agent-api-webhook-signature": signed(body("1"))["x-body-signature"] })
      ]
      for (const request of forged) {
        const response = yield* send(request)
        assert.deepStrictEqual([response.status, yield* Effect.promise(() => response.text())], [401, ""])
      }
      assert.strictEqual(yield* Queue.size(seen), 0)
    })
  )

  it.live("bounds bodies and methods", () =>
    Effect.gen(function* () {
      const { send, status } = yield* makeHandler({ bodyLimit: 1000 })
      assert.strictEqual(yield* status(post("x".repeat(1001))), 413)
      const wrong = yield* send(new Request("https://app.example/webhooks"))
      assert.deepStrictEqual([wrong.status, wrong.headers.get("allow")], [405, "HEAD, POST"])
    })
  )

  it.live("answers 429 when the inbox is full, so that Intercom comes again later", () =>
    Effect.gen(function* () {
      const handler = Webhooks.toWebHandler({ secret, inbox: Webhooks.layerInbox({ capacity: 1 }) })
      const first = yield* Effect.promise(() => handler(post(body("1"))))
      const second = yield* Effect.promise(() => handler(post(body("2"))))
      assert.deepStrictEqual([first.status, second.status, second.headers.get("retry-after")], [200, 429, "60"])
      yield* Effect.promise(() => handler.dispose())
    })
  )

  it.live("is not delayed by handlers that take half a minute", () =>
    Effect.gen(function* () {
      const handler = Webhooks.toWebHandler({
        secret,
        work: Webhooks.run({ otherwise: () => Effect.sleep("30 seconds") }, { concurrency: 100 })
      })
      const started = performance.now()
      yield* Effect.forEach(Array.from({ length: 50 }), (_, index) =>
        Effect.promise(() => handler(post(body(`n${index}`, "contact.deleted", { id: `c${index}` }))))
      )
      assert.isBelow(performance.now() - started, 25_000)
      yield* Effect.promise(() => handler.dispose())
    })
  )

  it.live("is worked after each request where nothing goes on beside them, as in Workers", () =>
    Effect.gen(function* () {
      const seen: Array<string> = []
      const waitedFor: Array<Promise<unknown>> = []
      const context = { waitUntil: (promise: Promise<unknown>) => void waitedFor.push(promise) }
      const handler = Webhooks.toWebHandler({
        secret,
        work: Webhooks.run({ otherwise: ({ id }) => Effect.sync(() => void seen.push(id)) })
      })
      yield* Effect.promise(() => handler(post(body("1")), context))
      yield* Effect.promise(() => handler(post(body("2")), context))
      yield* Effect.promise(() => Promise.all(waitedFor))
      assert.deepStrictEqual([waitedFor.length, seen.toSorted()], [2, ["1", "2"]])
      yield* Effect.promise(() => handler.dispose())
    })
  )

  it.live("tells uninstalls and health checks, which have a signature of their own", () =>
    Effect.gen(function* () {
      const gone: Array<string> = []
      const { send, status } = yield* makeHandler({
        uninstalled: (workspaceId) => Effect.sync(() => void gone.push(workspaceId)),
        health: (workspaceId) =>
          workspaceId === "w1"
            ? Effect.succeed({ state: "UNHEALTHY", message: "Connect your account again" })
            : Effect.fail("unreachable")
      })
      const uninstall = '{"app_id":"w1"}'
      assert.strictEqual(yield* status(post(uninstall, signed(uninstall))), 200)
      assert.deepStrictEqual(gone, ["w1"])
      const check = (text: string) =>
        Effect.flatMap(send(post(text, signed(text))), (response) => Effect.promise(() => response.json()))
      assert.deepStrictEqual(yield* check('{"workspace_id":"w1"}'), {
        state: "UNHEALTHY",
        message: "Connect your account again"
      })
      assert.deepStrictEqual(yield* check('{"workspace_id":"w2"}'), { state: "UNKNOWN" })
      assert.strictEqual(yield* status(post(uninstall, hub(uninstall, "no"))), 401)
    })
  )

  it.live("has an uninstall sent again that could not be done", () =>
    Effect.gen(function* () {
      const { status } = yield* makeHandler({ uninstalled: () => Effect.fail("the store is away") })
      const uninstall = '{"app_id":"w1"}'
      assert.strictEqual(yield* status(post(uninstall, signed(uninstall))), 503)
    })
  )

  it.live("says how to mend it when something read the body first", () =>
    Effect.gen(function* () {
      const { status } = yield* makeHandler()
      const request = post(body("1"))
      yield* Effect.promise(() => request.text())
      assert.strictEqual(yield* status(request), 500)
      assert.match(new Webhooks.WebhookError({ kind: "parsed" }).message, /before express\.json\(\)/)
    })
  )

  it("refuses an empty secret when it is made", () => {
    assert.throws(() => Webhooks.toWebHandler({ secret: "", inbox: Webhooks.layerInbox() }), /client secret of the app/)
  })
})

describe("routes of webhooks", () => {
  const serve = (options: Partial<Webhooks.ReceiveOptions> = {}) =>
    HttpRouter.serve(Webhooks.layerRoutes({ path: "/webhooks", secret, ...options }), {
      disableLogger: true,
      disableListenLog: true
    }).pipe(Layer.provideMerge(Webhooks.layerInbox()), Layer.provideMerge(NodeHttpServer.layerTest))

  it.live("take notifications and HEAD on a router", () =>
    Effect.gen(function* () {
      const http = yield* HttpClient.HttpClient
      const send = (text: string, headers: Readonly<Record<string, string>>) =>
        HttpClientRequest.post("/webhooks").pipe(
          HttpClientRequest.setHeaders(headers),
          HttpClientRequest.bodyText(text, "application/json"),
          http.execute,
          Effect.map(({ status }) => status)
        )
      assert.strictEqual((yield* http.head("/webhooks")).status, 200)
      assert.strictEqual((yield* http.get("/webhooks")).status, 405)
      assert.strictEqual(yield* send(body("1"), hub(body("1"))), 200)
      assert.strictEqual(yield* send(body("1"), hub(body("2"))), 401)
      assert.strictEqual(yield* send("x".repeat(2000), hub("x")), 413)
      const inbox = yield* Webhooks.Inbox
      assert.strictEqual(yield* inbox.waiting, 1)
    }).pipe(Effect.provide(serve({ bodyLimit: 1000 })))
  )

  it.effect("answer 503 where the inbox cannot keep up, before Intercom gives up", () =>
    Effect.gen(function* () {
      const receive = yield* Webhooks.makeReceiver({ secret })
      const { HttpServerRequest } = yield* Effect.promise(() => import("effect/http"))
      const begun = yield* Deferred.make<void>()
      const stuck = Webhooks.Inbox.of({
        ...(yield* Webhooks.Inbox),
        offer: () => Effect.andThen(Deferred.succeed(begun, undefined), Effect.never)
      })
      const fiber = yield* Effect.forkChild(
        receive(HttpServerRequest.fromWeb(post(body("1")))).pipe(Effect.provideService(Webhooks.Inbox, stuck))
      )
      yield* Deferred.await(begun)
      yield* TestClock.adjust("4 seconds")
      const { Fiber } = yield* Effect.promise(() => import("effect"))
      assert.strictEqual((yield* Fiber.join(fiber)).status, 503)
    }).pipe(Effect.provide(Webhooks.layerInbox()))
  )

  it.effect("fail to build with an empty secret", () =>
    Effect.gen(function* () {
      const error = yield* Layer.build(Webhooks.layerRoutes({ path: "/webhooks", secret: "" })).pipe(
        Effect.provide([Webhooks.layerInbox(), HttpRouter.layer]),
        Effect.scoped,
        Effect.flip
      )
      assert.strictEqual(error._tag, "ConfigurationError")
    })
  )
})

describe("a handler for Node", () => {
  /** Serves a handler behind something like a middleware. */
  const serve = (before: "nothing" | "json" | "raw" | "text") =>
    Effect.gen(function* () {
      const handler = Webhooks.toNodeHandler({ secret, inbox: Webhooks.layerInbox() })
      const server = createServer((request, response) => {
        if (before === "nothing") return void handler(request, response)
        const chunks: Array<Buffer> = []
        request.on("data", (chunk: Buffer) => chunks.push(chunk))
        request.on("end", () => {
          const bytes = Buffer.concat(chunks)
          const parsed = before === "raw" ? bytes : before === "text" ? bytes.toString() : JSON.parse(bytes.toString())
          void handler(Object.assign(request, { body: parsed }), response)
        })
      })
      yield* Effect.callback<void>((resume) => void server.listen(0, "127.0.0.1", () => resume(Effect.void)))
      yield* Effect.addFinalizer(() =>
        Effect.promise(async () => {
          server.closeAllConnections()
          server.close()
          await handler.dispose()
        })
      )
      const address = server.address()
      const port = address !== null && typeof address === "object" ? address.port : 0
      return (text: string, headers: Readonly<Record<string, string>>, method = "POST") =>
        Effect.promise(() =>
          fetch(`http://127.0.0.1:${port}/webhooks`, { method, headers, ...(method === "POST" ? { body: text } : {}) })
        ).pipe(Effect.map(({ status }) => status))
    })

  it.live("takes bytes as they come, and those that express.raw() and express.text() leave", () =>
    Effect.gen(function* () {
      for (const before of ["nothing", "raw", "text"] as const) {
        const send = yield* serve(before)
        assert.strictEqual(yield* send(body("é"), hub(body("é"))), 200, before)
        assert.strictEqual(yield* send(body("1"), hub(body("2"))), 401, before)
      }
      const send = yield* serve("nothing")
      assert.strictEqual(yield* send("", {}, "HEAD"), 200)
    })
  )

  it.live("does not take what express.json() left", () =>
    Effect.gen(function* () {
      const send = yield* serve("json")
      assert.strictEqual(yield* send(body("1"), hub(body("1"))), 500)
    })
  )
})
