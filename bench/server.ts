/**
 * A server that costs the benchmark as little as possible: `GET /contacts` and `GET /contacts/{id}` from what was
 * serialised beforehand.
 *
 *     node bench/server.ts CONTACTS
 *
 * Its first line on stdout is the address.
 */
import { createServer } from "node:http"
import { called, contact } from "./record.ts"

const total = Number(process.argv[2] ?? 300_000)
const pageSize = 150
/** As many different pages, over and over; neighbours are never the same. */
const distinct = 16

const heads = Array.from({ length: distinct }, (_, page) => {
  const rows = Array.from({ length: pageSize }, (_, row) => JSON.stringify(contact(page * pageSize + row)))
  return Buffer.from(`{"type":"list","data":[${rows.join(",")}],"total_count":${total},"pages":`)
})

const last = Math.ceil(total / pageSize)

const tails = Array.from({ length: last }, (_, page) => {
  const next = page + 1 < last ? `,"next":{"page":${page + 2},"starting_after":"${cursor(page + 1)}"}` : ""
  return Buffer.from(`{"type":"pages","page":${page + 1},"per_page":${pageSize},"total_pages":${last}${next}}}`)
})

const places = new Map(Array.from({ length: last }, (_, page) => [cursor(page), page]))

function cursor(page: number): string {
  return Buffer.from(`[1719493757.0, "${page}", 2]`).toString("base64")
}

const contacts = new Map(
  Object.entries(called).map(([id, record]) => [`/contacts/${id}`, Buffer.from(JSON.stringify(record))])
)

const headersOf = (length: number) => ({
  "content-type": "application/json; charset=utf-8",
  "content-length": length,
  "x-request-id": "bench",
  "x-ratelimit-limit": "1000000",
  "x-ratelimit-remaining": "999999",
  "x-ratelimit-reset": String(Math.floor(Date.now() / 10_000) * 10 + 10)
})

const server = createServer((request, response) => {
  const one = contacts.get(request.url ?? "")
  if (one !== undefined) {
    response.writeHead(200, headersOf(one.length)).end(one)
    return
  }
  const after = new URL(request.url ?? "/", "http://localhost").searchParams.get("starting_after")
  const page = after === null ? 0 : places.get(after)
  const head = page === undefined ? undefined : heads[page % distinct]
  const tail = page === undefined ? undefined : tails[page]
  if (head === undefined || tail === undefined) {
    response.writeHead(404).end()
    return
  }
  response.writeHead(200, headersOf(head.length + tail.length))
  response.write(head)
  response.end(tail)
})

server.keepAliveTimeout = 60_000
server.listen(0, "127.0.0.1", () => {
  const address = server.address()
  if (typeof address === "object" && address !== null) console.log(`http://127.0.0.1:${address.port}`)
})
