/**
 * Data sets of Intercom's reports, as streams that can be exported.
 *
 * @since 0.1.0
 */
import type { IntercomClient, IntercomError } from "@effect-intercom/core"
import { ReportingDataExport } from "@effect-intercom/resources"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import { reportingData, type ExportJobError, type ExportJobRow } from "../ExportJob.ts"
import * as Window from "../time/Window.ts"
import { define, type Definition } from "./Definition.ts"
import { fileTimeOf, jobListing, type OnJobEvent } from "./JobListing.ts"
import { nameOfKind } from "./Naming.ts"

/**
 * There is no such data set, or it has no such attribute. `message` names those that there are.
 *
 * @category errors
 * @since 0.1.0
 */
export class UnknownDataset extends Schema.TaggedError<UnknownDataset>("@effect-intercom/streams/UnknownDataset")(
  "UnknownDataset",
  {
    dataset: Schema.String,
    /** The attribute that the data set does not have; undefined where there is no such data set. */
    attribute: Schema.optional(Schema.String),
    /** The data sets that there are, or the attributes of this one. */
    known: Schema.Array(Schema.String),
    message: Schema.String
  }
) {}

type Dataset = ReportingDataExport.ListDatasetsResponseData
type Attribute = NonNullable<Dataset["attributes"]>[number]

/**
 * Makes the stream of a data set, as Intercom describes it: by the id of each attribute, its cells, as text. Of attributes it
 * takes those that are named, by `id` or `qualified_id`, and all when none are; the time by which Intercom chooses the rows and
 * the id of what they are about are always among them.
 *
 * @category constructors
 * @since 0.1.0
 */
export const reporting = Effect.fnUntraced(function* (
  dataset: string,
  attributes?: ReadonlyArray<string>
): Effect.fn.Return<
  Definition<ExportJobRow, ExportJobError>,
  IntercomError | UnknownDataset,
  IntercomClient.IntercomClient
> {
  const { data } = yield* ReportingDataExport.listDatasets()
  const found = data?.find(({ id }) => id === dataset)
  if (found === undefined) {
    const known = (data ?? []).map(({ id }) => id)
    const message = `there is no data set ${dataset}; there are ${known.join(", ")}`
    return yield* new UnknownDataset({ dataset, known, message })
  }
  const all = found.attributes ?? []
  const unknown = attributes?.find((name) => !all.some((attribute) => isNamed(attribute, name)))
  if (unknown !== undefined) {
    const known = all.map(({ id }) => id)
    const message = `the data set ${dataset} has no attribute ${unknown}; it has ${known.join(", ")}`
    return yield* new UnknownDataset({ dataset, attribute: unknown, known, message })
  }
  return definitionOf(found, all, attributes)
})

const definitionOf = (
  { default_time_attribute_id, id: dataset }: Dataset,
  all: ReadonlyArray<Attribute>,
  named: ReadonlyArray<string> | undefined
): Definition<ExportJobRow, ExportJobError> => {
  const own = `${dataset}_id`
  const always = [own, default_time_attribute_id ?? ""]
  const chosen = all.filter(
    (attribute) =>
      named === undefined ||
      named.some((name) => isNamed(attribute, name)) ||
      always.some((name) => isNamed(attribute, name))
  )
  const time = all.find((attribute) => isNamed(attribute, default_time_attribute_id ?? ""))?.id
  const isOwn = chosen.some(({ id }) => id === own)
  const nameOf = headings(chosen)
  const attribute_ids = chosen.map(({ id, qualified_id }) => qualified_id ?? id)
  return define<ExportJobRow, ExportJobError>({
    name: nameOfKind("reporting", dataset),
    // Intercom tells the names of attributes, and not what they are of.
    schema: Schema.Struct(Object.fromEntries(chosen.map(({ id }) => [id, Schema.String]))),
    choice: attribute_ids.join(" "),
    idOf: (record) => textOf(record, isOwn ? own : row),
    identity: [isOwn ? own : row],
    changedAtOf: (record) => (time === undefined ? undefined : fileTimeOf(record, time)),
    list: ({ window }) =>
      jobListing(
        ReportingDataExport.enqueue,
        Effect.map(Clock.currentTimeMillis, (now) => {
          // Whether the bounds are among them is not described: what is outside is taken away.
          const { after = 0, before = Math.floor(now / 1000) } = Window.asked(window, "second")
          const request = { dataset_id: dataset, attribute_ids, start_time: after, end_time: before }
          return {
            kind: "reporting data" as const,
            start: ReportingDataExport.enqueue(request),
            rows: (id: string, onEvent?: OnJobEvent) => reportingData(request, { from: id, onEvent }),
            recordOf: (cells, place) => ({
              ...(isOwn ? {} : { [row]: `${place.id}:${place.rows}` }),
              ...Object.fromEntries(Object.entries(cells).map(([heading, cell]) => [nameOf(heading), cell]))
            })
          }
        })
      )
  })
}

/** What tells rows apart that have no id: the job and the place in its file. */
const row = "row_id"

const isNamed = ({ id, qualified_id }: Attribute, name: string): boolean => id === name || qualified_id === name

/** What the file calls its columns is not described: an id, with the data set in front or without, or the name. */
const headings = (attributes: ReadonlyArray<Attribute>): ((heading: string) => string) => {
  const ids = new Map<string, string>()
  for (const { id, name, qualified_id } of attributes) {
    for (const one of [name, qualified_id, id]) if (typeof one === "string") ids.set(one, id)
  }
  return (heading) => ids.get(heading) ?? heading
}

const textOf = (record: object, field: string): string | undefined => {
  const text = Predicate.hasProperty(record, field) ? record[field] : undefined
  return typeof text === "string" && text !== "" ? text : undefined
}
