import type { Export } from "@effect-intercom/streams"
import { assert, describe, it } from "@effect/vitest"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { spawn, spawnSync } from "node:child_process"
import { createServer, request, type ServerResponse } from "node:http"
import * as Progress from "../src/Progress.ts"
import * as Watch from "../src/Watch.ts"

const standing = (fields: Partial<Export.ExportProgress>): Export.ExportProgress => ({
  event: "running",
  stream: "contacts",
  rows: 0,
  pages: 0,
  expected: undefined,
  rowsPerSecond: 0,
  secondsLeft: undefined,
  owed: 0,
  budget: undefined,
  waiting: undefined,
  ...fields
})

/** A page, and what its address was said to be. */
const watched = Effect.gen(function* () {
  let said = ""
  const display = yield* Watch.beside(Progress.silent, { port: 0, streams: 3 }).pipe(
    Effect.provideService(Console.Console, {
      ...globalThis.console,
      error: (text: string) => {
        said += text
      }
    })
  )
  const [url = ""] = /http:\/\/\S+/.exec(said) ?? []
  yield* display.show(standing({ rows: 1200, expected: 5000, rowsPerSecond: 300, secondsLeft: 12, owed: 2 }))
  yield* display.show(standing({ stream: "companies", waiting: "scroll", secondsLeft: 90_061 }))
  yield* display.show(standing({ stream: "tags", event: "finished", rows: 7 }))
  return url.replace("localhost", "127.0.0.1")
})

const statusFor = (url: string, host: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    request(`${url}state`, { headers: { host } }, (answer) => {
      answer.resume()
      resolve(answer.statusCode)
    })
      .once("error", reject)
      .end()
  })

const hasChromium = spawnSync("chromium", ["--version"], { stdio: "ignore" }).error === undefined
if (!hasChromium) console.log("skipped: the page of --watch in Chromium, as there is no chromium on this machine")

describe("export --watch", () => {
  it.live("tells how far each stream is, and of whom nothing", () =>
    Effect.gen(function* () {
      const url = yield* watched
      const state: Watch.Watched = yield* Effect.promise(async () => (await fetch(`${url}state`)).json())
      assert.strictEqual(state.expectedStreams, 3)
      assert.deepStrictEqual(
        state.streams.map(({ rows, stream }) => [stream, rows]),
        [
          ["contacts", 1200],
          ["companies", 0],
          ["tags", 7]
        ]
      )
    }).pipe(Effect.scoped)
  )

  it.live("answers to the names of this machine only", () =>
    Effect.gen(function* () {
      const url = yield* watched
      assert.strictEqual(yield* Effect.promise(() => statusFor(url, "localhost:1")), 200)
      assert.strictEqual(yield* Effect.promise(() => statusFor(url, "evil.example")), 403)
    }).pipe(Effect.scoped)
  )

  it.live.skipIf(!hasChromium)("shows it in a browser", () =>
    Effect.gen(function* () {
      const url = yield* endingAfter(yield* watched, 2)
      const dom = yield* Effect.promise(() => domOf(url))
      assert.include(dom, "the export has ended, or was stopped")
      assert.include(dom, "1,207 rows, 1 of 3 streams done")
      assert.match(
        dom,
        /<td>contacts<\/td><td><progress value="0\.24"><\/progress><\/td><td>1,200<\/td><td>5,000<\/td><td>300<\/td><td>00:12<\/td><td>2<\/td>/
      )
      assert.include(dom, "waits: an earlier scroll")
      assert.include(dom, "<td>25:01:01</td>")
      assert.match(dom, /<td>tags<\/td>.*<td>done<\/td>/)
    }).pipe(Effect.scoped)
  )
})

/** The same page, of an export that ends when the page has asked again so many times: a browser dumps it when nothing more comes. */
const endingAfter = Effect.fnUntraced(function* (url: string, times: number) {
  let asked = 0
  const server = createServer((incoming, outgoing) => {
    if (incoming.url === "/next" && ++asked > times) return void outgoing.writeHead(500).end()
    void passOn(new URL(incoming.url ?? "/", url), outgoing)
  })
  yield* Effect.acquireRelease(
    Effect.callback<void>((resume) => void server.listen(0, "127.0.0.1", () => resume(Effect.void))),
    () => Effect.sync(() => server.close().closeAllConnections())
  )
  const address = server.address()
  return `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}/`
})

const passOn = async (url: URL, outgoing: ServerResponse): Promise<void> => {
  const answer = await fetch(url)
  outgoing.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "text/plain" })
  outgoing.end(await answer.text())
}

/** The page as it is when its script has run. */
const domOf = async (url: string): Promise<string> => {
  const child = spawn(
    "chromium",
    ["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=1500", "--dump-dom", url],
    { stdio: ["ignore", "pipe", "ignore"] }
  )
  let text = ""
  for await (const chunk of child.stdout.setEncoding("utf8")) text += String(chunk)
  return text
}
