/**
 * A process that exports tickets whose first page has 20 MB, and tells the peak of its heap: what the test of fat pages
 * runs, since a peak can only be measured in a process that does nothing else.
 */
import { IntercomClient } from "@effect-intercom/core"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as Layer from "effect/Layer"
import { Export, ExportSink } from "../../src/index.ts"

const total = 450
const megabyte = 1024 * 1024

const collect = (globalThis as { gc?: () => void }).gc ?? (() => undefined)

let begin = 0
let peak = 0
let firstPage = 0

/** What is alive: the heap after a collection. */
const measure = () => {
  collect()
  peak = Math.max(peak, process.memoryUsage().heapUsed)
}

const text = "x".repeat(140_000)

const http = HttpClient.make((request, url) =>
  Effect.sync(() => {
    if (url.pathname === "/me") return HttpClientResponse.fromWeb(request, Response.json({ type: "admin", id: "1" }))
    const body = request.body._tag === "Uint8Array" ? JSON.parse(new TextDecoder().decode(request.body.body)) : {}
    const start = Number(body.pagination.starting_after ?? 0)
    const end = Math.min(start + body.pagination.per_page, total)
    // Bytes live outside of the heap, as those of a socket.
    const encoder = new TextEncoder()
    const parts: Array<Uint8Array> = [encoder.encode('{"type":"ticket.list","tickets":[')]
    for (let id = start; id < end; id++) {
      parts.push(
        encoder.encode(`${id === start ? "" : ","}{"id":"${id}","updated_at":1,"created_at":1,"text":"${text}"}`)
      )
    }
    const next = end < total ? `{"page":2,"starting_after":"${end}"}` : "null"
    parts.push(encoder.encode(`],"total_count":${total},"pages":{"next":${next}}}`))
    const bytes = Buffer.concat(parts)
    firstPage ||= bytes.length
    measure()
    return HttpClientResponse.fromWeb(request, new Response(bytes, { headers: { "content-type": "application/json" } }))
  })
)

const client = IntercomClient.layer({ accessToken: "token", pacing: false }).pipe(
  Layer.provide(Layer.succeed(HttpClient.HttpClient, http))
)

let rows = 0
const sink = ExportSink.make((_, records) =>
  Effect.sync(() => {
    rows += records.length
    measure()
  })
)

measure()
begin = peak
peak = 0
await Effect.runPromise(Export.run({ streams: ["tickets"], sink }).pipe(Effect.provide(client)))
const inMegabytes = (bytes: number) => Math.round((bytes / megabyte) * 10) / 10
process.stdout.write(JSON.stringify({ page: inMegabytes(firstPage), peak: inMegabytes(peak - begin), rows }))
