import { NodeHttpClient } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Exit, type Layer } from "effect"
import { FetchHttpClient, type HttpClient } from "effect/http"
import type { RequestListener, ServerResponse } from "node:http"
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib"
import { IntercomClient } from "../../src/index.ts"
import { UndiciHttpClient } from "../../src/node.ts"
import { serving } from "../loopback.ts"
import { findContacts, getContact, token } from "../ScriptedIntercom.ts"

/** A client over the given HTTP layer, of a real server. */
const served = <A, E>(
  http: Layer.Layer<HttpClient.HttpClient>,
  listener: RequestListener,
  test: (baseUrl: string) => Effect.Effect<A, E, IntercomClient.IntercomClient>
) =>
  serving(listener, (baseUrl) =>
    test(baseUrl).pipe(Effect.provide(IntercomClient.layer({ accessToken: token, baseUrl })), Effect.provide(http))
  )

const bomb = gzipSync(Buffer.alloc(20_000_000, "["))

const nested = "[".repeat(100_000) + "]".repeat(100_000)

const endlessly = (response: ServerResponse): void => {
  const chunk = Buffer.alloc(65_536, "[")
  const send = () => {
    while (!response.destroyed && response.write(chunk));
  }
  response.on("drain", send)
  send()
}

describe.each([
  ["fetch", FetchHttpClient.layer],
  ["undici", NodeHttpClient.layerUndici],
  ["undici's handlers", UndiciHttpClient.layer],
  ["node:http", NodeHttpClient.layerNodeHttp]
] as const)("over %s", (_, http) => {
  it.live("packed responses are asked for and unpacked", () => {
    let asked: string | undefined
    return served(
      http,
      (request, response) => {
        asked = String(request.headers["accept-encoding"])
        response.setHeader("content-encoding", "gzip")
        response.setHeader("content-type", "application/json")
        response.end(gzipSync(JSON.stringify({ id: "1", email: "ü".repeat(5000) })))
      },
      () =>
        Effect.gen(function* () {
          const contact = yield* getContact({ id: "1" })
          assert.strictEqual(contact.email, "ü".repeat(5000))
          assert.strictEqual(asked, "gzip")
        })
    )
  })

  it.live("gzip under its old name is read", () =>
    served(
      http,
      (_request, response) => {
        response.setHeader("content-encoding", "x-gzip")
        response.end(gzipSync(`{"id":"1"}`))
      },
      () => Effect.map(getContact({ id: "1" }), (contact) => assert.deepStrictEqual(contact, { id: "1" }))
    )
  )

  for (const [encoding, pack] of [
    ["br", brotliCompressSync],
    ["deflate", deflateSync],
    ["gzip", (text: string) => Buffer.concat([gzipSync(text.slice(0, 4)), gzipSync(text.slice(4))])],
    ["gzip, gzip", (text: string) => gzipSync(gzipSync(text))],
    ["zzz", (text: string) => Buffer.from(`\0${text}`)]
  ] as const) {
    it.live(`a body packed as ${encoding}, in a form that nobody asked for, is read or an error that names it`, () =>
      served(
        http,
        (_request, response) => {
          response.setHeader("content-encoding", encoding)
          response.end(pack(`{"id":"1"}`))
        },
        () =>
          Effect.gen(function* () {
            const exit = yield* Effect.exit(getContact({ id: "1" }, { retry: false }))
            if (Exit.isSuccess(exit)) return assert.deepStrictEqual(exit.value, { id: "1" })
            const error = yield* Effect.flip(exit)
            assert.deepInclude(error.reason, { _tag: "DecodeError", kind: "not-json", status: 200 })
            assert.include(error.message, encoding)
          })
      )
    )
  }

  it.live("bytes that are no UTF-8 are a mismatch", () =>
    served(
      http,
      (_request, response) => response.end(Buffer.from(`{"id":"1","email":"Jür"}`, "latin1")),
      () =>
        Effect.gen(function* () {
          assert.strictEqual((yield* getContact({ id: "1" })).email, "J\uFFFDr")
          const error = yield* Effect.flip(getContact({ id: "1" }, { responses: "strict", retry: false }))
          assert.deepInclude(error.reason, { _tag: "DecodeError", kind: "shape" })
        })
    )
  )

  it.live("a redirect is not followed", () => {
    const urls: Array<string | undefined> = []
    return served(
      http,
      (request, response) => {
        urls.push(request.url)
        response.writeHead(302, { location: "/elsewhere" })
        response.end()
      },
      () =>
        Effect.gen(function* () {
          const error = yield* Effect.flip(getContact({ id: "1" }))
          assert.strictEqual(error.reason._tag === "DecodeError" && error.reason.kind, "redirect")
          assert.deepStrictEqual(urls, ["/contacts/1"])
        })
    )
  })

  it.live("a body that stalls ends at the attempt timeout, and its connection with it", () => {
    let closed = false
    return served(
      http,
      (_request, response) => {
        response.on("close", () => (closed = true))
        response.writeHead(200, { "content-type": "application/json" })
        response.write(`{"id":`)
      },
      () =>
        Effect.gen(function* () {
          const error = yield* Effect.flip(getContact({ id: "1" }, { timeout: "60 millis", retry: false }))
          assert.strictEqual(error.reason._tag === "TimeoutError" && error.reason.limit, "attempt")
          yield* Effect.sleep("50 millis")
          assert.isTrue(closed)
        })
    )
  })

  for (const [what, head, send] of [
    ["unpacks to more than", { "content-encoding": "gzip" }, (response) => response.end(bomb)],
    ["is longer, as it says, than", { "content-length": "20000000" }, (response) => response.write("[")],
    ["never ends and is longer than", {}, endlessly]
  ] as const satisfies ReadonlyArray<
    readonly [string, Record<string, string>, (response: ServerResponse) => unknown]
  >) {
    for (const status of [200, 500]) {
      it.live(`a body of a ${status} that ${what} the bound is read no further`, () => {
        let closed = false
        return served(
          http,
          (_request, response) => {
            response.on("close", () => (closed = true))
            response.writeHead(status, { "content-type": "application/json", ...head })
            send(response)
          },
          () =>
            Effect.gen(function* () {
              const error = yield* Effect.flip(
                getContact({ id: "1" }, { retry: false, maxBodyBytes: 1_000_000, timeout: "5 seconds" })
              )
              if (status === 500) assert.deepInclude(error.reason, { _tag: "ServerError", status: 500, errors: [] })
              else assert.deepInclude(error.reason, { _tag: "DecodeError", kind: "tooLarge", status: 200 })
              yield* Effect.sleep("50 millis")
              assert.isTrue(closed)
            })
        )
      })
    }
  }

  it.live("a body just within the bound is read whole", () => {
    const body = JSON.stringify({ id: "1", email: "a".repeat(1_000_000 - 21) })
    return served(
      http,
      (_request, response) => {
        response.setHeader("content-encoding", "gzip")
        response.end(gzipSync(body))
      },
      () =>
        Effect.gen(function* () {
          assert.strictEqual(body.length, 1_000_000)
          const contact = yield* getContact({ id: "1" }, { maxBodyBytes: 1_000_000 })
          assert.strictEqual(contact.email?.length, 1_000_000 - 21)
        })
    )
  })

  it.live("a cut body is a transport error", () =>
    served(
      http,
      (_request, response) => {
        response.writeHead(200, { "content-type": "application/json", "content-length": "1000" })
        response.write(`{"id":"1"`, () => response.destroy())
      },
      () =>
        Effect.gen(function* () {
          const error = yield* Effect.flip(getContact({ id: "1" }, { retry: false }))
          assert.strictEqual(error.reason._tag, "TransportError")
        })
    )
  )

  it.live("a refused connection is known not to have been sent", () =>
    Effect.gen(function* () {
      const closed = yield* served(
        http,
        () => {},
        (baseUrl) => Effect.succeed(baseUrl)
      )
      const error = yield* Effect.flip(getContact({ id: "1" }, { retry: false })).pipe(
        Effect.provide(IntercomClient.layer({ accessToken: token, baseUrl: closed })),
        Effect.provide(http)
      )
      assert.deepInclude(error.reason, { _tag: "TransportError", code: "ECONNREFUSED", sent: "no" })
    })
  )

  for (const [what, headers] of [
    ["a line break in its value", { "x-note": "a\r\nx-evil: 1" }],
    ["a bare line feed in its value", { "x-note": "a\nb" }],
    ["a NUL in its value", { "x-note": "a\0b" }],
    ["a letter that headers cannot hold", { "x-note": "10 €" }],
    ["a line break in its name", { "x-note\r\nx-evil": "1" }],
    ["a space in its name", { "x note": "1" }],
    ["no name", { "": "1" }],
    ["a name of the connection", { "Transfer-Encoding": "chunked" }],
    ["the length of a body", { "content-length": "5" }],
    ["another name of the connection", { connection: "upgrade", upgrade: "websocket" }]
  ] as const satisfies ReadonlyArray<readonly [string, Record<string, string>]>) {
    it.live(`a header option with ${what} is refused before anything is sent`, () => {
      let requests = 0
      return served(
        http,
        (_request, response) => {
          requests++
          response.end(`{"id":"1"}`)
        },
        () =>
          Effect.gen(function* () {
            const error = yield* Effect.flip(getContact({ id: "1" }, { headers, retry: false }))
            assert.isTrue(error.reason._tag === "InvalidInput" && error.reason.issues[0]?.path.startsWith("headers"))
            assert.notInclude(error.message, "evil")
            assert.strictEqual(requests, 0)
          })
      )
    })
  }

  it.live("header options of every other kind are sent as they are", () => {
    let received: Record<string, unknown> = {}
    return served(
      http,
      (request, response) => {
        received = request.headers
        response.end(`{"id":"1"}`)
      },
      () =>
        Effect.gen(function* () {
          yield* getContact({ id: "1" }, { headers: { "X-Note": "a\tb ü", "x_#!$%&'*+.^`|~9": "" } })
          assert.deepInclude(received, { "x-note": "a\tb ü", "x_#!$%&'*+.^`|~9": "" })
        })
    )
  })

  for (const [what, status, body] of [
    ["a whole answer", 200, nested],
    ["a field that should be a text", 200, `{"id":"1","email":${nested}}`],
    ["a field that nobody declared", 200, `{"id":"1","more":${nested}}`],
    ["a refusal", 400, nested],
    ["the entries of a refusal", 400, `{"type":"error.list","errors":${nested}}`],
    ["the message of a refusal", 500, `{"type":"error.list","errors":[{"code":${nested},"message":${nested}}]}`]
  ] as const) {
    it.live(`${what} that is nested a hundred thousand deep is read, or a typed error`, () =>
      served(
        http,
        (_request, response) => response.writeHead(status, { "content-type": "application/json" }).end(body),
        () =>
          Effect.gen(function* () {
            for (const responses of ["report", "strict"] as const) {
              const exit = yield* Effect.exit(getContact({ id: "1" }, { responses, retry: false }))
              assert.isFalse(Exit.isFailure(exit) && Cause.hasDies(exit.cause))
            }
          })
      )
    )
  }

  it.live("64 KB of headers, and a hundred of a query, are typed errors", () => {
    let sent: Record<string, string> = {}
    return served(
      http,
      (_request, response) => response.writeHead(200, sent).end(`{"id":"1"}`),
      () =>
        Effect.gen(function* () {
          const long = { "x-note": "a".repeat(65_536) }
          const refused = yield* Effect.flip(getContact({ id: "1" }, { headers: long, retry: false }))
          assert.include(["InvalidRequest", "TransportError"], refused.reason._tag)
          const asked = yield* Effect.flip(findContacts({ email: "a".repeat(100_000) }, { retry: false }))
          assert.include(["InvalidRequest", "TransportError"], asked.reason._tag)
          assert.isBelow(asked.message.length, 2500)
          sent = long
          const received = yield* Effect.flip(getContact({ id: "1" }, { retry: false }))
          assert.strictEqual(received.reason._tag, "TransportError")
        })
    )
  })
})
