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
 * Streams of what belongs to contacts. Each contact is asked for; how much there is shows only then, and what Intercom
 * announces is the number of contacts.
 *
 * @category constants
 * @since 0.1.0
 */
export const ofContacts: ReadonlySet<string> = new Set<Export.StreamName>(["notes", "data_events", "contact_merges"])

/**
 * The stream that is read by scrolling. A workspace has one open scroll at most.
 *
 * @category constants
 * @since 0.1.0
 */
export const scrolled: Export.StreamName = "companies"
