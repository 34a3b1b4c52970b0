/**
 * The tool that lists what filters are made of: ids and names of the workspace.
 *
 * @since 0.1.0
 */
import { Admins, DataAttributes, Segments, Tags, Teams, TicketStates, TicketTypes } from "@effect-intercom/resources"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { ask } from "../door/Reading.ts"
import { fitting } from "../text/Cut.ts"
import { line } from "../text/Fields.ts"
import { page } from "./Page.ts"
import { reading, text } from "./Parameters.ts"

const kinds = [
  "admins",
  "teams",
  "tags",
  "segments",
  "ticket_types",
  "ticket_states",
  "person_attributes",
  "company_attributes",
  "this_workspace"
] as const

/** @internal */
export const list = reading("list_values", "Ids and names to filter by, at most 100.", {
  kind: Schema.Literals(kinds),
  text: Schema.optionalKey(text(100, "part of the name"))
})

type Kind = (typeof kinds)[number]

/** @internal */
export const handleList = Effect.fnUntraced(function* ({ kind, text }: typeof list.parametersSchema.Type) {
  const all = yield* linesOf(kind)
  const found = text === undefined ? all : all.filter((line) => line.toLowerCase().includes(text.toLowerCase()))
  return yield* page({
    what: kind,
    total: found.length,
    lines: found.slice(0, 100).map((line) => line.slice(0, fitting(line, 0, 180))),
    next:
      found.length > 100 ? "Next: ask with text for the others." : "Next: use an id as a filter of find tools or count."
  })
})

const linesOf = Effect.fnUntraced(function* (kind: Kind) {
  switch (kind) {
    case "admins":
      return ((yield* ask(Admins.list())).admins ?? []).map(({ email, id, job_title, name }) =>
        line(["id", id], ["name", name], ["email", email], ["job", job_title])
      )
    case "teams":
      return ((yield* ask(Teams.list())).teams ?? []).map(({ id, name }) => line(["id", id], ["name", name]))
    case "tags":
      return ((yield* ask(Tags.list())).data ?? []).map(({ id, name }) => line(["id", id], ["name", name]))
    case "segments":
      return ((yield* ask(Segments.list())).segments ?? []).map(({ id, name, person_type }) =>
        line(["id", id], ["name", name], ["of", person_type])
      )
    case "ticket_types": {
      const { data, ticket_types } = yield* ask(TicketTypes.list())
      return (data ?? ticket_types ?? []).map(({ category, id, name }) =>
        line(["id", id], ["name", name], ["category", category])
      )
    }
    case "ticket_states":
      return ((yield* ask(TicketStates.list())).data ?? []).map(({ category, id, internal_label }) =>
        line(["id", id], ["category", category], ["label", internal_label])
      )
    case "person_attributes":
    case "company_attributes": {
      const model = kind === "person_attributes" ? "contact" : "company"
      return ((yield* ask(DataAttributes.list({ model }))).data ?? []).map(
        ({ data_type, description, full_name, name }) =>
          line(["name", full_name ?? name], ["type", data_type], ["about", description])
      )
    }
    case "this_workspace": {
      const { app, email, id, name } = yield* ask(Admins.identify())
      return [
        line(["workspace", app?.id_code], ["name", app?.name], ["region", app?.region], ["timezone", app?.timezone]),
        line(["token_of", id], ["name", name], ["email", email])
      ]
    }
  }
})
