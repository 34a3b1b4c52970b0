/**
 * Notifications, read so that none is lost: what does not fit its schema comes with the places that differ.
 *
 * @since 0.1.0
 */
import { Json, ResponseCheck } from "@effect-intercom/core"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import { isTopic, type ItemByTopic, type Topic, topics } from "./Topics.ts"

/**
 * What stands around every item.
 *
 * @category models
 * @since 0.1.0
 */
export interface Envelope {
  /** The same for every delivery of the notification. */
  readonly id: string
  /** The workspace it comes from, Intercom's `app_id`; empty where the notification does not tell. */
  readonly workspaceId: string
  /** When it happened, in Unix seconds. */
  readonly createdAt: number | undefined
  /** When Intercom first tried to deliver it, in Unix seconds. */
  readonly firstSentAt: number | undefined
  /** How often Intercom has tried, this time included. */
  readonly deliveryAttempts: number
  /** Where the item, or what stands around it, differs from what it should be. The item is handed on as it came. */
  readonly mismatches: ReadonlyArray<ResponseCheck.Mismatch>
}

/**
 * A notification of one topic.
 *
 * @category models
 * @since 0.1.0
 */
export interface NotificationOf<T extends Topic> extends Envelope {
  readonly topic: T
  readonly item: ItemByTopic[T]
}

/**
 * A notification of a topic that this version of the package does not know, or of none. Nothing of it is lost.
 *
 * @category models
 * @since 0.1.0
 */
export interface Unknown extends Envelope {
  readonly topic: "unknown"
  /** The topic as it was sent; empty where there was none. */
  readonly sentTopic: string
  readonly item: unknown
}

/**
 * Every notification of a known topic: `topic` tells what `item` is.
 *
 * @category models
 * @since 0.1.0
 */
export type Known = { readonly [T in Topic]: NotificationOf<T> }[Topic]

/**
 * A notification: `topic` tells what `item` is, and is `"unknown"` for topics that are new.
 *
 * ```ts
 * const about = (notification: Webhooks.Notification) => {
 *   switch (notification.topic) {
 *     case "contact.merged":
 *       return notification.item.merged_from
 *     case "unknown":
 *       return notification.sentTopic
 *     default:
 *       return notification.id
 *   }
 * }
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export type Notification = Known | Unknown

/**
 * Reads the body of a notification. It never fails: whatever does not fit comes as `Unknown`, or with `mismatches`.
 *
 * `fallbackId` is the id of a notification that has none, where something better than an empty one is at hand.
 *
 * @category conversions
 * @since 0.1.0
 */
export const decode = (body: string, fallbackId = ""): Notification => {
  const parsed = parse(body)
  const envelope = Predicate.isObject(parsed) ? parsed : {}
  const data = Predicate.isObject(envelope["data"]) ? envelope["data"] : {}
  const sentTopic = textOf(envelope["topic"])
  const around = {
    id: textOf(envelope["id"]) || fallbackId,
    workspaceId: textOf(envelope["app_id"]),
    createdAt: numberOf(envelope["created_at"]),
    firstSentAt: numberOf(envelope["first_sent_at"]),
    deliveryAttempts: numberOf(envelope["delivery_attempts"]) ?? 1
  }
  const outside = ResponseCheck.findMismatches(SentEnvelope, parsed)
  if (!isTopic(sentTopic)) {
    return { ...around, topic: "unknown", sentTopic, item: data["item"] ?? parsed, mismatches: outside }
  }
  const inside = ResponseCheck.findMismatches(topics[sentTopic].item, data["item"])
  const mismatches = [...outside, ...inside.map((one) => ({ ...one, path: joined("data.item", one.path) }))]
  // The topic says what the item is; where the item is something else, `mismatches` says so.
  return { ...around, topic: sentTopic, item: data["item"], mismatches } as Known
}

const SentEnvelope: Schema.Codec<unknown, unknown> = Schema.Struct({
  id: Schema.String,
  topic: Schema.String,
  app_id: Schema.String,
  created_at: Schema.optionalKey(Schema.NullOr(Schema.Number)),
  first_sent_at: Schema.optionalKey(Schema.NullOr(Schema.Number)),
  delivery_attempts: Schema.optionalKey(Schema.NullOr(Schema.Number)),
  data: Schema.Struct({ item: Schema.Unknown })
})

const parse = (body: string): unknown => {
  try {
    return Json.parse(body)
  } catch {
    return body
  }
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "")

const numberOf = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined)

const joined = (outer: string, inner: string): string =>
  inner === "" ? outer : inner.startsWith("[") ? `${outer}${inner}` : `${outer}.${inner}`

/**
 * Whose notification a body is, without a look at its item.
 *
 * @category conversions
 * @since 0.1.0
 */
export const identify = (body: string): { readonly id: string; readonly workspaceId: string } => {
  const parsed = parse(body)
  const envelope = Predicate.isObject(parsed) ? parsed : {}
  return { id: textOf(envelope["id"]), workspaceId: textOf(envelope["app_id"]) }
}

/**
 * Which thing a notification is about: two with the same key are about the same contact, conversation, ticket and so on,
 * of the same workspace. Undefined where the item has no id.
 *
 * @category conversions
 * @since 0.1.0
 */
export const itemKey = (notification: Notification): string | undefined => {
  const id = itemId(notification)
  if (id === undefined) return undefined
  const resource = notification.topic === "unknown" ? notification.sentTopic : topics[notification.topic].resource
  return `${notification.workspaceId}/${resource}/${id}`
}

/**
 * The id of the thing a notification is about, also where it stands inside another (a closed ticket, a tagged contact).
 *
 * @category conversions
 * @since 0.1.0
 */
export const itemId = ({ item }: Notification): string | undefined => {
  if (!Predicate.isObject(item)) return undefined
  const fields: Readonly<Record<string, unknown>> = { ...item }
  for (const thing of [fields, fields["ticket"], fields["contact"]]) {
    if (!Predicate.isObject(thing) || !("id" in thing)) continue
    if (typeof thing.id === "string" || typeof thing.id === "number") return String(thing.id)
  }
  return undefined
}
