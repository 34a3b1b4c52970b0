/**
 * People and their companies, as streams, with what belongs to each.
 *
 * @since 0.1.0
 */
import { PaginationError, Version } from "@effect-intercom/core"
import { Companies, Contacts, DataEvents, Notes, Search, Segments } from "@effect-intercom/resources"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Stream from "effect/Stream"
import { makeCycleGuard } from "../paging/CycleGuard.ts"
import * as PaginationFailure from "../paging/Failure.ts"
import * as Window from "../time/Window.ts"
import { children, define, type Definition, type Selection } from "./Definition.ts"
import { paged } from "./Expansion.ts"
import { createdAtOf, idOf, secondsOf } from "./Field.ts"
import { inside } from "./Inner.ts"
import { counted, countOf, type Listing, listing } from "./Listing.ts"
import { inSegments } from "./Segments.ts"
import { anyRecord, fieldOf, oldestFirst, timeWithin } from "./TimeQuery.ts"

/**
 * Contacts: listed as a whole, or found by the time they changed; in spans of time where there are many.
 *
 * @category constants
 * @since 0.1.0
 */
export const contacts: Definition<Contacts.Contact> = /*#__PURE__*/ define({
  name: "contacts",
  settle: 300,
  schema: Contacts.Contact,
  read: (id) => Contacts.get({ id }),
  findsChanges: true,
  expansions: [
    { field: "tags", read: (id) => Effect.map(Contacts.listTags({ id }), ({ data }) => data) },
    paged("companies", Contacts.listCompanies, (id) => ({ id })),
    paged("notes", Notes.listForContact, (contact_id) => ({ contact_id }))
  ],
  list: ({ segments, version, window }) => {
    const field = fieldOf(window)
    const within = contactsWithin(version, field)
    return inSegments({
      whole: Window.isBounded(window) ? within(window, 1) : listing(Contacts.list, {}),
      within: (span) => within(span, 0),
      window,
      field,
      precision: Search.datePrecision("contacts", version),
      isOrdered: isOrderedIn(version),
      segments
    })
  }
})

/** Older versions do not declare an order. */
const isOrderedIn = (version: Version.Version): boolean => Version.compare(version, "2.16") >= 0

const contactsWithin =
  (version: Version.Version, field: "created_at" | "updated_at") =>
  (span: Window.Window, prefetch: number): Listing => {
    const query = timeWithin(field, span, Search.datePrecision("contacts", version)) ?? anyRecord
    return listing(Contacts.search, isOrderedIn(version) ? { query, sort: oldestFirst(field) } : { query }, {
      prefetch
    })
  }

/** Until search surely shows that a contact changed. */
const settle = 300

/**
 * The contacts that are asked for what belongs to them: all, or in a window those that changed since it began. They may
 * have changed again after its end.
 */
const parents = ({ everyParent, version, window: { since } }: Selection): Listing =>
  everyParent || since === undefined
    ? listing(Contacts.list, {})
    : contactsWithin(version, "updated_at")({ since, until: undefined }, 1)

const parentChangedAtOf = (contact: object) => secondsOf(contact, "updated_at")

/**
 * Notes of contacts: a request for each contact, in a window for each that changed since it began. A note on a contact
 * that Intercom does not call changed for it is found by a run that asks all (`full`).
 *
 * @category constants
 * @since 0.1.0
 */
export const notes: Definition<Notes.Note> = /*#__PURE__*/ define({
  name: "notes",
  settle,
  schema: Notes.Note,
  changedAtOf: createdAtOf,
  list: parents,
  hydration: () => ({ ...children(Notes.listForContact, (contact_id) => ({ contact_id })), parentChangedAtOf })
})

/**
 * Data events of contacts: a request for each contact, in a window for each that changed since it began. Intercom lists
 * those of the last 90 days. An event of a contact that Intercom does not call changed for it is found by a run that asks
 * all (`full`).
 *
 * @category constants
 * @since 0.1.0
 */
export const dataEvents: Definition<DataEvents.DataEvent> = /*#__PURE__*/ define({
  name: "data_events",
  settle,
  schema: DataEvents.DataEvent,
  retention: 90 * 24 * 3600,
  idOf: (record) => idOf(record) ?? eventKeyOf(record),
  identity: ["id", "intercom_user_id", "event_name", "created_at"],
  changedAtOf: createdAtOf,
  list: parents,
  hydration: () => ({
    ...children(DataEvents.list, (intercom_user_id) => ({ type: "user" as const, intercom_user_id })),
    parentChangedAtOf
  })
})

/**
 * Merges of contacts, since 2.16: a request for each contact, in a window for each that changed since it began, as the
 * one that stays does; all with `full`. The contact that stayed is added as
 * `contact_id`, which Intercom's rows do not tell.
 *
 * @category constants
 * @since 0.1.0
 */
export const contactMerges: Definition<Contacts.MergeHistoryItem> = /*#__PURE__*/ define({
  name: "contact_merges",
  settle,
  schema: Contacts.MergeHistoryItem,
  idOf: (record) => textOf(record, "source_contact_id"),
  identity: ["source_contact_id"],
  changedAtOf: (record) => secondsOf(record, "merged_at"),
  removes: {
    stream: "contacts",
    tombstoneOf: (record) => {
      const id = textOf(record, "source_contact_id")
      const mergedInto = textOf(record, "contact_id")
      return id === undefined ? undefined : { id, reason: "merged", mergedInto, at: secondsOf(record, "merged_at") }
    }
  },
  list: parents,
  hydration: () => ({
    operation: Contacts.listMergeHistory,
    yields: "children",
    read: mergesInto,
    parentChangedAtOf
  })
})

/**
 * Companies: always scrolled through as a whole, since their list ends at 10,000. The window is applied afterwards.
 *
 * @category constants
 * @since 0.1.0
 */
export const companies: Definition<Companies.Company> = /*#__PURE__*/ define<Companies.Company>({
  name: "companies",
  schema: Companies.Company,
  read: (id) => Companies.get({ id }),
  list: () => counted(listing(Companies.scroll, {}), countOf(Companies.list, {}))
})

/**
 * The segments that companies are in, a record for each company and segment, with the `company_id`. They come with the rows
 * of companies.
 *
 * @category constants
 * @since 0.1.0
 */
export const companySegments: Definition<Segments.Segment> = /*#__PURE__*/ inside({
  name: "company_segments",
  of: companies,
  schema: Segments.Segment,
  path: ["segments", "segments"],
  parent: "company_id",
  hasOwnId: false
})

/** Only users have merges: for a lead the history is not found. */
const mergesInto = (contact_id: string) =>
  Stream.suspend(() => {
    const guard = makeCycleGuard()
    return Stream.paginate(undefined as string | undefined, (cursor) =>
      Effect.flatMap(
        Contacts.listMergeHistory({ id: contact_id, ...(cursor === undefined ? {} : { cursor }), order: "asc" }),
        ({ data, has_more, next_cursor }) => {
          if (!Array.isArray(data))
            return failed({ kind: "malformed", message: "The answer does not hold the list it should" })
          const next = has_more === true && typeof next_cursor === "string" ? next_cursor : undefined
          const problem = guard.see(cursor, next, data)
          return problem === undefined
            ? Effect.succeed([data.map((merge) => ({ ...merge, contact_id })), Option.fromUndefinedOr(next)] as const)
            : failed(problem)
        }
      )
    )
  }).pipe(
    Stream.runCollect,
    Effect.catchReason("IntercomError", "NotFound", () => Effect.succeed([]))
  )

const failed = ({ kind, message }: PaginationFailure.Problem) =>
  PaginationFailure.fail(Contacts.listMergeHistory, new PaginationError({ kind, message, pages: 1 }))

function textOf(record: object, field: string): string | undefined {
  const text = Predicate.hasProperty(record, field) ? record[field] : undefined
  return typeof text === "string" && text !== "" ? text : undefined
}

/** An event without an id is told apart by who did what when. */
const eventKeyOf = (record: object): string | undefined => {
  const field = (name: string): unknown => (Predicate.hasProperty(record, name) ? record[name] : undefined)
  const who = field("intercom_user_id") ?? field("user_id") ?? field("email")
  const key = [who, field("event_name"), field("created_at")]
  return key.includes(undefined) ? undefined : key.map(String).join(" ")
}
