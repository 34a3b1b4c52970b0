import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { processes, runToEnd, spawn, startFake } from "./process.ts"

/** What a path is answered with, and its headers. */
const ask = (url: string, token: string, path: string) =>
  Effect.promise(async () => {
    const response = await fetch(url + path, { headers: { authorization: `Bearer ${token}` } })
    const body: { readonly total_count?: number } = await response.json()
    return { body, headers: response.headers }
  })

describe("effect-intercom fake", () => {
  it.live("takes the number of every kind that can be seeded", () =>
    Effect.gen(function* () {
      const kinds = { tickets: 3, articles: 4, collections: 2, "internal-articles": 5, "news-items": 6, calls: 7 }
      const { line, secret, url } = yield* startFake(
        ...Object.entries(kinds).flatMap(([kind, n]) => [`--${kind}`, String(n)])
      )
      const { token }: { readonly token: string } = JSON.parse(line)
      const counts = yield* Effect.forEach(
        ["articles", "help_center/collections", "internal_articles", "news/news_items", "calls"],
        (path) => Effect.map(ask(url, token, `/${path}`), ({ body }) => body.total_count)
      )
      assert.deepStrictEqual(counts, [4, 2, 5, 6, 7])
      const tickets = yield* Effect.promise(() =>
        fetch(`${url}/_fake/dump/tickets`, { headers: { "x-fake-secret": secret } }).then((answer) => answer.text())
      )
      assert.strictEqual(tickets.trim().split("\n").length, 3)
    }).pipe(Effect.scoped, Effect.provide(processes))
  )

  it.live("tells on stderr what it holds and what can be asked of it, and nothing of it on stdout", () =>
    Effect.gen(function* () {
      const child = yield* spawn(["fake", "--contacts", "1200", "--companies", "0", "--articles", "2"])
      const [told, line] = yield* Effect.all(
        [
          Effect.map(
            child.stderr.pipe(Stream.decodeText, Stream.splitLines, Stream.take(4), Stream.runCollect),
            (lines) => lines.join("\n")
          ),
          child.stdout.pipe(Stream.decodeText, Stream.splitLines, Stream.take(1), Stream.mkString)
        ],
        { concurrency: 2 }
      )
      const { secret, token, url } = JSON.parse(line)
      assert.include(
        told,
        `A fake workspace at ${url}, until it is stopped. It holds contacts (1,200), conversations (200), articles (2)`
      )
      for (const knob of ["--seed 1", "--companies", "--latency", "--rate-limit", "/_fake/requests"])
        assert.include(told, knob)
      for (const text of [secret, token]) assert.notInclude(told, text)
    }).pipe(Effect.scoped, Effect.provide(processes))
  )

  it.live("announces the next budget six seconds late, unless told to be exact", () =>
    Effect.gen(function* () {
      for (const [flags, behind] of [
        [[], 6],
        [["--rate-headers", "exact"], 0]
      ] as const) {
        const { line, url } = yield* startFake(...flags)
        const { token }: { readonly token: string } = JSON.parse(line)
        const { headers } = yield* ask(url, token, "/me")
        assert.strictEqual(Number(headers.get("x-ratelimit-reset")) % 10, behind)
      }
    }).pipe(Effect.scoped, Effect.provide(processes))
  )

  it.live("answers under the names and to the pages it was told of", () =>
    Effect.gen(function* () {
      const allowed = [
        "--allow-host",
        "intercom",
        "--allow-host",
        "api.test",
        "--allow-origin",
        "http://localhost:3000"
      ]
      const { secret, url } = yield* startFake("--listen", "0.0.0.0", ...allowed)
      assert.match(secret, /^[0-9a-f]{32}$/)
      const page = (origin: string) => Effect.promise(() => fetch(`${url}/me`, { headers: { origin } }))
      const known = yield* page("http://localhost:3000")
      const unknown = yield* page("http://localhost:3001")
      assert.deepStrictEqual(
        [known, unknown].map(({ headers, status }) => [status, headers.get("access-control-allow-origin")]),
        [
          [401, "http://localhost:3000"],
          [403, null]
        ]
      )
    }).pipe(Effect.scoped, Effect.provide(processes))
  )

  it.live("says what is no name of a host, and what no origin", () =>
    Effect.gen(function* () {
      for (const [flag, value, problem] of [
        ["--allow-host", "intercom:4010", /^effect-intercom: --allow-host must be names of hosts without a port/],
        ["--allow-origin", "localhost:3000", /^effect-intercom: --allow-origin must be origins/]
      ] as const) {
        const { exitCode, stderr } = yield* runToEnd(["fake", flag, value])
        assert.strictEqual(exitCode, 2)
        assert.match(stderr, problem)
      }
    }).pipe(Effect.scoped, Effect.provide(processes))
  )

  it.live("refuses more than memory holds", () =>
    Effect.gen(function* () {
      const { exitCode, stderr } = yield* runToEnd(["fake", "--articles", "100001"])
      assert.strictEqual(exitCode, 2)
      assert.match(stderr, /--articles[^\n]+a whole number from 0 to 100000/)
    }).pipe(Effect.scoped, Effect.provide(processes))
  )
})
