/**
 * The streams that are named on the command line: known ones, types of custom objects, and data sets of reports.
 *
 * @since 0.1.0
 */
import type { IntercomClient, IntercomError } from "@effect-intercom/core"
import type { ExportStream } from "@effect-intercom/streams"
import * as Effect from "effect/Effect"
import { type Problem, wrong } from "./Problem.ts"
import { suggestions } from "./Registry.ts"
import { every, usual } from "./Streams.ts"

/**
 * A data set of reports, which Intercom has to describe before it is a stream.
 *
 * @category models
 * @since 0.1.0
 */
export interface Dataset {
  readonly dataset: string
  /** Undefined for all of them. */
  readonly attributes: ReadonlyArray<string> | undefined
}

/**
 * A stream, as far as it is known without asking.
 *
 * @category models
 * @since 0.1.0
 */
export type Named = ExportStream.Source | Dataset

/**
 * How streams are written that there are as many of as somebody made.
 *
 * @category constants
 * @since 0.1.0
 */
export const forms = ["custom_objects:<type>", "reporting:<data set>[:<attribute>,…]"] as const

/**
 * The streams that were named, each once. What stands inside the records of all is not written twice unless it is named.
 *
 * @category conversions
 * @since 0.1.0
 */
export const chosen = Effect.fnUntraced(function* (
  words: ReadonlyArray<string>
): Effect.fn.Return<ReadonlyArray<Named>, Problem> {
  if (words.length === 0) return usual
  const { Export } = yield* Effect.promise(() => import("@effect-intercom/streams"))
  const made = yield* Effect.forEach([...new Set(words.filter((word) => word.includes(":")))], read)
  const names = words.filter((word) => !word.includes(":"))
  const known = [...Export.streamNames, ...Export.innerStreamNames]
  const unknown = names.find((name) => name !== every && !known.some((stream) => stream === name))
  if (unknown !== undefined) {
    const close = suggestions(unknown, known)
    return yield* wrong(
      `There is no stream ${JSON.stringify(unknown)}`,
      close.length > 0 ? `Did you mean ${close.join(" or ")}?` : `There are ${[...known, ...forms].join(", ")}`
    )
  }
  const wanted: ReadonlySet<string> = new Set(names.includes(every) ? [...names, ...Export.streamNames] : names)
  return [...known.filter((stream) => wanted.has(stream)), ...made]
})

const read = Effect.fnUntraced(function* (word: string): Effect.fn.Return<Named, Problem> {
  const { ExportStream } = yield* Effect.promise(() => import("@effect-intercom/streams"))
  const [kind = "", name = "", ...others] = word.split(":")
  const attributes = others[0]?.split(",")
  const isWhole = name !== "" && others.length <= 1 && attributes?.includes("") !== true
  if (kind === "custom_objects" && isWhole && attributes === undefined) return ExportStream.customObjects(name)
  if (kind === "reporting" && isWhole) return { dataset: name, attributes }
  return yield* wrong(`There is no stream ${JSON.stringify(word)}`, `Write ${forms.join(" or ")}`)
})

/**
 * The streams themselves. Data sets are asked for once.
 *
 * @category conversions
 * @since 0.1.0
 */
export const resolve = (
  named: ReadonlyArray<Named>
): Effect.Effect<ReadonlyArray<ExportStream.Source>, Problem | IntercomError, IntercomClient.IntercomClient> =>
  Effect.forEach(named, (one) => (isDataset(one) ? ofDataset(one) : Effect.succeed(one)))

/**
 * Whether a stream is one of a data set, for which Intercom has to be asked.
 *
 * @category guards
 * @since 0.1.0
 */
export const isDataset = (one: Named): one is Dataset => typeof one === "object" && "dataset" in one

/**
 * What a stream is called.
 *
 * @category conversions
 * @since 0.1.0
 */
export const nameOf = (one: Named): string =>
  typeof one === "string" ? one : isDataset(one) ? `reporting:${one.dataset}` : one.name

const ofDataset = Effect.fnUntraced(function* ({ attributes, dataset }: Dataset) {
  const { ExportStream } = yield* Effect.promise(() => import("@effect-intercom/streams"))
  return yield* ExportStream.reporting(dataset, attributes).pipe(
    Effect.catchTag("UnknownDataset", ({ attribute, known }) =>
      attribute === undefined
        ? wrong(`There is no data set ${JSON.stringify(dataset)}`, `There are ${known.join(", ")}`)
        : wrong(`The data set ${dataset} has no attribute ${JSON.stringify(attribute)}`, `It has ${known.join(", ")}`)
    )
  )
})
