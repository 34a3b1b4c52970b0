/**
 * Webhooks: notifications of what happens in the workspace, delivered as Intercom delivers them.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as FiberSet from "effect/FiberSet"
import * as HttpBody from "effect/http/HttpBody"
import * as HttpClient from "effect/http/HttpClient"
import * as Queue from "effect/Queue"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { salts } from "../workspace/seeding/Plan.ts"
import { uuid } from "../workspace/seeding/Random.ts"
import type { JsonObject } from "../workspace/Record.ts"
import { hmacSha1Hex } from "./HmacSha1.ts"
import { type Event, eventsOf, type Surroundings } from "./Topics.ts"

/**
 * What is delivered, in Intercom's shape.
 *
 * @category models
 * @since 0.1.0
 */
export interface Notification {
  readonly type: "notification_event"
  readonly id: string
  readonly topic: string
  readonly app_id: string
  /** Unix seconds. */
  readonly created_at: number
  /** Unix seconds. */
  readonly first_sent_at: number
  /** How many attempts there were, with this one. */
  readonly delivery_attempts: number
  readonly self: null
  readonly data: { readonly type: "notification_event_data"; readonly item: JsonObject }
}

/**
 * A request of a webhook, as a handler in memory gets it.
 *
 * @category models
 * @since 0.1.0
 */
export interface WebhookRequest {
  /** By lower-case name; `x-hub-signature` is the signature of `body`. */
  readonly headers: Readonly<Record<string, string>>
  /** The JSON, as it would travel. */
  readonly body: string
}

/**
 * Takes notifications. It answers with a status; nothing is 200, a failure is a connection that broke.
 *
 * @category models
 * @since 0.1.0
 */
export type WebhookHandler = (request: WebhookRequest) => Effect.Effect<number | void, unknown>

/**
 * What is subscribed to.
 *
 * @category models
 * @since 0.1.0
 */
export interface WebhookOptions {
  /** The client secret of the app, which signs the notifications. */
  readonly secret: Redacted.Redacted | string
  /** As `contact.user.created`; `*` for all. `ping` comes without being asked for. */
  readonly topics: ReadonlyArray<string>
  /** How often each notification is delivered once more although it arrived. 0 when left out. */
  readonly duplicates?: number | undefined
}

/**
 * An attempt to deliver a notification.
 *
 * @category models
 * @since 0.1.0
 */
export interface WebhookAttempt {
  readonly id: string
  readonly topic: string
  /** 1, or 2 for the retry. */
  readonly attempt: number
  /** The status of the answer, or why there was none. */
  readonly outcome: number | "timeout" | "failed"
}

/**
 * A subscription. It ends with its scope.
 *
 * @category models
 * @since 0.1.0
 */
export interface Webhook {
  /** The attempts so far, in the order they ended. */
  readonly attempts: Effect.Effect<ReadonlyArray<WebhookAttempt>>
  /** Whether it still gets notifications: an answer of 410 ends that. */
  readonly isActive: Effect.Effect<boolean>
  /** Sends a `ping`. */
  readonly ping: Effect.Effect<void>
  /** Waits until every notification so far has arrived or was given up. */
  readonly settled: Effect.Effect<void>
}

/**
 * The URL of a webhook does not take notifications: it is asked with a HEAD request first, and did not answer with
 * success in time. The URL itself is not told, since it may hold a secret.
 *
 * @category errors
 * @since 0.1.0
 */
export class WebhookUrlError extends Schema.TaggedError<WebhookUrlError>("@effect-intercom/testing/WebhookUrlError")(
  "WebhookUrlError",
  { outcome: Schema.Union([Schema.Int, Schema.Literals(["timeout", "failed"])]) }
) {
  override get message(): string {
    const answer = typeof this.outcome === "number" ? `answered ${this.outcome}` : `did not answer (${this.outcome})`
    return `FakeIntercom: the URL of the webhook ${answer} to HEAD; it has to answer with 2xx`
  }
}

/** How long an answer may take. */
const patience = "5 seconds"

/** After which time an attempt is made again, once. */
const retryAfter = "1 minute"

/**
 * Subscribes a URL, which needs an `HttpClient` to get there and is asked with a HEAD request first, or a handler in
 * memory.
 *
 * @category models
 * @since 0.1.0
 */
export interface Subscribe {
  (
    options: WebhookOptions & { readonly url: string }
  ): Effect.Effect<Webhook, WebhookUrlError, HttpClient.HttpClient | Scope.Scope>
  (options: WebhookOptions & { readonly handler: WebhookHandler }): Effect.Effect<Webhook, never, Scope.Scope>
}

/**
 * Makes {@link Subscribe} for a workspace.
 *
 * @category constructors
 * @since 0.1.0
 */
export const subscriber = (around: Surroundings): Subscribe => {
  function subscribeTo(
    options: WebhookOptions & { readonly url: string }
  ): Effect.Effect<Webhook, WebhookUrlError, HttpClient.HttpClient | Scope.Scope>
  function subscribeTo(
    options: WebhookOptions & { readonly handler: WebhookHandler }
  ): Effect.Effect<Webhook, never, Scope.Scope>
  function subscribeTo(
    options: WebhookOptions & ({ readonly url: string } | { readonly handler: WebhookHandler })
  ): Effect.Effect<Webhook, WebhookUrlError, HttpClient.HttpClient | Scope.Scope> {
    return "url" in options
      ? Effect.andThen(
          validate(options.url),
          Effect.flatMap(toUrl(options.url), (handler) => subscribe(around, options, handler))
        )
      : subscribe(around, options, options.handler)
  }
  return subscribeTo
}

/**
 * Subscribes a handler in memory.
 *
 * @category constructors
 * @since 0.1.0
 */
export const subscribe = (
  around: Surroundings,
  options: WebhookOptions,
  handler: WebhookHandler
): Effect.Effect<Webhook, never, Scope.Scope> =>
  Effect.gen(function* () {
    const deliveries = yield* FiberSet.make()
    const fork = yield* FiberSet.runtime(deliveries)()
    const attempts: Array<WebhookAttempt> = []
    let active = true
    let sent = 0

    const attempt = Effect.fnUntraced(function* (
      notification: Notification
    ): Effect.fn.Return<WebhookAttempt["outcome"]> {
      const outcome = yield* outcomeOf(handler(signed(notification, options.secret)))
      const { delivery_attempts, id, topic } = notification
      attempts.push({ id, topic, attempt: delivery_attempts, outcome })
      if (outcome === 410) active = false
      return outcome
    })

    const deliver = Effect.fnUntraced(function* (notification: Notification): Effect.fn.Return<void> {
      const outcome = yield* attempt(notification)
      if (isAccepted(outcome) || outcome === 410) return
      yield* Effect.sleep(retryAfter)
      if (active) yield* attempt({ ...notification, delivery_attempts: 2 })
    })

    const send = (event: Event): void => {
      const notification = notificationOf(around, event, ++sent)
      for (let copy = 0; copy <= (options.duplicates ?? 0); copy++) fork(deliver(notification))
    }

    const stop = around.workspace.changes.subscribe((change) => {
      if (!active) return
      for (const event of eventsOf(around, change)) if (isWanted(options.topics, event.topic)) send(event)
    })
    yield* Effect.addFinalizer(() => Effect.sync(stop))
    const ping = Effect.sync(() => send({ topic: "ping", item: { type: "ping", message: "ping" } }))
    yield* ping
    return {
      attempts: Effect.sync(() => [...attempts]),
      isActive: Effect.sync(() => active),
      ping,
      settled: FiberSet.awaitEmpty(deliveries)
    }
  })

/** What came of a request, waiting no longer for it than Intercom does. */
const outcomeOf = (answer: Effect.Effect<number | void, unknown>): Effect.Effect<WebhookAttempt["outcome"]> =>
  answer.pipe(
    Effect.map((status): WebhookAttempt["outcome"] => status ?? 200),
    Effect.timeoutOrElse({ duration: patience, orElse: () => Effect.succeed("timeout" as const) }),
    Effect.catch(() => Effect.succeed("failed" as const))
  )

/** Asks a URL whether it is there, before anything is sent to it. */
const validate = (url: string): Effect.Effect<void, WebhookUrlError, HttpClient.HttpClient> =>
  Effect.gen(function* () {
    const http = yield* HttpClient.HttpClient
    const outcome = yield* outcomeOf(Effect.map(http.head(url), ({ status }) => status))
    if (!isAccepted(outcome)) return yield* new WebhookUrlError({ outcome })
  })

/**
 * A handler that sends requests to a URL.
 *
 * @category handlers
 * @since 0.1.0
 */
export const toUrl = (url: string): Effect.Effect<WebhookHandler, never, HttpClient.HttpClient> =>
  Effect.map(
    HttpClient.HttpClient,
    (http) =>
      ({ body, headers }: WebhookRequest) =>
        Effect.map(http.post(url, { headers, body: HttpBody.text(body, "application/json") }), ({ status }) => status)
  )

/**
 * The notifications of some topics as a stream, from when it is run. Nothing is signed, delivered or repeated.
 *
 * @category streams
 * @since 0.1.0
 */
export const notifications = (around: Surroundings, topics: ReadonlyArray<string>): Stream.Stream<Notification> =>
  Stream.callback<Notification>((queue) =>
    Effect.acquireRelease(
      Effect.sync(() => {
        let sent = 0
        return around.workspace.changes.subscribe((change) => {
          for (const event of eventsOf(around, change)) {
            if (isWanted(topics, event.topic)) Queue.offerUnsafe(queue, notificationOf(around, event, ++sent))
          }
        })
      }),
      (stop) => Effect.sync(stop)
    )
  )

const isWanted = (topics: ReadonlyArray<string>, topic: string): boolean =>
  topics.includes("*") || topics.includes(topic)

const isAccepted = (outcome: WebhookAttempt["outcome"]): boolean =>
  typeof outcome === "number" && outcome >= 200 && outcome < 300

const notificationOf = ({ workspace }: Surroundings, { item, topic }: Event, number: number): Notification => ({
  type: "notification_event",
  app_id: workspace.id,
  data: { type: "notification_event_data", item },
  id: `notif_${uuid(workspace.plan.seed, salts.workspace + 1, number)}`,
  topic,
  delivery_attempts: 1,
  first_sent_at: workspace.now(),
  created_at: workspace.now(),
  self: null
})

const signed = (notification: Notification, secret: Redacted.Redacted | string): WebhookRequest => {
  const body = JSON.stringify(notification)
  const key = typeof secret === "string" ? secret : Redacted.value(secret)
  return {
    body,
    headers: {
      "content-type": "application/json",
      "user-agent": "fake-intercom",
      "x-hub-signature": `sha1=${hmacSha1Hex(key, body)}`
    }
  }
}
