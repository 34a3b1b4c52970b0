/**
 * Where Intercom's notifications come in while a sync runs.
 *
 * @since 0.1.0
 */
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { Webhooks } from "@effect-intercom/app"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServer from "effect/http/HttpServer"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import { createServer } from "node:http"
import { exitCodes, Problem } from "./Problem.ts"

/**
 * Listens until it is interrupted, and puts what comes into the inbox. Stderr tells the address.
 *
 * @internal
 */
export const listen = (
  { host, port }: { readonly host: string; readonly port: number },
  secret: Redacted.Redacted
): Effect.Effect<never, Problem, Webhooks.Inbox> => {
  const said = Layer.effectDiscard(
    HttpServer.addressFormattedWith((address) => Console.error(`effect-intercom: webhooks are taken at ${address}`))
  )
  return HttpRouter.serve(Webhooks.layerRoutes({ path: "*", secret }), {
    disableLogger: true,
    disableListenLog: true
  }).pipe(
    Layer.provideMerge(said),
    Layer.provide(NodeHttpServer.layer(createServer, { port, host })),
    Layer.launch,
    Effect.catchTag("ServeError", () =>
      Effect.fail(
        new Problem({
          description: `Port ${port} of ${host} is taken, or not ours to take`,
          next: "Choose another one with --webhooks, or 0 for any that is free",
          exitCode: exitCodes.failure
        })
      )
    ),
    Effect.catchTag("ConfigurationError", ({ message }) =>
      Effect.fail(new Problem({ description: message, exitCode: exitCodes.usage }))
    )
  )
}
