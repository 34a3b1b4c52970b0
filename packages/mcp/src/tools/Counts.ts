/**
 * The tool that counts, without reading what it counts.
 *
 * @since 0.1.0
 */
import {
  Admins,
  Companies,
  Contacts,
  Conversations,
  Tags,
  Teams,
  Tickets,
  TicketTypes
} from "@effect-intercom/resources"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { ask } from "../door/Reading.ts"
import { answer } from "../text/Answer.ts"
import { oneLine } from "../text/Clean.ts"
import { line } from "../text/Fields.ts"
import * as OfConversations from "./Conversations.ts"
import * as OfPeople from "./People.ts"
import { date, id, reading, text } from "./Parameters.ts"
import * as OfTickets from "./Tickets.ts"

/** @internal */
export const count = reading("count", "Count records by the filters of their find tool, also in groups (30 at most).", {
  of: Schema.Literals(["people", "companies", "conversations", "tickets"]),
  group_by: Schema.optionalKey(Schema.Literals(["state", "assignee", "team", "tag", "type", "role"])),
  text: Schema.optionalKey(text(200)),
  state: Schema.optionalKey(text(30)),
  role: Schema.optionalKey(text(30)),
  person_id: Schema.optionalKey(id),
  assignee_id: Schema.optionalKey(id),
  team_id: Schema.optionalKey(id),
  tag_id: Schema.optionalKey(id),
  type_id: Schema.optionalKey(id),
  created_after: date,
  created_before: date,
  updated_after: date,
  seen_after: date
})

type Filters = Omit<typeof count.parametersSchema.Type, "of" | "group_by">

const one = { per_page: 1 }

/** How each is counted. Its filters are those of its find tool, and refused by the same schema. */
const counters = {
  people: {
    groups: ["role", "tag"],
    count: Effect.fnUntraced(function* (filters: Filters) {
      const query = yield* OfPeople.queryOf(yield* checked("people", OfPeople.filters, filters))
      return (yield* ask(Contacts.search({ query, pagination: one }))).total_count
    })
  },
  companies: {
    groups: [],
    count: Effect.fnUntraced(function* (filters: Filters) {
      yield* checked("companies", {}, filters)
      return (yield* ask(Companies.list(one))).total_count
    })
  },
  conversations: {
    groups: ["state", "assignee", "team", "tag"],
    count: Effect.fnUntraced(function* (filters: Filters) {
      const query = yield* OfConversations.queryOf(yield* checked("conversations", OfConversations.filters, filters))
      return (yield* ask(Conversations.search({ query, pagination: one }))).total_count
    })
  },
  tickets: {
    groups: ["state", "type", "assignee", "team"],
    count: Effect.fnUntraced(function* (filters: Filters) {
      const query = yield* OfTickets.queryOf(yield* checked("tickets", OfTickets.filters, filters))
      return (yield* ask(Tickets.search({ query, pagination: one }))).total_count
    })
  }
} as const

/** @internal */
export const handleCount = Effect.fnUntraced(function* ({
  group_by,
  of,
  ...filters
}: typeof count.parametersSchema.Type) {
  const counter = counters[of]
  if (group_by === undefined) {
    const total = yield* counter.count(filters)
    return `${total ?? "An unknown number of"} ${of} match.`
  }
  if (!counter.groups.some((name) => name === group_by)) {
    const can = counter.groups.length === 0 ? "nothing" : counter.groups.join(", ")
    return yield* Effect.fail(`${of} are grouped by ${can}. Next: use one of these, or no group_by.`)
  }
  const filter = filterOf[group_by]
  const all = yield* valuesOf(group_by, of)
  const groups = yield* Effect.forEach(
    all.slice(0, mostGroups),
    (group) =>
      Effect.map(counter.count({ ...filters, [filter]: group.value }), (total) => ({ ...group, total: total ?? 0 })),
    { concurrency: 3 }
  )
  const lines = groups
    .filter(({ total }) => total !== 0)
    .toSorted((a, b) => Number(b.total) - Number(a.total))
    .map(({ name, total, value }) => line([group_by, value], ["name", name], [of, total]))
  return yield* answer({
    before: `${of} by ${group_by}; groups without any are left out${all.length > mostGroups ? `, and so are ${all.length - mostGroups} that were not counted` : ""}.`,
    data: lines.length === 0 ? "(none)" : lines.join("\n")
  })
})

const mostGroups = 30

const filterOf = {
  state: "state",
  assignee: "assignee_id",
  team: "team_id",
  tag: "tag_id",
  type: "type_id",
  role: "role"
} as const

interface Group {
  readonly value: string
  readonly name?: string | undefined
}

const valuesOf = Effect.fnUntraced(function* (by: keyof typeof filterOf, of: keyof typeof counters) {
  switch (by) {
    case "state":
      return of === "tickets"
        ? named("submitted", "in_progress", "waiting_on_customer", "resolved")
        : named("open", "closed", "snoozed")
    case "role":
      return named("user", "lead")
    case "assignee":
      return grouped((yield* ask(Admins.list())).admins)
    case "team":
      return grouped((yield* ask(Teams.list())).teams)
    case "tag":
      return grouped((yield* ask(Tags.list())).data)
    case "type": {
      const { data, ticket_types } = yield* ask(TicketTypes.list())
      return grouped(data ?? ticket_types)
    }
  }
})

const named = (...values: ReadonlyArray<string>): ReadonlyArray<Group> => values.map((value) => ({ value }))

const grouped = (
  records: ReadonlyArray<{ readonly id?: string; readonly name?: string | null }> | null | undefined
): ReadonlyArray<Group> =>
  (records ?? []).flatMap(({ id, name }) => (id === undefined ? [] : [{ value: id, name: name ?? undefined }]))

/** Filters that its find tool does not have are refused: a count without them would be another one. */
const checked = <Fields extends Schema.Struct.Fields>(of: string, fields: Fields, filters: object) =>
  Schema.decodeUnknownEffect(Schema.Struct(fields))(filters, { onExcessProperty: "error" }).pipe(
    Effect.mapError(
      ({ message }) =>
        `${of} cannot be counted so: ${oneLine(message, 300)}. Next: use the filters that ${of} are found by.`
    )
  )
