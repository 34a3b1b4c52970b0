/**
 * The parameters tools share. Every one of them is bounded.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { Tool } from "effect/ai"

/**
 * A text of so many characters.
 *
 * @internal
 */
export const text = (most: number, description?: string) => {
  const schema = Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(most))
  return description === undefined ? schema : schema.annotate({ description })
}

/**
 * How many characters a cursor may have.
 *
 * @internal
 */
export const mostOfCursor = 1000

/**
 * An id of a record. Ids go into paths.
 *
 * @internal
 */
export const id = text(100)

/**
 * An id that Intercom compares as a number.
 *
 * @internal
 */
export const number = Schema.String.check(Schema.isMaxLength(15), Schema.isPattern(/^\d+$/))

/**
 * How many records are shown: 10 when left out.
 *
 * @internal
 */
export const limit = Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 25 })))

/**
 * Where an earlier answer ended.
 *
 * @internal
 */
export const cursor = Schema.optionalKey(text(mostOfCursor))

/**
 * A point in time.
 *
 * @internal
 */
export const date = Schema.optionalKey(text(30))

/**
 * Unix seconds of a date as models write it.
 *
 * @internal
 */
export const seconds = (name: string, value: string): Effect.Effect<number, string> =>
  Option.match(/^\d{4}-\d{2}-\d{2}/.test(value) ? DateTime.make(value) : Option.none(), {
    onNone: () => Effect.fail(`${name} is no date. Next: write it as 2026-01-31 or 2026-01-31T08:00:00Z.`),
    onSome: (instant) => Effect.succeed(Math.floor(DateTime.toEpochMillis(instant) / 1000))
  })

/** How a field of dates is compared. */
interface Dated<Filter> {
  readonly after: (seconds: number) => Filter
  readonly before: (seconds: number) => Filter
}

/**
 * The filters of dates that were given, by their names: `created_after` compares `created` so that it comes after.
 *
 * @internal
 */
export const dated = Effect.fnUntraced(function* <Filter>(
  of: Readonly<Record<string, unknown>>,
  fields: Readonly<Record<string, Dated<Filter>>>
): Effect.fn.Return<ReadonlyArray<Filter>, string> {
  const filters: Array<Filter> = []
  for (const [name, field] of Object.entries(fields)) {
    for (const way of ["after", "before"] as const) {
      const value = of[`${name}_${way}`]
      if (typeof value === "string") filters.push(field[way](yield* seconds(`${name}_${way}`, value)))
    }
  }
  return filters
})

/**
 * The page that is asked for, as searches take it.
 *
 * @internal
 */
export const paginated = (limit: number, cursor: string | undefined) => ({
  per_page: limit,
  ...(cursor === undefined ? {} : { starting_after: cursor })
})

/**
 * A tool that only reads. It answers in text, and fails in text.
 *
 * @internal
 */
export const reading = <const Name extends string, Fields extends Schema.Struct.Fields>(
  name: Name,
  description: string,
  fields: Fields
) =>
  Tool.make(name, {
    description,
    parameters: Schema.Struct(fields),
    success: Schema.String,
    failure: Schema.String,
    failureMode: "return"
  })
    .annotate(Tool.Readonly, true)
    .annotate(Tool.Destructive, false)
    .annotate(Tool.Idempotent, true)
