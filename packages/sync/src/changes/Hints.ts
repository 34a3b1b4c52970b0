/**
 * Webhooks as hints: which record something happened to. What it was is read from Intercom, since notifications come late,
 * twice and in any order, and hold less than the record.
 *
 * @since 0.1.0
 */
import { Webhooks } from "@effect-intercom/app"
import type { IntercomClient, IntercomError } from "@effect-intercom/core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import type * as PersistedQueue from "effect/persistence/PersistedQueue"
import * as Predicate from "effect/Predicate"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { ChangeStream, Found } from "./Change.ts"
import type { Page } from "./Page.ts"
import * as Reading from "./Reading.ts"

/**
 * Which record to look at.
 *
 * @category models
 * @since 0.1.0
 */
export interface Hint {
  readonly stream: ChangeStream
  readonly id: string
  /** When it went, in Unix seconds, where the notification says that it did. */
  readonly goneAt: number | undefined
}

/**
 * The records a notification is about, of the streams that are followed; none of another workspace, where ours is known.
 *
 * @category conversions
 * @since 0.1.0
 */
export const of = (
  notification: Webhooks.Notification,
  streams: ReadonlySet<string>,
  workspace: string | undefined
): ReadonlyArray<Hint> => {
  const { workspaceId } = notification
  const isOthers = workspace !== undefined && workspaceId !== "" && workspaceId !== workspace
  if (notification.topic === "unknown" || isOthers) return []
  const { resource } = Webhooks.topics[notification.topic]
  const goneAt = /\.(deleted|merged)$/.test(notification.topic) ? notification.createdAt : undefined
  const hints: Array<Hint> = []
  const about = (stream: ChangeStream | undefined, id: string | undefined, gone?: number) => {
    if (stream !== undefined && id !== undefined && streams.has(stream)) hints.push({ stream, id, goneAt: gone })
  }
  const { item, topic } = notification
  if (topic === "contact.merged") about("contacts", idOf(item, "merged_from"), goneAt)
  if (topic === "company.contact.attached" || topic === "company.contact.detached") {
    about("companies", idOf(within(item, "company"), "id"))
    about("contacts", idOf(within(item, "contact"), "id"))
  } else {
    about(streamOf[resource], Webhooks.itemId(notification), topic === "contact.merged" ? undefined : goneAt)
  }
  return hints
}

const streamOf: Readonly<Partial<Record<Webhooks.TopicResource, ChangeStream>>> = {
  article: "articles",
  call: "calls",
  company: "companies",
  contact: "contacts",
  conversation: "conversations",
  ticket: "tickets",
  visitor: "contacts"
}

const within = (value: unknown, key: string): unknown => (Predicate.hasProperty(value, key) ? value[key] : undefined)

const idOf = (value: unknown, key: string): string | undefined => {
  const id = within(value, key)
  return typeof id === "string" && id !== "" ? id : undefined
}

/**
 * Pages of what became of the records that notifications of the inbox are about. A notification stays in the inbox until its
 * page was handled; where the stream ends before that, it comes again. Where a stream that the token may not read is skipped,
 * its notifications are done without a change.
 *
 * @category constructors
 * @since 0.1.0
 */
export const pages = (
  inbox: Webhooks.Inbox["Service"],
  streams: ReadonlySet<string>,
  { denied, workspace }: { readonly denied?: "fail" | "skip" | undefined; readonly workspace?: string | undefined }
): Stream.Stream<Page, IntercomError | PersistedQueue.PersistedQueueError, IntercomClient.IntercomClient> =>
  Stream.unwrap(
    Effect.sync(() => {
      const held = new Set<Scope.Closeable>()
      const settle = (scope: Scope.Closeable, exit: Exit.Exit<unknown, unknown>) =>
        Effect.suspend(() => (held.delete(scope) ? Scope.close(scope, exit) : Effect.void))

      const claim = Effect.gen(function* () {
        const scope = yield* Scope.make()
        held.add(scope)
        const { notification } = yield* Scope.provide(inbox.claim, scope).pipe(
          Effect.onExit((exit) => (Exit.isSuccess(exit) ? Effect.void : settle(scope, exit)))
        )
        return { notification, scope }
      })

      const take = Effect.gen(function* () {
        const claims = [yield* claim]
        // Those that are there are read together: several are often about the same record.
        while (claims.length < most) {
          const next = yield* Effect.timeoutOption(claim, patience)
          if (Option.isNone(next)) break
          claims.push(next.value)
        }
        const askedAt = yield* Clock.currentTimeMillis
        const wanted = new Map<string, Hint>()
        for (const { notification } of claims) {
          for (const hint of of(notification, streams, workspace)) {
            const key = keyOf(hint)
            wanted.set(key, { ...hint, goneAt: hint.goneAt ?? wanted.get(key)?.goneAt })
          }
        }
        const failed = new Map<string, IntercomError>()
        const found = yield* Effect.forEach(
          wanted.values(),
          (hint) =>
            Reading.read(hint.stream, hint.id, hint.goneAt).pipe(
              Effect.catchIf(Reading.isOfOne, (error) =>
                Effect.sync((): ReadonlyArray<Found> => {
                  failed.set(keyOf(hint), error)
                  return []
                })
              ),
              Effect.catchIf(
                (error) => denied === "skip" && Reading.isDenial(error),
                () => Effect.succeed<ReadonlyArray<Found>>([])
              )
            ),
          { concurrency: readsAtATime }
        )
        const page: Page = {
          changes: found.flat(),
          askedAt,
          handled: Effect.forEach(
            claims,
            ({ notification, scope }) => {
              const failure = of(notification, streams, workspace)
                .map((hint) => failed.get(keyOf(hint)))
                .find((error) => error !== undefined)
              return settle(scope, failure === undefined ? Exit.void : Exit.fail(failure))
            },
            { discard: true }
          )
        }
        return page
      })

      return Stream.fromEffectRepeat(take).pipe(
        Stream.ensuring(
          Effect.suspend(() => Effect.forEach([...held], (scope) => settle(scope, Exit.interrupt()), { discard: true }))
        )
      )
    })
  )

const keyOf = ({ id, stream }: Hint): string => `${stream} ${id}`

/** Notifications that are handled together, and how long the first waits for others. */
const most = 100
const patience = "30 millis"

/** Records that are read by their ids at a time. */
const readsAtATime = 16
