/**
 * What needs Node, and `@effect/platform-node`: a server that listens on loopback.
 *
 * @since 0.1.0
 */
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServer from "effect/http/HttpServer"
import * as Layer from "effect/Layer"
import { createServer } from "node:http"
import { layerHttp, type McpHttpOptions } from "./IntercomMcp.ts"

/**
 * Listens on 127.0.0.1 and nowhere else, at `port` or any that is free, until the scope closes. Answers with the address clients
 * are given. Fails with `ServeError` where the port is taken.
 *
 * ```ts
 * import { Config, Console, Effect } from "effect"
 * import { serve } from "@effect-intercom/mcp/node"
 *
 * const served = Effect.gen(function* () {
 *   const address = yield* serve({ port: 8765, secret: yield* Config.Redacted("INTERCOM_MCP_SECRET") })
 *   yield* Console.log(address)
 *   return yield* Effect.never
 * }).pipe(Effect.scoped)
 * ```
 *
 * @category actions
 * @since 0.1.0
 */
export const serve = Effect.fnUntraced(function* ({
  port = 0,
  ...options
}: McpHttpOptions & { readonly port?: number }) {
  const routes = HttpRouter.serve(layerHttp(options), { disableLogger: true, disableListenLog: true })
  const server = yield* Layer.build(
    Layer.provideMerge(routes, NodeHttpServer.layer(createServer, { port, host: "127.0.0.1" }))
  )
  const address = yield* HttpServer.addressFormattedWith(Effect.succeed).pipe(Effect.provideContext(server))
  return `${address}${options.path ?? "/mcp"}`
})
