/**
 * What an export has to know of a stream: where its rows are listed, and how a whole record is read.
 *
 * @since 0.1.0
 */
import { IntercomClient, type IntercomError, type Operation, type Version } from "@effect-intercom/core"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import type * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as IntercomStream from "./IntercomStream.ts"
import type { Page } from "./Page.ts"
import * as PaginationFailure from "./PaginationFailure.ts"
import type { Window } from "./Window.ts"

/**
 * A stream that can be exported. All of it is data: a new stream is one more definition.
 *
 * @category models
 * @since 0.1.0
 */
export interface ExportDefinition<A> {
  /** The name users write and files carry. */
  readonly name: string
  /** Seconds until a change surely shows in the listing. */
  readonly settle: number
  /** Whether records tell when they changed. Those that do not are exported as a whole every time. */
  readonly tellsChanges: boolean
  readonly schema: Schema.Codec<A>
  /** How the rows of a window are listed. It may list more than the window; the rest is taken away afterwards. */
  readonly list: (selection: Selection) => Listing
  /** How the whole record of a listed row is read, where the row is not the record. */
  readonly hydration?: ((selection: Selection) => Hydration | undefined) | undefined
}

/**
 * What of a stream is exported.
 *
 * @category models
 * @since 0.1.0
 */
export interface Selection {
  readonly window: Window
  readonly version: Version.Version
  /** Whether records are read with their parts, where they have some. */
  readonly parts: boolean
}

/**
 * The pages of a listing, and whether it can go on from the cursor of a page.
 *
 * @category models
 * @since 0.1.0
 */
export interface Listing {
  readonly operation: Operation.Definition
  readonly resumable: boolean
  readonly pages: (
    from: string | undefined,
    /** Told when the listing had to start again from its first page. What was handed out does not come twice. */
    onRestart: Effect.Effect<void>
  ) => Stream.Stream<Page<unknown>, IntercomError, IntercomClient>
}

/**
 * How whole records are read.
 *
 * @category models
 * @since 0.1.0
 */
export interface Hydration {
  readonly operation: Operation.Definition
  readonly read: (id: string) => Effect.Effect<unknown, IntercomError, IntercomClient>
  /** How many parts a record holds and how many it has, where it tells. */
  readonly parts: (record: object) => { readonly have: number; readonly total: number } | undefined
}

/**
 * Lists with a paginated operation, a page ahead of the reader.
 *
 * @category constructors
 * @since 0.1.0
 */
export const listing = <Input, Page, Item>(
  operation: Operation.Paginated<Input, Page, Item>,
  input: Input
): Listing => ({
  operation,
  resumable: operation.pagination.kind !== "scroll",
  pages: (from, onRestart) =>
    IntercomStream.pages(operation, input, {
      prefetch: 1,
      from,
      scroll: { onEvent: ({ _tag }) => (_tag === "ScrollRestarted" ? onRestart : Effect.void) }
    })
})

/**
 * Lists with an operation that answers with everything at once.
 *
 * @category constructors
 * @since 0.1.0
 */
export const wholeList = <Input, Output>(
  operation: Operation.Operation<Input, Output>,
  call: Effect.Effect<Output, IntercomError, IntercomClient>,
  rowsOf: (output: Output) => ReadonlyArray<unknown>
): Listing => ({
  operation,
  resumable: false,
  pages: () =>
    Stream.fromEffect(
      Effect.flatMap(call, (output) => {
        const rows: unknown = Predicate.isObject(output) ? rowsOf(output) : undefined
        // An answer without the list must not pass for an empty one.
        return Array.isArray(rows)
          ? Effect.succeed({
              items: rows.filter(Predicate.isNotNullish),
              cursor: undefined,
              totalCount: undefined,
              page: output
            })
          : IntercomClient.use(({ baseUrl }) =>
              Effect.fail(
                PaginationFailure.fromProblem({ operation, baseUrl }, 0, {
                  kind: "malformed",
                  message: "The answer does not hold the list it should"
                })
              )
            )
      })
    )
})

/**
 * The id of a record, as text. Ids come as numbers from some endpoints, and are never compared as numbers or by order.
 *
 * @category readers
 * @since 0.1.0
 */
export const idOf = (record: object): string | undefined => {
  const id = Predicate.hasProperty(record, "id") ? record.id : undefined
  if (typeof id === "string") return id === "" ? undefined : id
  return typeof id === "number" ? String(id) : undefined
}

/**
 * When a record changed, in Unix seconds, where it tells.
 *
 * @category readers
 * @since 0.1.0
 */
export const changedAtOf = (record: object): number | undefined =>
  Predicate.hasProperty(record, "updated_at") && typeof record.updated_at === "number" ? record.updated_at : undefined
