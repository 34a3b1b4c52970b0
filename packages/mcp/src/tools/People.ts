/**
 * Tools about people.
 *
 * @since 0.1.0
 */
import { Contacts, Notes, Search } from "@effect-intercom/resources"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { Kept } from "../door/Kept.ts"
import { ask } from "../door/Reading.ts"
import { answer } from "../text/Answer.ts"
import { barred, clean } from "../text/Clean.ts"
import { fitting } from "../text/Cut.ts"
import { attributes, line, time } from "../text/Fields.ts"
import { plain } from "../text/Html.ts"
import { page } from "./Page.ts"
import { cursor, date, dated, id, limit, paginated, reading, text } from "./Parameters.ts"
import { nextOf } from "./Refs.ts"

/**
 * What people are found by.
 *
 * @internal
 */
export const filters = {
  text: Schema.optionalKey(text(200, "part of name, email or phone")),
  external_id: Schema.optionalKey(text(200)),
  role: Schema.optionalKey(Schema.Literals(["user", "lead"])),
  tag_id: Schema.optionalKey(id),
  created_after: date,
  created_before: date,
  seen_after: date
}

/** @internal */
export const find = reading("find_people", "Find contacts (users and leads).", { ...filters, limit, cursor })

/** @internal */
export const get = reading("get_person", "One contact with companies, tags, notes and attributes.", { id })

type Filters = Schema.Struct<typeof filters>["Type"]

const { and, field, or } = Search.contacts

/**
 * The query of the filters: all people where there is none.
 *
 * @internal
 */
export const queryOf = Effect.fnUntraced(function* (of: Filters) {
  const query: Array<Search.Filter<"contacts"> | Search.Group<"contacts">> = []
  if (of.text !== undefined) {
    query.push(or(field("name").contains(of.text), field("email").contains(of.text), field("phone").contains(of.text)))
  }
  if (of.external_id !== undefined) query.push(field("external_id").equals(of.external_id))
  if (of.role !== undefined) query.push(field("role").equals(of.role))
  if (of.tag_id !== undefined) query.push(field("tag_id").equals(of.tag_id))
  query.push(...(yield* dated(of, { created: field("created_at"), seen: field("last_seen_at") })))
  return query.length === 0 ? field("created_at").after(0) : and(...query)
})

/** @internal */
export const handleFind = Effect.fnUntraced(function* ({
  cursor,
  limit = 10,
  ...of
}: typeof find.parametersSchema.Type) {
  const query = yield* queryOf(of)
  const pagination = paginated(limit, cursor)
  const found = yield* ask(Contacts.search({ query, pagination }))
  return yield* page({
    what: "people",
    total: found.total_count,
    lines: (found.data ?? []).map(lineOf),
    cursor: nextOf(found.pages),
    next: "Next: get_person with an id, or find_conversations with person_id."
  })
})

/** @internal */
export const handleGet = Effect.fnUntraced(function* ({ id }: typeof get.parametersSchema.Type) {
  const contact = yield* ask(Contacts.get({ id }))
  const [companies, tags, notes] = yield* Effect.all(
    [
      Effect.option(ask(Contacts.listCompanies({ id, per_page: 10 }))),
      Effect.option(ask(Contacts.listTags({ id }))),
      Effect.option(ask(Notes.listForContact({ contact_id: id, per_page: 5 })))
    ],
    { concurrency: 3 }
  )
  const data = [
    lineOf(contact),
    line(
      ["phone", contact.phone],
      ["signed_up", time(contact.signed_up_at)],
      ["replied", time(contact.last_replied_at)],
      ["contacted", time(contact.last_contacted_at)],
      ["unsubscribed_from_emails", contact.unsubscribed_from_emails],
      ["language", contact.language_override],
      ["country", contact.location?.country],
      ["city", contact.location?.city]
    ),
    ...section("attributes", attributes(contact.custom_attributes)),
    ...listed("companies", companies, ({ companies, data }) =>
      (data ?? companies ?? []).slice(0, 10).map((company) => line(["id", company.id], ["name", company.name]))
    ),
    ...listed("tags", tags, ({ data }) =>
      (data ?? []).slice(0, 50).map((tag) => line(["id", tag.id], ["name", tag.name]))
    ),
    ...listed("notes", notes, ({ data }) => (data ?? []).slice(0, 5).map(noteOf))
  ]
  return yield* answer({
    before: `Contact ${JSON.stringify(id)}.`,
    data: data.join("\n"),
    after: "Next: find_conversations or find_tickets with person_id, get_company with a company's id."
  })
})

/**
 * A contact on a line.
 *
 * @internal
 */
export const lineOf = (contact: Kept<Contacts.Contact>): string =>
  line(
    ["id", contact.id],
    ["role", contact.role],
    ["name", contact.name],
    ["email", contact.email],
    ["external_id", contact.external_id],
    ["created", time(contact.created_at)],
    ["seen", time(contact.last_seen_at)],
    ["owner", contact.owner_id]
  )

const noteOf = (note: Kept<Notes.Note>): string => {
  const body = clean(plain(note.body ?? ""))
  const shown = body.slice(0, fitting(body, 0, mostOfNote))
  return `${line(["note", note.id], ["at", time(note.created_at)], ["by", note.author?.name])}\n${barred(shown)}${shown.length < body.length ? "…" : ""}`
}

const mostOfNote = 1000

/**
 * Lines below a heading; none without lines.
 *
 * @internal
 */
export const section = (name: string, lines: ReadonlyArray<string>): ReadonlyArray<string> =>
  lines.length === 0 ? [] : [`${name}:`, ...lines]

/** What stands beside a record. That it could not be read is told, and no reason to keep the record back. */
const listed = <A>(name: string, found: Option.Option<A>, lines: (value: A) => ReadonlyArray<string>) =>
  Option.match(found, {
    onNone: () => [`${name}: could not be read`],
    onSome: (value) => section(name, lines(value))
  })
