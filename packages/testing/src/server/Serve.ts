/**
 * The fake workspace over HTTP, for any client in any language.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { randomBytes } from "node:crypto"
import type { Server } from "node:http"
import type { AddressInfo } from "node:net"
import type { FakeOptions } from "./Options.ts"
import { makeFakeServer } from "./Server.ts"
import { makeNodeServer } from "./NodeDoor.ts"
import { allowedOf, isHostName } from "./Origins.ts"
import type { LoggedRequest } from "./RequestLog.ts"
import { type Snapshot, takeSnapshot } from "./Snapshot.ts"
import { type Subscribe, subscriber } from "../webhooks/Webhook.ts"
import type { Workspace } from "../resources/Workspace.ts"

/**
 * Options of a fake workspace over HTTP.
 *
 * @category models
 * @since 0.1.0
 */
export interface ServeOptions extends FakeOptions {
  /** A free one when left out. */
  readonly port?: number | undefined
  /** The address to listen on: 127.0.0.1 when left out. Others can reach what listens on 0.0.0.0, as in a container. */
  readonly listen?: string | undefined
  /**
   * Names the workspace answers to beside those of loopback, without a port: of a container, or of a machine. What is asked
   * for under another name is refused, as a page of somebody else can lead a name of its own here.
   */
  readonly allowHosts?: ReadonlyArray<string> | undefined
  /** Origins whose pages may ask, as `http://localhost:3000`, and are told so (CORS). None when left out. */
  readonly allowOrigins?: ReadonlyArray<string> | undefined
}

/**
 * Where a served workspace is, and what it holds.
 *
 * @category models
 * @since 0.1.0
 */
export interface ServedFake {
  readonly url: string
  readonly token: string
  /** What the control path below `/_fake/` asks for, in the header `X-Fake-Secret`. Another one each time. */
  readonly secret: string
  readonly workspace: Workspace
  /** The state of the workspace as JSON, to be kept in a file. */
  readonly snapshot: Effect.Effect<Snapshot>
  readonly requests: Effect.Effect<ReadonlyArray<LoggedRequest>>
  /** Delivers signed notifications of what happens in the workspace until the scope closes. */
  readonly webhooks: Subscribe
}

/**
 * The server could not be started. `code` is the system's, as `EADDRINUSE`.
 *
 * @category errors
 * @since 0.1.0
 */
export class ServeError extends Schema.TaggedError<ServeError>("@effect-intercom/testing/ServeError")("ServeError", {
  code: Schema.optional(Schema.String),
  address: Schema.String,
  port: Schema.Int
}) {
  override get message(): string {
    return `The fake workspace cannot listen on ${this.address}:${this.port}${this.code === undefined ? "" : ` (${this.code})`}`
  }
}

/**
 * Serves a fake workspace on loopback until the scope closes: what `FakeIntercom.serve` does.
 *
 * @category actions
 * @since 0.1.0
 */
export const serve = (options: ServeOptions = {}): Effect.Effect<ServedFake, ServeError, Scope.Scope> =>
  Effect.gen(function* () {
    const clock = yield* Clock.Clock
    const fake = makeFakeServer(options, clock)
    const context = yield* Effect.context<never>()
    const address = options.listen ?? "127.0.0.1"
    const own = reachable(address)
    const allowed = allowedOf([...(isHostName(own) ? [own] : []), ...(options.allowHosts ?? [])], options.allowOrigins)
    const secret = randomBytes(16).toString("hex")
    const server = makeNodeServer(fake, { allowed, secret }, Effect.runForkWith(context))
    const port = yield* Effect.acquireRelease(listen(server, address, options.port ?? 0), () => close(server))
    return {
      url: `http://${own}:${port}`,
      token: fake.token,
      secret,
      workspace: fake.workspace,
      snapshot: Effect.sync(() => takeSnapshot(fake.workspace)),
      requests: Effect.sync(fake.requests),
      webhooks: subscriber({ workspace: fake.workspace, version: fake.version, origin: fake.url })
    }
  })

/** An address that stands for all is reached at one of them. */
const reachable = (address: string): string =>
  address === "0.0.0.0" || address === "::" ? "127.0.0.1" : address.includes(":") ? `[${address}]` : address

const listen = (server: Server, address: string, port: number): Effect.Effect<number, ServeError> =>
  Effect.callback<number, ServeError>((resume) => {
    const failed = (cause: NodeJS.ErrnoException) =>
      resume(Effect.fail(new ServeError({ code: cause.code, address, port })))
    server.once("error", failed)
    try {
      server.listen(port, address, () => {
        server.off("error", failed)
        // Type boundary: a server that listens on a port has an address with one.
        resume(Effect.succeed((server.address() as AddressInfo).port))
      })
    } catch {
      resume(Effect.fail(new ServeError({ address, port })))
    }
  })

/** Connections clients keep open are closed with it. */
const close = (server: Server): Effect.Effect<void> =>
  Effect.callback((resume) => {
    server.close(() => resume(Effect.void))
    server.closeAllConnections()
  })
