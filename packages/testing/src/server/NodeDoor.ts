/**
 * The front door over HTTP: node's own server before the handler.
 *
 * @since 0.1.0
 */
import * as Cause from "effect/Cause"
import type * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import { hash } from "node:crypto"
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import { promisify } from "node:util"
import { constants, gzip } from "node:zlib"
import { errorList, refuse, type Refusal } from "../route/Answer.ts"
import { bodyLimit, snapshotLimit } from "./BodyLimits.ts"
import { control } from "./Control.ts"
import { type Delivery, firstHalf, type WireAnswer, type WireRequest } from "./Delivery.ts"
import type { FakeServer } from "./Server.ts"
import { type Allowed, isForeign, isKnownHost, pageHeaders, preflightHeaders } from "./Origins.ts"
import { readTarget, type Target } from "./Target.ts"

/**
 * Makes a server, not yet listening, that answers with a fake workspace.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeNodeServer = (fake: FakeServer, keeping: Keeping, run: Run): Server => {
  const packed = makePackedBodies()
  return createServer((incoming, outgoing) => {
    // Who goes away before the answer came has none.
    outgoing.on("error", () => outgoing.destroy())
    const target = readTarget(incoming.url ?? "/", incoming.headers.host)
    if (target === undefined) return sendRefusal(refuse(400, "bad_request", "The request names no host"), outgoing)
    const stranger = strangerTo(keeping.allowed, target, incoming)
    if (stranger !== undefined) return sendRefusal(stranger, outgoing)
    for (const [name, value] of Object.entries(pageHeaders(keeping.allowed, incoming.headers.origin))) {
      outgoing.setHeader(name, value)
    }
    const preflight = incoming.method === "OPTIONS" ? preflightHeaders(keeping.allowed, incoming.headers) : undefined
    if (preflight !== undefined) return void outgoing.writeHead(204, preflight).end()
    const isControl = target.path.startsWith("/_fake/")
    if (isControl && incoming.headers[secretHeader] !== keeping.secret) return sendRefusal(withoutSecret, outgoing)
    readBody(incoming, isControl ? snapshotLimit : bodyLimit, (body) =>
      orFailure(outgoing, () => {
        if (isControl) {
          return control(fake, { method: incoming.method ?? "GET", path: target.path, body: body ?? "" }, outgoing)
        }
        const fiber = run(fake.handle(wireRequest(incoming, target, body)))
        outgoing.once("close", () => fiber.interruptUnsafe())
        fiber.addObserver((exit) =>
          orFailure(outgoing, () => {
            if (Exit.isSuccess(exit)) send(exit.value, incoming, outgoing, packed)
            else sendFailure(Cause.squash(exit.cause), outgoing)
          })
        )
      })
    )
  })
}

/**
 * Who is let in beside those who know the token.
 *
 * @category models
 * @since 0.1.0
 */
export interface Keeping {
  readonly allowed: Allowed
  /** What the control path asks for. */
  readonly secret: string
}

const secretHeader = "x-fake-secret"

const strangerTo = (allowed: Allowed, target: Target, { headers }: IncomingMessage): Refusal | undefined =>
  !isKnownHost(allowed, target.origin)
    ? unknownHost
    : isForeign(allowed, target.origin, headers.origin)
      ? unknownOrigin
      : undefined

const unknownHost: Refusal = refuse(
  403,
  "host_not_allowed",
  "The fake workspace answers to names of this machine only. --allow-host NAME, or allowHosts of FakeIntercom.serve, adds one"
)

const unknownOrigin: Refusal = refuse(
  403,
  "origin_not_allowed",
  "The fake workspace answers no pages of others. --allow-origin URL, or allowOrigins of FakeIntercom.serve, adds one"
)

const withoutSecret: Refusal = refuse(
  401,
  "unauthorized",
  "The control path needs the header X-Fake-Secret, with the secret that is told where the workspace starts"
)

/** Nothing a request brings about may end the process: whoever sent it is told what went wrong. */
const orFailure = (outgoing: ServerResponse, answer: () => void): void => {
  try {
    answer()
  } catch (cause) {
    sendFailure(cause, outgoing)
  }
}

const sendFailure = (cause: unknown, outgoing: ServerResponse): void =>
  sendRefusal(refuse(500, "fake_failed", `The fake workspace is at fault, not the request: ${String(cause)}`), outgoing)

const sendRefusal = (refusal: Refusal, outgoing: ServerResponse): void => {
  if (outgoing.headersSent) return void outgoing.destroy()
  const body = Buffer.from(JSON.stringify(errorList(refusal, "").body))
  outgoing.writeHead(refusal.status, {
    "content-type": "application/json; charset=utf-8",
    "content-length": body.length
  })
  end(body, outgoing)
}

/** Who still sends a body that is let go by has to end it first: a connection closed on it takes the answer along. */
const end = (bytes: Buffer, outgoing: ServerResponse): void => {
  if (outgoing.req.complete) return void outgoing.end(bytes)
  outgoing.write(bytes)
  outgoing.req.once("end", () => outgoing.end()).resume()
}

/**
 * How an answer is worked out.
 *
 * @category models
 * @since 0.1.0
 */
export type Run = (effect: Effect.Effect<Delivery>) => Fiber.Fiber<Delivery>

const wireRequest = (
  incoming: IncomingMessage,
  { origin, path, query }: Target,
  body: string | undefined
): WireRequest => {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined && name !== secretHeader) headers[name] = Array.isArray(value) ? value.join(", ") : value
  }
  return {
    method: incoming.method ?? "GET",
    origin,
    path,
    query,
    headers,
    body
  }
}

/**
 * Reads a body to its end, and none where it is longer than anybody reads: what comes after is let go by, so that the
 * client gets to read the answer.
 */
const readBody = (incoming: IncomingMessage, limit: number, use: (body: string | undefined) => void): void => {
  const chunks: Array<Uint8Array> = []
  let size = 0
  const letGoBy = (): void => {
    incoming.off("data", read)
    incoming.off("end", end)
    chunks.length = 0
    incoming.resume()
    use(undefined)
  }
  const read = (chunk: Uint8Array): void => {
    size += chunk.length
    if (size > limit) letGoBy()
    else chunks.push(chunk)
  }
  const end = (): void => use(Buffer.concat(chunks).toString("utf8"))
  incoming.on("error", () => incoming.destroy())
  if (Number(incoming.headers["content-length"] ?? 0) > limit) return letGoBy()
  incoming.on("data", read)
  incoming.on("end", end)
}

const send = (delivery: Delivery, incoming: IncomingMessage, outgoing: ServerResponse, packed: PackedBodies): void => {
  if (!("answer" in delivery)) return void incoming.socket.resetAndDestroy()
  const { answer, kind } = delivery
  const wantsGzip = /\bgzip\b/.test(String(incoming.headers["accept-encoding"] ?? ""))
  const { body } = answer
  if (typeof body !== "string" || !wantsGzip || body.length < smallest)
    return sendBytes(Buffer.from(body), {}, kind, answer, outgoing)
  packed(body)
    .then((bytes) => sendBytes(bytes, { "content-encoding": "gzip" }, kind, answer, outgoing))
    .catch((cause: unknown) => sendFailure(cause, outgoing))
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
  if (kind === "whole") return end(bytes, outgoing)
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
