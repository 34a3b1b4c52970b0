/**
 * The front door over HTTP: node's own server before the handler.
 *
 * @since 0.1.0
 */
import type * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import { hash } from "node:crypto"
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import { promisify } from "node:util"
import { constants, gzip } from "node:zlib"
import { control } from "./Control.ts"
import { type Delivery, firstHalf, type WireAnswer, type WireRequest } from "./Delivery.ts"
import type { FakeServer } from "./Server.ts"

/**
 * Makes a server, not yet listening, that answers with a fake workspace.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeNodeServer = (fake: FakeServer, run: Run): Server => {
  const packed = makePackedBodies()
  return createServer((incoming, outgoing) => {
    const host = incoming.headers.host ?? "127.0.0.1"
    // Not against a base: a path with two slashes in front would be taken for a host.
    const url = new URL(`http://${host}${incoming.url ?? "/"}`)
    readBody(incoming, (body) => {
      if (url.pathname.startsWith("/_fake/")) {
        return control(fake, { method: incoming.method ?? "GET", url, body }, outgoing)
      }
      const fiber = run(fake.handle(wireRequest(incoming, url, body)))
      outgoing.once("close", () => fiber.interruptUnsafe())
      fiber.addObserver((exit) => {
        if (exit._tag === "Success") send(exit.value, incoming, outgoing, packed)
        else outgoing.destroy()
      })
    })
  })
}

/**
 * How an answer is worked out.
 *
 * @category models
 * @since 0.1.0
 */
export type Run = (effect: Effect.Effect<Delivery>) => Fiber.Fiber<Delivery>

const wireRequest = (incoming: IncomingMessage, url: URL, body: string): WireRequest => {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(", ") : value
  }
  return {
    method: incoming.method ?? "GET",
    origin: url.origin,
    path: url.pathname,
    query: url.searchParams,
    headers,
    body
  }
}

const readBody = (incoming: IncomingMessage, use: (body: string) => void): void => {
  const chunks: Array<Uint8Array> = []
  incoming.on("data", (chunk: Uint8Array) => chunks.push(chunk))
  incoming.on("end", () => use(Buffer.concat(chunks).toString("utf8")))
  incoming.on("error", () => incoming.destroy())
}

const send = (delivery: Delivery, incoming: IncomingMessage, outgoing: ServerResponse, packed: PackedBodies): void => {
  if (!("answer" in delivery)) return void incoming.socket.resetAndDestroy()
  const { answer, kind } = delivery
  const wantsGzip = /\bgzip\b/.test(String(incoming.headers["accept-encoding"] ?? ""))
  const { body } = answer
  if (typeof body !== "string" || !wantsGzip || body.length < smallest)
    return sendBytes(Buffer.from(body), {}, kind, answer, outgoing)
  packed(body).then(
    (bytes) => sendBytes(bytes, { "content-encoding": "gzip" }, kind, answer, outgoing),
    () => outgoing.destroy()
  )
}

const sendBytes = (
  bytes: Buffer,
  headers: Readonly<Record<string, string>>,
  kind: "whole" | "truncated" | "stalled",
  answer: WireAnswer,
  outgoing: ServerResponse
): void => {
  if (outgoing.destroyed) return
  outgoing.sendDate = false
  outgoing.writeHead(answer.status, { ...answer.headers, ...headers, "content-length": bytes.length })
  if (kind === "whole") return void outgoing.end(bytes)
  outgoing.write(firstHalf(bytes), () => {
    // Broken off only after it was written, or the client would see no answer at all.
    if (kind === "truncated") outgoing.destroy()
  })
}

/** Bodies below this many characters are not worth packing. */
const smallest = 1024

type PackedBodies = (body: string) => Promise<Buffer>

/** Packed bodies kept at most, in bytes. */
const capacity = 64 * 1024 * 1024

/** Packs bodies, and remembers those packed last by their digest: the same page is often asked for again. */
const makePackedBodies = (): PackedBodies => {
  const pack = promisify(gzip)
  const kept = new Map<string, Buffer>()
  let size = 0
  return async (body) => {
    const digest = hash("sha1", body, "base64")
    const known = kept.get(digest)
    if (known !== undefined) return known
    const bytes = await pack(body, { level: constants.Z_BEST_SPEED })
    // Two requests may have packed the same page meanwhile.
    if (!kept.has(digest)) size += bytes.length
    kept.set(digest, bytes)
    for (const [oldest, { length }] of kept) {
      if (size <= capacity) break
      kept.delete(oldest)
      size -= length
    }
    return bytes
  }
}
