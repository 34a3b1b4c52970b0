/**
 * A process that exports conversations, each of 50 MB, and tells the most memory it held: what the test of fat
 * conversations runs with `--expose-gc`, since a peak can only be measured in a process that does nothing else.
 */
import { IntercomClient } from "@effect-intercom/core"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import { peakMemory } from "../../../../tools/started/peakMemory.ts"
import { Export, ExportSink } from "../../src/index.ts"

const total = Number(process.argv[2] ?? 64)
const megabyte = 1024 * 1024
const part = new TextEncoder().encode(`{"id":"1","body":"${"x".repeat(100_000)}"},`)
const parts = 500

/** What nothing holds any more is let go at once, so that what counts is what is held, and not how long a collector waits. */
const collect = () => globalThis.gc?.()

/** All that are on their way come at the same time, a part of each after the other, as from a network. */
const conversation = (id: string): Response => {
  collect()
  const encoder = new TextEncoder()
  let sent = 0
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      await new Promise((resolve) => setImmediate(resolve))
      if (sent === 0) {
        controller.enqueue(
          encoder.encode(
            `{"type":"conversation","id":"${id}","updated_at":1,"conversation_parts":{"conversation_parts":[`
          )
        )
      }
      if (sent++ < parts) return controller.enqueue(part.slice())
      controller.enqueue(encoder.encode(`{"id":"2"}],"total_count":${parts + 1}}}`))
      controller.close()
    }
  })
  return new Response(body, { headers: { "content-type": "application/json" } })
}

const http = HttpClient.make((request, url) =>
  Effect.sync(() => {
    const id = /^\/conversations\/(\d+)$/.exec(url.pathname)?.[1]
    if (id !== undefined) return HttpClientResponse.fromWeb(request, conversation(id))
    const conversations = url.pathname.endsWith("/search")
      ? []
      : Array.from({ length: total }, (_, index) => ({ id: String(index), updated_at: 1 }))
    return HttpClientResponse.fromWeb(
      request,
      Response.json({ conversations, total_count: conversations.length, pages: { next: null } })
    )
  })
)

const client = IntercomClient.layer({ accessToken: "token", pacing: false }).pipe(
  Layer.provide(Layer.succeed(HttpClient.HttpClient, http))
)

let rows = 0
const sink = ExportSink.make((_, records) =>
  Effect.sync(() => {
    rows += records.length
    collect()
  })
)

const begin = process.memoryUsage().rss / megabyte
await Effect.runPromise(Export.run({ streams: ["conversations"], sink, catchUp: false }).pipe(Effect.provide(client)))
process.stdout.write(JSON.stringify({ rows, megabytes: Math.round(peakMemory() - begin) }))
