/**
 * Webhooks: notifications of what happens in the workspace, delivered as Intercom delivers them.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Mac from "effect/crypto/Mac"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Hex from "effect/encoding/Hex"
import * as FiberSet from "effect/FiberSet"
import * as HttpBody from "effect/http/HttpBody"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
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
  /** How many notifications are held back and delivered at once; `settled` delivers the rest. 1 when left out. */
  readonly burst?: number | undefined
  /** Whether the notifications of a burst come in another order than they happened. `false` when left out. */
  readonly reorder?: boolean | undefined
  /** After how many errors in a row, within 15 minutes, nothing is delivered for 15 minutes. 1,000 when left out. */
  readonly pauseAfter?: number | undefined
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
  /** 1, 2 for the retry, and more where answers of 429 put it off. */
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
  /**
   * Tells that the app was taken out of the workspace, as a request to the uninstall URL does: signed by
   * `X-Body-Signature`. Answers with what came of it.
   */
  readonly uninstall: Effect.Effect<WebhookAttempt["outcome"]>
  /** Asks how the app is in the workspace, signed by `X-Body-Signature`. Answers with what came of it. */
  readonly healthCheck: Effect.Effect<WebhookAttempt["outcome"]>
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

/** How long an answer of 429 puts a notification off, in minutes: twice as long each time, and not beyond two hours. */
const mostMinutes = 120

/** How long delivery pauses, and within which time the errors come that make it pause. */
const pause = Duration.minutes(15)

/** How many errors in a row make it pause. */
const mostErrors = 1000

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
    const health = makeHealth(options.pauseAfter ?? mostErrors)
    let held: Array<Notification> = []

    const attempt = Effect.fnUntraced(function* (
      notification: Notification
    ): Effect.fn.Return<WebhookAttempt["outcome"]> {
      const wait = health.pausedFor(yield* Clock.currentTimeMillis)
      if (wait > 0) yield* Effect.sleep(wait)
      const outcome = yield* outcomeOf(handler(signed(notification, options.secret)))
      const { delivery_attempts, id, topic } = notification
      attempts.push({ id, topic, attempt: delivery_attempts, outcome })
      if (outcome === 410) active = false
      health.tell(isAccepted(outcome) || outcome === 410, yield* Clock.currentTimeMillis)
      return outcome
    })

    const deliver = Effect.fnUntraced(function* (notification: Notification): Effect.fn.Return<void> {
      let outcome = yield* attempt(notification)
      let attempts = 1
      // Too many requests: put off for longer each time, and dropped in the end.
      for (let minutes = 1, waited = 0; outcome === 429 && waited + minutes <= mostMinutes; minutes *= 2) {
        yield* Effect.sleep(Duration.minutes(minutes))
        waited += minutes
        if (!active) return
        outcome = yield* attempt({ ...notification, delivery_attempts: ++attempts })
      }
      if (isAccepted(outcome) || outcome === 410 || outcome === 429) return
      yield* Effect.sleep(retryAfter)
      if (active) yield* attempt({ ...notification, delivery_attempts: ++attempts })
    })

    const flush = (): void => {
      const burst = held
      held = []
      for (const notification of options.reorder === true ? shuffled(around, burst) : burst) fork(deliver(notification))
    }

    const send = (event: Event): void => {
      const notification = notificationOf(around, event, ++sent)
      for (let copy = 0; copy <= (options.duplicates ?? 0); copy++) held.push(notification)
      if (held.length >= (options.burst ?? 1)) flush()
    }

    const tell = (fields: JsonObject): Effect.Effect<WebhookAttempt["outcome"]> =>
      Effect.flatMap(bodySigned(fields, options.secret), (request) => outcomeOf(handler(request)))

    const stop = around.workspace.changes.subscribe((change) => {
      if (!active) return
      for (const event of eventsOf(around, change)) if (isWanted(options.topics, event.topic)) send(event)
    })
    yield* Effect.addFinalizer(() => Effect.sync(stop))
    const ping = Effect.sync(() => {
      fork(deliver(notificationOf(around, { topic: "ping", item: { type: "ping", message: "ping" } }, ++sent)))
    })
    yield* ping
    return {
      attempts: Effect.sync(() => [...attempts]),
      isActive: Effect.sync(() => active),
      ping,
      uninstall: tell({ app_id: around.workspace.id }),
      healthCheck: tell({ workspace_id: around.workspace.id }),
      settled: Effect.andThen(Effect.sync(flush), FiberSet.awaitEmpty(deliveries))
    }
  })

/** Counts errors in a row, and tells how long nothing is delivered for their sake, in milliseconds. */
const makeHealth = (most: number) => {
  let errors = 0
  let firstAt = 0
  let pausedUntil = 0
  return {
    pausedFor: (now: number): number => Math.max(pausedUntil - now, 0),
    tell: (isWell: boolean, now: number): void => {
      if (isWell || now - firstAt > Duration.toMillis(pause)) errors = 0
      if (isWell) return
      if (errors++ === 0) firstAt = now
      if (errors <= most) return
      pausedUntil = now + Duration.toMillis(pause)
      errors = 0
    }
  }
}

/** The same order for the same seed, and never the one they happened in where there are two or more. */
const shuffled = <A>({ workspace }: Surroundings, items: ReadonlyArray<A>): ReadonlyArray<A> => {
  const keyed = items.map((item, index) => ({ item, key: uuid(workspace.plan.seed, salts.workspace + 2, index) }))
  const mixed = keyed.toSorted((one, other) => (one.key < other.key ? -1 : 1)).map(({ item }) => item)
  return mixed.every((item, index) => item === items[index]) ? mixed.toReversed() : mixed
}

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
 * @category constructors
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
 * @category constructors
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

/** Uninstalls and health checks are signed by another header, with SHA-256. */
const bodySigned = (fields: JsonObject, secret: Redacted.Redacted | string): Effect.Effect<WebhookRequest> =>
  Effect.gen(function* () {
    const mac = yield* Mac.Mac
    const body = JSON.stringify(fields)
    const bytes = new TextEncoder()
    const key = yield* Mac.key(
      Mac.hmacSha256,
      bytes.encode(typeof secret === "string" ? secret : Redacted.value(secret))
    )
    const signature = Hex.encode(yield* mac.sign(key, bytes.encode(body)))
    return {
      body,
      headers: { "content-type": "application/json", "user-agent": "fake-intercom", "x-body-signature": signature }
    }
  }).pipe(Effect.orDie, Effect.provide(Layer.provide(Mac.layerWebCrypto, SecureRandom.layerWebCrypto)))
