/**
 * What goes on beside conversations and calls, as streams: each conversation, or call, is asked for it.
 *
 * @since 0.1.0
 */
import { PaginationError, type Operation } from "@effect-intercom/core"
import { Calls, ConversationParts, Conversations } from "@effect-intercom/resources"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import * as PaginationFailure from "../paging/Failure.ts"
import * as Window from "../time/Window.ts"
import { children, define, type Definition, type Hydration, type Selection } from "./Definition.ts"
import { idOf, secondsOf } from "./Field.ts"
import { conversations } from "./inbox.ts"
import { inside } from "./Inner.ts"
import { type Listing, listing } from "./Listing.ts"

/**
 * The transcript of a call.
 *
 * @category models
 * @since 0.1.0
 */
export interface CallTranscript {
  readonly call_id: string
  /** What was said, as the text of Intercom's file. */
  readonly transcript: string
}

const CallTranscript: Schema.Codec<CallTranscript> = /*#__PURE__*/ Schema.Struct({
  call_id: Schema.String,
  transcript: Schema.String
})

/**
 * Transcripts of calls, since 2.14: a request for each call that has one, in a window for each that changed since it began, all
 * with `full`. A call whose `transcription_url` is null has none, and is not asked for it; one that has none nevertheless is
 * passed over. Whether a call counts as changed when its transcript is ready is not described,
 * and was not observed: `full` finds those for which it does not.
 *
 * @category constants
 * @since 0.1.0
 */
export const callTranscripts: Definition<CallTranscript> = /*#__PURE__*/ define({
  name: "call_transcripts",
  schema: CallTranscript,
  idOf: (record) => idOf(record, "call_id"),
  identity: ["call_id"],
  changedAtOf: () => undefined,
  list: () => listing(Calls.list, {}),
  hydration: () => ({
    operation: Calls.getTranscript,
    yields: "children",
    hasChildren: (call) => !(Predicate.hasProperty(call, "transcription_url") && call.transcription_url === null),
    read: (call_id) =>
      Effect.map(Calls.getTranscript({ id: call_id }), (transcript) => [{ call_id, transcript }]).pipe(
        Effect.catchReason("IntercomError", "NotFound", () => Effect.succeed([]))
      ),
    parentChangedAtOf
  })
})

const parentChangedAtOf = (parent: object) => secondsOf(parent, "updated_at")

/** All conversations, or in a window those that changed since it began. They may have changed again after its end. */
const parents = (selection: Selection): Listing => {
  const { everyParent, window } = selection
  return conversations.list({
    ...selection,
    window: everyParent ? Window.everything : { since: window.since, until: undefined }
  })
}

/**
 * When teammates left conversations aside and took them up again, since 2.15: a request for each conversation, in a window for
 * each that changed since it began, of which all its events come; all with `full`. The conversation is added as
 * `conversation_id`, which Intercom's rows do not tell.
 *
 * Intercom gives an event no id: it is told apart by its conversation, time, kind and teammate.
 *
 * @category constants
 * @since 0.1.0
 */
export const handlingEvents: Definition<Conversations.HandlingEvent> = /*#__PURE__*/ define({
  name: "conversation_handling_events",
  schema: Conversations.HandlingEvent,
  idOf: eventKeyOf,
  identity: ["conversation_id", "timestamp", "type", "teammate"],
  // An event need not make its conversation a changed one: whenever this one comes, all of them do.
  changedAtOf: () => undefined,
  list: parents,
  hydration: () => ({
    operation: Conversations.listHandlingEvents,
    yields: "children",
    read: (conversation_id) =>
      Effect.flatMap(Conversations.listHandlingEvents({ id: conversation_id }), ({ handling_events }) =>
        Array.isArray(handling_events)
          ? Effect.succeed(handling_events.map((event) => ({ ...event, conversation_id })))
          : withoutList(Conversations.listHandlingEvents)
      ),
    parentChangedAtOf
  })
})

/**
 * Side conversations with their parts, since 2.16: a request for each conversation, in a window for each that changed since it
 * began, of which all come; all with `full`. The conversation is added as `conversation_id`, which Intercom's rows do not tell.
 *
 * Whether a conversation counts as changed when somebody writes in a side conversation of it is not described, and was not
 * observed: `full` finds those for which it does not.
 *
 * @category constants
 * @since 0.1.0
 */
export const sideConversations: Definition<Conversations.SideConversationSummary> = /*#__PURE__*/ define({
  name: "side_conversations",
  schema: Conversations.SideConversationSummary,
  idOf: (record) => idOf(record, "side_conversation_id"),
  identity: ["side_conversation_id", "conversation_id"],
  changedAtOf: () => undefined,
  list: parents,
  hydration: () => ofConversation(children(Conversations.listSideConversations, (id) => ({ id })))
})

/**
 * The parts of side conversations, a record each, with the `side_conversation_id` they are of. They come with the side
 * conversation.
 *
 * @category constants
 * @since 0.1.0
 */
export const sideConversationParts: Definition<ConversationParts.ConversationPart> = /*#__PURE__*/ inside({
  name: "side_conversation_parts",
  of: sideConversations,
  schema: ConversationParts.ConversationPart,
  path: ["conversation_parts"],
  parent: "side_conversation_id"
})

/** What is read of a conversation, with the id of it. */
const ofConversation = (hydration: Hydration): Hydration => ({
  ...hydration,
  read: (conversation_id) =>
    Effect.map(hydration.read(conversation_id), (found) =>
      found.map((one) => (Predicate.isObject(one) ? { ...one, conversation_id } : one))
    ),
  parentChangedAtOf
})

const withoutList = (operation: Operation.Definition) =>
  PaginationFailure.fail(
    operation,
    new PaginationError({ kind: "malformed", pages: 0, message: "The answer does not hold the list it should" })
  )

function eventKeyOf(record: object): string | undefined {
  const field = (value: unknown, name: string): unknown =>
    Predicate.hasProperty(value, name) ? value[name] : undefined
  const conversation = idOf(record, "conversation_id")
  const time = field(record, "timestamp")
  if (conversation === undefined || time === undefined || time === null) return undefined
  return [conversation, time, field(record, "type"), field(field(record, "teammate"), "id")].map(String).join(" ")
}
