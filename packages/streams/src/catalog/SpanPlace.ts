/**
 * Where a list that may be read in spans of time stands, as the text of a cursor.
 *
 * @since 0.1.0
 */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Span from "./Span.ts"

/**
 * Where a list is: at a cursor of the whole of it, or in those of its spans that are not at their end.
 *
 * @category models
 * @since 0.1.0
 */
export type SpanPlace = { readonly whole: string | null } | Divided

/**
 * A list in spans.
 *
 * @category models
 * @since 0.1.0
 */
export interface Divided {
  readonly spans: ReadonlyArray<Span.Span>
  /** Rows Intercom announced; null where that is not known yet. */
  readonly total: number | null
}

/**
 * The place as a cursor.
 *
 * @category conversions
 * @since 0.1.0
 */
export const toCursor = (place: SpanPlace): string => JSON.stringify(place)

/**
 * The place of a cursor, undefined where it is none. A cursor of Intercom's own is one of the whole list: it was written
 * when the list was not read in spans.
 *
 * @category conversions
 * @since 0.1.0
 */
export const fromCursor = (cursor: string): SpanPlace | undefined => {
  if (!cursor.startsWith("{")) return { whole: cursor }
  const place = Option.getOrUndefined(decode(cursor))
  return place !== undefined && "bounds" in place ? fromBounds(place) : place
}

/** Spans as they were written when all of them were chosen at the beginning. */
const Bounds = /*#__PURE__*/ Schema.Struct({
  bounds: Schema.Array(Schema.Number),
  /** False at the end of a span. */
  cursors: Schema.Array(Schema.Union([Schema.String, Schema.Null, Schema.Literal(false)])),
  total: Schema.Number,
  counts: Schema.Array(Schema.Struct({ expected: Schema.Number, seen: Schema.Number }))
})

const decode = /*#__PURE__*/ Schema.decodeUnknownOption(
  /*#__PURE__*/ Schema.fromJsonString(
    /*#__PURE__*/ Schema.Union([
      Schema.Struct({ whole: Schema.NullOr(Schema.String) }),
      Schema.Struct({ spans: Schema.Array(Span.Span), total: Schema.NullOr(Schema.Number) }),
      Bounds
    ])
  )
)

const fromBounds = ({ bounds, counts, cursors, total }: typeof Bounds.Type): Divided => ({
  spans: cursors.flatMap((cursor, index) => {
    const since = index === 0 ? null : (bounds[index - 1] ?? null)
    // Nothing is known of its order, so all of it is read.
    return cursor === false
      ? []
      : [Span.make({ since, until: bounds[index] ?? null, cursor, ...counts[index], isOrdered: false })]
  }),
  total
})
