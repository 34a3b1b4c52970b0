/**
 * Receives notifications, and prints a line for each.
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
import * as Stream from "effect/Stream"
import { createServer } from "node:http"
import { exitCodes, Problem } from "./Problem.ts"

/**
 * Listens on loopback until it is interrupted. Stderr tells the address, stdout the notifications.
 *
 * @internal
 */
export const listenOn = Effect.fnUntraced(function* (port: number, secret: Redacted.Redacted) {
  const inbox = yield* Layer.build(Webhooks.layerInbox())
  const print = Webhooks.stream.pipe(Stream.runForEach((notification) => Console.log(lineOf(notification))))
  const routes = Webhooks.layerRoutes({
    path: "*",
    secret,
    uninstalled: (workspaceId) => Console.log(JSON.stringify({ topic: "uninstall", app_id: workspaceId }))
  })
  const said = Layer.effectDiscard(
    HttpServer.addressFormattedWith((address) => Console.error(`listening on ${address}, for notifications and HEAD`))
  )
  const server = HttpRouter.serve(routes, { disableLogger: true, disableListenLog: true }).pipe(
    Layer.provideMerge(said),
    Layer.provide(NodeHttpServer.layer(createServer, { port, host: "127.0.0.1" }))
  )
  yield* Effect.all([Layer.launch(server), print], { concurrency: 2 }).pipe(
    Effect.provideContext(inbox),
    Effect.catchTag("ServeError", () =>
      Effect.fail(
        new Problem({
          description: `Port ${port} is taken, or not ours to take`,
          next: "Choose another one with --port, or 0 for any that is free",
          exitCode: exitCodes.failure
        })
      )
    )
  )
}, Effect.scoped)

/** As it was sent, with where it differs from its schema beside it: a line that `replay` takes. */
const lineOf = (notification: Webhooks.Notification): string => {
  const { createdAt, deliveryAttempts, firstSentAt, id, item, mismatches, topic, workspaceId } = notification
  return JSON.stringify({
    type: "notification_event",
    topic: topic === "unknown" ? notification.sentTopic : topic,
    id,
    app_id: workspaceId,
    created_at: createdAt,
    first_sent_at: firstSentAt,
    delivery_attempts: deliveryAttempts,
    ...(mismatches.length === 0 ? {} : { mismatches }),
    data: { type: "notification_event_data", item }
  })
}
