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
 * are given.
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
