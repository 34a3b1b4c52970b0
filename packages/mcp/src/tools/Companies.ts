/**
 * Tools about companies.
 *
 * @since 0.1.0
 */
import { Companies } from "@effect-intercom/resources"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Kept } from "../door/Kept.ts"
import { ask } from "../door/Reading.ts"
import { answer } from "../text/Answer.ts"
import { attributes, line, time } from "../text/Fields.ts"
import { page } from "./Page.ts"
import { cursor, id, limit, reading, text } from "./Parameters.ts"
import { lineOf as personLine, section } from "./People.ts"
import { nextNumber } from "./Refs.ts"

/** @internal */
export const find = reading("find_companies", "Find companies by one of these, or list the most recently active.", {
  name: Schema.optionalKey(text(200, "the whole name")),
  company_id: Schema.optionalKey(text(200, "your own id")),
  tag_id: Schema.optionalKey(id),
  segment_id: Schema.optionalKey(id),
  limit,
  cursor
})

/** @internal */
export const get = reading("get_company", "One company with attributes, tags, segments and people.", { id })

/** @internal */
export const handleFind = Effect.fnUntraced(function* (of: typeof find.parametersSchema.Type) {
  const by = [of.name, of.company_id, of.tag_id ?? of.segment_id].filter((value) => value !== undefined)
  if (by.length > 1)
    return yield* Effect.fail("Companies are found by one filter at a time. Next: leave the others out.")
  if (of.name !== undefined) return yield* one(ask(Companies.getByName({ name: of.name })))
  if (of.company_id !== undefined) return yield* one(ask(Companies.getByCompanyId({ company_id: of.company_id })))
  const number = of.cursor === undefined ? 1 : Number(of.cursor)
  if (!Number.isSafeInteger(number) || number < 1) {
    return yield* Effect.fail("The cursor is none of this tool's. Next: leave it out to begin again.")
  }
  const paging = { page: number, per_page: of.limit ?? 10 }
  const { tag_id, segment_id } = of
  const found = yield* tag_id === undefined && segment_id === undefined
    ? ask(Companies.list(paging))
    : ask(
        Companies.listFiltered({
          ...paging,
          ...(tag_id === undefined ? {} : { tag_id }),
          ...(segment_id === undefined ? {} : { segment_id })
        })
      )
  return yield* shown(found.data ?? [], found.total_count, nextNumber(found.pages))
})

const one = <R>(call: Effect.Effect<Kept<Companies.Company>, string, R>) =>
  Effect.flatMap(call, (company) => shown([company], 1, undefined))

const shown = (
  companies: ReadonlyArray<Kept<Companies.Company>>,
  total: number | string | null | undefined,
  cursor: string | undefined
) =>
  page({
    what: "companies",
    total,
    lines: companies.map(lineOf),
    cursor,
    next: "Next: get_company with an id."
  })

/** @internal */
export const handleGet = Effect.fnUntraced(function* ({ id }: typeof get.parametersSchema.Type) {
  const [company, people] = yield* Effect.all(
    [ask(Companies.get({ id })), Effect.option(ask(Companies.listContacts({ id, per_page: 10 })))],
    { concurrency: 2 }
  )
  const data = [
    lineOf(company),
    line(
      ["size", company.size],
      ["industry", company.industry],
      ["website", company.website],
      ["last_request", time(company.last_request_at)],
      ["sessions", company.session_count]
    ),
    ...section("attributes", attributes(company.custom_attributes)),
    ...section(
      "tags",
      (company.tags?.tags ?? []).slice(0, 50).map((tag) => line(["id", tag.id], ["name", tag.name]))
    ),
    ...section(
      "segments",
      (company.segments?.segments ?? []).slice(0, 50).map((segment) => line(["id", segment.id], ["name", segment.name]))
    ),
    ...(people._tag === "None"
      ? ["people: could not be read"]
      : section("people", (people.value.data ?? []).slice(0, 10).map(personLine)))
  ]
  return yield* answer({
    before: `Company ${JSON.stringify(id)}.`,
    data: data.join("\n"),
    after: "Next: get_person with a person's id, find_conversations with person_id."
  })
})

const lineOf = (company: Kept<Companies.Company>): string =>
  line(
    ["id", company.id],
    ["name", company.name],
    ["company_id", company.company_id],
    ["plan", company.plan?.name],
    ["people", company.user_count],
    ["monthly_spend", company.monthly_spend],
    ["created", time(company.created_at)]
  )
