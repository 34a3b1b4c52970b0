/**
 * What a handler sees of a thing about which several notifications arrived, perhaps not in the order they happened.
 *
 * @since 0.1.0
 */
import type { IntercomClient, IntercomError } from "@effect-intercom/core"
import {
  Admins,
  Articles,
  Calls,
  Companies,
  Contacts,
  ContentSnippets,
  Conversations,
  Tickets
} from "@effect-intercom/resources"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import { itemId, itemKey, type Notification } from "../webhooks/Notification.ts"
import { topics } from "../webhooks/Topics.ts"

/**
 * Looks at a notification before its handler does: what it answers is handled, none drops it as done.
 *
 * @category models
 * @since 0.1.0
 */
export interface Order<out E = never, out R = never> {
  readonly prepare: (notification: Notification) => Effect.Effect<Option.Option<Notification>, E, R>
  /** Told when the handler is done. */
  readonly handled: (notification: Notification) => void
}

/**
 * As they arrive. Two notifications about the same thing are never handled at the same time.
 *
 * @category constants
 * @since 0.1.0
 */
export const arrival: Order = {
  prepare: (notification) => Effect.succeed(Option.some(notification)),
  handled: () => {}
}

/** Of how many things it is remembered what came last. */
const remembered = 10_000

/**
 * Drops a notification when a later one of the same topic about the same thing has been handled: for copies that shall
 * end as the newest state. What is remembered is in memory, for the 10,000 things that were handled last.
 *
 * @category constructors
 * @since 0.1.0
 */
export const latest = (): Order => {
  const newest = new Map<string, number>()
  const keyOf = (notification: Notification): string | undefined => {
    const key = itemKey(notification)
    return key === undefined ? undefined : `${notification.topic} ${key}`
  }
  return {
    prepare: (notification) =>
      Effect.sync(() => {
        const key = keyOf(notification)
        const last = key === undefined ? undefined : newest.get(key)
        return last !== undefined && timeOf(notification) < last ? Option.none() : Option.some(notification)
      }),
    handled: (notification) => {
      const key = keyOf(notification)
      if (key === undefined) return
      const time = Math.max(timeOf(notification), newest.get(key) ?? 0)
      newest.delete(key)
      newest.set(key, time)
      const [oldest] = newest.keys()
      if (newest.size > remembered && oldest !== undefined) newest.delete(oldest)
    }
  }
}

/** When the thing changed, or else when the notification was made, in Unix seconds. */
const timeOf = ({ createdAt, item }: Notification): number => {
  const changed = Predicate.hasProperty(item, "updated_at") ? item.updated_at : undefined
  return typeof changed === "number" ? changed : (createdAt ?? 0)
}

/**
 * Gives the handler the thing as it is now, read from Intercom, whatever the notification says of it: contacts,
 * companies, conversations, tickets, articles, snippets, admins and calls. What is gone meanwhile is dropped (a
 * notification of its deletion is not). Other items come as they were sent.
 *
 * `within` runs the call where the client of the notification's workspace is, as `Workspaces.use` does.
 *
 * ```ts
 * Webhooks.run(handlers, { order: Webhooks.refetch() })
 * Webhooks.run(handlers, { order: Webhooks.refetch((call, { workspaceId }) => Workspaces.use(workspaceId, call)) })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export function refetch(): Order<IntercomError, IntercomClient.IntercomClient>
export function refetch<E, R>(
  within: (
    call: Effect.Effect<unknown, IntercomError, IntercomClient.IntercomClient>,
    notification: Notification
  ) => Effect.Effect<unknown, E, R>
): Order<E, R>
export function refetch(
  within: (
    call: Effect.Effect<unknown, IntercomError, IntercomClient.IntercomClient>,
    notification: Notification
  ) => Effect.Effect<unknown, unknown, IntercomClient.IntercomClient> = (call) => call
): Order<unknown, IntercomClient.IntercomClient> {
  return {
    prepare: (notification) => {
      const call = callFor(notification)
      if (call === undefined) return Effect.succeed(Option.some(notification))
      return within(Effect.map(call, Option.some).pipe(goneIsNone), notification).pipe(
        Effect.map((found) =>
          Option.isOption(found) ? Option.map(found, (item) => withItem(notification, item)) : Option.none()
        )
      )
    },
    handled: () => {}
  }
}

const goneIsNone = <A, R>(
  call: Effect.Effect<Option.Option<A>, IntercomError, R>
): Effect.Effect<Option.Option<A>, IntercomError, R> =>
  Effect.catchIf(
    call,
    ({ reason }) => reason._tag === "NotFound" || reason._tag === "Gone",
    () => Effect.succeed(Option.none())
  )

/** The topic stays, and so does the kind of its item: what is read is of the resource that the topic is about. */
const withItem = (notification: Notification, item: unknown): Notification =>
  ({ ...notification, item, mismatches: [] }) as Notification

const calls: Readonly<
  Record<string, (id: string) => Effect.Effect<unknown, IntercomError, IntercomClient.IntercomClient>>
> = {
  admin: (id) => Admins.get({ id }),
  article: (id) => Articles.get({ id }),
  call: (id) => Calls.get({ id }),
  company: (id) => Companies.get({ id }),
  contact: (id) => Contacts.get({ id }),
  content_snippet: (id) => ContentSnippets.get({ id }),
  conversation: (id) => Conversations.get({ id }),
  ticket: (id) => Tickets.get({ id })
}

const callFor = (
  notification: Notification
): Effect.Effect<unknown, IntercomError, IntercomClient.IntercomClient> | undefined => {
  const { topic } = notification
  if (topic === "unknown" || topic.endsWith(".deleted") || isPair(topic)) return undefined
  const id = itemId(notification)
  return id === undefined ? undefined : calls[topics[topic].resource]?.(id)
}

/** Items that are more than the thing itself. */
const isPair = (topic: string): boolean =>
  topic.includes(".tag.created") || topic.includes("company.contact.") || topic.includes("activity_log_event")
