/**
 * A page on loopback that shows what an export is doing.
 *
 * @since 0.1.0
 */
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import type { Export } from "@effect-intercom/streams"
import * as Clock from "effect/Clock"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServer from "effect/http/HttpServer"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { createServer } from "node:http"
import { exitCodes, Problem } from "./Problem.ts"
import type { Display } from "./Progress.ts"
import { isBelonging } from "./Streams.ts"
import { html } from "./WatchPage.ts"

/**
 * What the page is told: how far each stream is, and of which there are to be so many. Nothing of any record is in it.
 *
 * @category models
 * @since 0.1.0
 */
export interface Watched {
  /** Unix milliseconds. */
  readonly startedAt: number
  readonly now: number
  readonly expectedStreams: number
  readonly streams: ReadonlyArray<Export.ExportProgress>
}

/**
 * The display, and a page of the same beside it, until the scope closes. Stderr tells its address. Other sites cannot read it: it
 * answers to the names of this machine only.
 *
 * @category constructors
 * @since 0.1.0
 */
export const beside = Effect.fnUntraced(function* (
  display: Display,
  { port, streams }: { readonly port: number; readonly streams: number }
): Effect.fn.Return<Display, Problem, Scope.Scope> {
  const latest = new Map<string, Export.ExportProgress>()
  const startedAt = yield* Clock.currentTimeMillis
  const state = Effect.map(Clock.currentTimeMillis, (now): Watched => ({
    startedAt,
    now,
    expectedStreams: streams,
    streams: Array.from(latest.values())
  }))
  const told = Effect.map(state, (watched) => HttpServerResponse.jsonUnsafe(watched))
  const routes = Layer.mergeAll(
    HttpRouter.add("GET", "/", ownHosts(HttpServerResponse.html(html))),
    HttpRouter.add("GET", "/state", ownHosts(told)),
    // The page asks again when it is answered.
    HttpRouter.add("GET", "/next", ownHosts(Effect.delay(told, "1 second")))
  )
  const said = Layer.effectDiscard(
    HttpServer.addressFormattedWith((address) => Console.error(`watch it at ${address}/`))
  )
  yield* HttpRouter.serve(routes, { disableLogger: true, disableListenLog: true }).pipe(
    Layer.provideMerge(said),
    Layer.provide(NodeHttpServer.layer(createServer, { port, host: "127.0.0.1", disablePreemptiveShutdown: true })),
    Layer.build,
    Effect.mapError(
      () =>
        new Problem({
          description: `Port ${port} is taken, or not ours to take`,
          next: "Choose another one with --watch, or 0 for any that is free",
          exitCode: exitCodes.usage
        })
    )
  )
  return {
    ...display,
    show: (standing) =>
      Effect.suspend(() => {
        // What is announced of contacts, or of others, tells nothing of what belongs to them.
        latest.set(standing.stream, isBelonging(standing.stream) ? { ...standing, expected: undefined } : standing)
        return display.show(standing)
      })
  }
})

/** A name of somebody else's that leads here would let their page read it. */
const ownHosts = (
  answer: Effect.Effect<HttpServerResponse.HttpServerResponse> | HttpServerResponse.HttpServerResponse
) =>
  HttpServerRequest.HttpServerRequest.use(({ headers }) =>
    /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/.test(headers["host"] ?? "")
      ? Effect.isEffect(answer)
        ? answer
        : Effect.succeed(answer)
      : Effect.succeed(HttpServerResponse.empty({ status: 403 }))
  )
