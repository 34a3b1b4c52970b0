/**
 * From a request of Intercom's to the answer it gets.
 *
 * @since 0.1.0
 */
import type { ConfigurationError } from "@effect-intercom/core"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import { Inbox } from "../inbox/Inbox.ts"
import type { Secret } from "../signed/Signature.ts"
import { empty, fieldsOf, logFailure, makeSignedReceiver, type Receiver } from "../signed/SignedReceiver.ts"

/**
 * How an app is in a workspace, as a health check asks for: `UNHEALTHY` wants a message for the teammates there, of at most
 * 2,084 characters.
 *
 * @category models
 * @since 0.1.0
 */
export type Health =
  | { readonly state: "OK" | "UNKNOWN"; readonly message?: string }
  | { readonly state: "UNHEALTHY"; readonly message: string }

/**
 * How requests are taken.
 *
 * @category models
 * @since 0.1.0
 */
export interface ReceiveOptions<out R = never> {
  /** The client secret of the app, or several while one takes the place of another. An empty one is refused. */
  readonly secret: Secret
  /** Larger bodies are answered with 413. In bytes; 5,000,000 when left out. */
  readonly bodyLimit?: number | undefined
  /** After which time the answer is 503, so that Intercom tries again. 4 seconds when left out; Intercom waits for 5. */
  readonly timeLimit?: Duration.Input | undefined
  /**
   * The app was taken out of a workspace, as `Workspaces.forget` wants to know. It is answered when this is done, and sent
   * again where it fails. Set the URL as the app's uninstall URL.
   */
  readonly uninstalled?: ((workspaceId: string) => Effect.Effect<unknown, unknown, R>) | undefined
  /** Answers Intercom's daily question how the app is in a workspace. `UNKNOWN` when left out, or where it fails. */
  readonly health?: ((workspaceId: string) => Effect.Effect<Health, unknown, R>) | undefined
}

/**
 * Takes requests of an app: notifications into the inbox, uninstalls and health checks to those that asked for them.
 *
 * | answer | |
 * |---|---|
 * | 200 | to HEAD; to a notification once it is safe in the inbox, and to one that was there already |
 * | 401 | the signature is missing or wrong; nothing tells which |
 * | 405, 413 | another method, or a larger body |
 * | 429 | the inbox is full; Intercom tries again later |
 * | 500 | something read the body first; the log says how to mend it |
 * | 503 | the inbox cannot be reached, or not in time; Intercom tries again |
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeReceiver = <R = never>(
  options: ReceiveOptions<R>
): Effect.Effect<Receiver<Inbox | R>, ConfigurationError> =>
  makeSignedReceiver<Inbox | R>({
    what: "a webhook",
    secret: options.secret,
    kinds: ["notification", "body"],
    bodyLimit: options.bodyLimit ?? 5_000_000,
    timeLimit: options.timeLimit ?? "4 seconds",
    failed: 503,
    handle: (text, { kind, signature }) => (kind === "notification" ? keep(text, signature) : tell(options, text))
  })

const keep = Effect.fnUntraced(function* (body: string, signature: string) {
  const inbox = yield* Inbox
  const outcome = yield* inbox.offer(body, signature)
  return outcome === "kept" ? empty(200) : HttpServerResponse.empty({ status: 429, headers: { "retry-after": "60" } })
})

/** What `X-Body-Signature` signs: an uninstall has an `app_id`, a health check a `workspace_id`. */
const tell = <R>(
  options: ReceiveOptions<R>,
  text: string
): Effect.Effect<HttpServerResponse.HttpServerResponse, unknown, R> => {
  const fields = fieldsOf(text)
  const { app_id, workspace_id } = fields
  if (typeof workspace_id === "string") {
    const unknown: Health = { state: "UNKNOWN" }
    const asked = options.health?.(workspace_id) ?? Effect.succeed(unknown)
    return asked.pipe(
      Effect.catchCause((cause) => Effect.as(logFailure("a health check failed", cause), unknown)),
      Effect.map((health) => HttpServerResponse.jsonUnsafe(health))
    )
  }
  if (typeof app_id !== "string") return Effect.succeed(empty(400))
  return Effect.as(options.uninstalled?.(app_id) ?? Effect.void, empty(200))
}
