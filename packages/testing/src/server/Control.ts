/**
 * What a test may ask of a served workspace beside the API: `/_fake/…`.
 *
 * @since 0.1.0
 */
import type { ServerResponse } from "node:http"
import { Readable } from "node:stream"
import { dump, dumpable } from "./Dump.ts"
import type { FakeServer } from "./FakeServer.ts"

/**
 * Answers a request to the control path.
 *
 * - `GET /_fake/dump/{resource}` streams every record as a line of JSON.
 * - `GET /_fake/requests` answers with the requests to the API so far.
 * - `POST /_fake/reset` brings everything back to the beginning.
 *
 * @category control
 * @since 0.1.0
 */
export const control = (fake: FakeServer, method: string, url: URL, outgoing: ServerResponse): void => {
  const [, , name, argument] = url.pathname.split("/")
  const resource = dumpable.find((known) => known === argument)
  if (method === "GET" && name === "dump" && resource !== undefined) {
    outgoing.writeHead(200, { "content-type": "application/x-ndjson; charset=utf-8" })
    return void Readable.from(lines(dump(fake.workspace, resource, fake.version))).pipe(outgoing)
  }
  if (method === "GET" && name === "requests") return sendJson(outgoing, 200, fake.requests())
  if (method === "POST" && name === "reset") {
    fake.reset()
    return sendJson(outgoing, 200, { reset: true })
  }
  return sendJson(outgoing, 404, {
    message: `The control path has GET /_fake/requests, POST /_fake/reset and GET /_fake/dump/{${dumpable.join("|")}}`
  })
}

const sendJson = (outgoing: ServerResponse, status: number, body: unknown): void => {
  outgoing.writeHead(status, { "content-type": "application/json; charset=utf-8" })
  outgoing.end(JSON.stringify(body))
}

/** A hundred records at a time: a line for itself would cost a turn of the event loop each. */
function* lines(records: Iterable<unknown>): Generator<string> {
  let batch = ""
  let size = 0
  for (const record of records) {
    batch += `${JSON.stringify(record)}\n`
    if (++size % 100 === 0) {
      yield batch
      batch = ""
    }
  }
  if (batch !== "") yield batch
}
