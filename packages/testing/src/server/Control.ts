/**
 * What a test may ask of a served workspace beside the API: `/_fake/…`.
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import type { ServerResponse } from "node:http"
import { pipeline, Readable } from "node:stream"
import { dump, dumpable } from "./Dump.ts"
import type { FakeServer } from "./Server.ts"
import { restoreSnapshot, takeSnapshot } from "./Snapshot.ts"

/**
 * Answers a request to the control path, of somebody who knows the secret.
 *
 * - `GET /_fake/dump/{resource}` streams every record as a line of JSON.
 * - `GET /_fake/requests` answers with the requests to the API so far.
 * - `GET /_fake/snapshot` answers with the state of the workspace, and `PUT /_fake/snapshot` replaces it with the body.
 * - `POST /_fake/reset` brings everything back to the beginning.
 * - `POST /_fake/authorize` answers with a code, as an admin who agrees brings it back; `POST /_fake/uninstall` takes the
 *   app out, so that the token is refused.
 *
 * @category actions
 * @since 0.1.0
 */
export const control = (
  fake: FakeServer,
  { body, method, path }: { readonly method: string; readonly path: string; readonly body: string },
  outgoing: ServerResponse
): void => {
  const [, , name, argument] = path.split("/")
  const resource = dumpable.find((known) => known === argument)
  if (method === "GET" && name === "dump" && resource !== undefined) {
    return sendParts(outgoing, "application/x-ndjson", lines(dump(fake.workspace, resource, fake.version)))
  }
  if (method === "GET" && name === "requests") return sendParts(outgoing, "application/json", list(fake.requests()))
  if (method === "GET" && name === "snapshot") return sendJson(outgoing, 200, takeSnapshot(fake.workspace))
  if (method === "PUT" && name === "snapshot") {
    const restored = restoreSnapshot(fake.workspace, parsed(body))
    return Result.isSuccess(restored)
      ? sendJson(outgoing, 200, { restored: true })
      : sendJson(outgoing, 400, { message: restored.failure.message })
  }
  if (method === "POST" && name === "reset") {
    fake.reset()
    return sendJson(outgoing, 200, { reset: true })
  }
  if (method === "POST" && name === "authorize") return sendJson(outgoing, 200, { code: fake.installs.authorize() })
  if (method === "POST" && name === "uninstall") {
    fake.installs.remove()
    return sendJson(outgoing, 200, { uninstalled: true })
  }
  return sendJson(outgoing, 404, {
    message:
      "The control path has GET /_fake/requests, POST /_fake/reset, POST /_fake/authorize, POST /_fake/uninstall, " +
      "GET and PUT /_fake/snapshot, and " +
      `GET /_fake/dump/{${dumpable.join("|")}}`
  })
}

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

const sendJson = (outgoing: ServerResponse, status: number, body: unknown): void => {
  outgoing.writeHead(status, { "content-type": "application/json; charset=utf-8" })
  outgoing.end(JSON.stringify(body))
}

/** Made while it is sent, so that no more than a part is in memory. A part that cannot be made breaks the answer off. */
const sendParts = (outgoing: ServerResponse, mediaType: string, parts: Iterable<string>): void => {
  outgoing.writeHead(200, { "content-type": `${mediaType}; charset=utf-8` })
  pipeline(Readable.from(parts), outgoing, () => undefined)
}

/** A list in JSON, entry by entry. */
function* list(entries: Iterable<unknown>): Generator<string> {
  let before = "["
  for (const entry of entries) {
    yield before + JSON.stringify(entry)
    before = ","
  }
  yield before === "[" ? "[]" : "]"
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
