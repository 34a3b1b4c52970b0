/**
 * What the command knows of single streams.
 *
 * @since 0.1.0
 */
import type { Export } from "@effect-intercom/streams"

/**
 * What is exported when no stream is named.
 *
 * @category constants
 * @since 0.1.0
 */
export const usual = ["contacts", "companies", "conversations"] as const satisfies ReadonlyArray<Export.StreamName>

/**
 * The word for every stream there is.
 *
 * @category constants
 * @since 0.1.0
 */
export const every = "all"

/**
 * Streams of what belongs to others, each of which is asked for it, and what one of these is called.
 *
 * @category constants
 * @since 0.1.0
 */
export const askedOf: ReadonlyMap<string, string> = new Map<Export.StreamName, string>([
  ["notes", "contact"],
  ["data_events", "contact"],
  ["contact_merges", "contact"],
  ["call_transcripts", "call"],
  ["conversation_handling_events", "conversation"],
  ["side_conversations", "conversation"]
])

/** Streams of what stands inside the records of others. */
const inner: ReadonlySet<string> = new Set<Export.InnerStreamName>([
  "conversation_parts",
  "ticket_parts",
  "company_segments",
  "side_conversation_parts"
])

/**
 * Whether a stream is one of what belongs to others. How much there is shows only when it comes: what Intercom announces is the
 * number of those.
 *
 * @category guards
 * @since 0.1.0
 */
export const isBelonging = (stream: string): boolean => askedOf.has(stream) || inner.has(stream)

/**
 * The stream that is read by scrolling. A workspace has one open scroll at most.
 *
 * @category constants
 * @since 0.1.0
 */
export const scrolled: Export.StreamName = "companies"
