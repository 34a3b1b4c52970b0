/**
 * Many records by their ids: one search for each 150 of them, and a get for each that search does not show.
 *
 * @since 0.1.0
 */
import type { CallOptions } from "@effect-intercom/core/CallOptions"
import type { IntercomClient, IntercomResponse } from "@effect-intercom/core/ClientService"
import type { IntercomError, Reason } from "@effect-intercom/core/IntercomError"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import { isPlain, type NamedResource } from "./Named.ts"

/**
 * The two ways to a record: by its id, and by a search that takes a list of ids.
 *
 * @category models
 * @since 0.1.0
 */
export interface Lookup<Item extends { readonly id: string }> {
  readonly get: (id: string, options?: CallOptions) => Looked<Item>
  readonly search: (ids: ReadonlyArray<string>, options?: CallOptions) => Looked<ReadonlyArray<Item>>
  readonly resource: NamedResource
  /** How many ids one search takes. */
  readonly perSearch: number
}

type Looked<Value> = Effect.Effect<IntercomResponse<Value>, IntercomError, IntercomClient>

/**
 * How many gets, and how many searches, are under way at a time. The client paces them.
 *
 * @category constants
 * @since 0.1.0
 */
export const atATime = 10

/**
 * The records that a search for these ids shows. What search cannot do, a get may: then it shows none.
 *
 * @category conversions
 * @since 0.1.0
 */
export const shown = <Item extends { readonly id: string }>(
  lookup: Lookup<Item>,
  ids: ReadonlyArray<string>,
  options?: CallOptions
): Effect.Effect<ReadonlyMap<string, IntercomResponse<Item>>, IntercomError, IntercomClient> => {
  const searched = ids.filter(isPlain)
  // A search may not find the one, and a get does.
  if (searched.length < 2) return Effect.succeed(new Map())
  return lookup.search(searched, options).pipe(
    Effect.map(
      ({ value, ...response }) => new Map(rowsIn(value).map((item) => [item.id, { ...response, value: item }]))
    ),
    Effect.catch((error) => (ofSearchAlone.has(error.reason._tag) ? Effect.succeed(new Map()) : Effect.fail(error)))
  )
}

/**
 * The rows of an answer. One is returned also where it differs from its schema; what is no row there is got by itself.
 *
 * @category conversions
 * @since 0.1.0
 */
export const rowsIn = <Item>(rows: ReadonlyArray<Item>): ReadonlyArray<Item> =>
  Array.isArray(rows) ? rows.filter((row): boolean => Predicate.hasProperty(row, "id")) : []

/** What is wrong with a search, a list of rows or the right to search, and need not be with a get. */
const ofSearchAlone: ReadonlySet<Reason["_tag"]> = new Set([
  "DecodeError",
  "Forbidden",
  "InvalidInput",
  "InvalidRequest",
  "NotFound",
  "UnsupportedVersion"
] as const)

/**
 * The records with these ids, in the order of the ids. One that does not exist, or was merged into another, is missing.
 *
 * @category conversions
 * @since 0.1.0
 */
export const many = Effect.fnUntraced(function* <Item extends { readonly id: string }>(
  lookup: Lookup<Item>,
  ids: Iterable<string | number>,
  options?: CallOptions
) {
  const wanted = [...new Set(Array.from(ids, asText))]
  // What is no id fails before anything is sent.
  const odd = yield* Effect.forEach(
    wanted.filter((id) => !isPlain(id)),
    (id) => existing(lookup, id, options)
  )
  const found = new Map(odd.flatMap((item) => (item === undefined ? [] : [[item.id, item]])))
  const pages = yield* Effect.forEach(
    chunksOf(wanted.filter(isPlain), lookup.perSearch),
    (chunk) => shown(lookup, chunk, options),
    { concurrency: atATime }
  )
  for (const page of pages) for (const [id, { value }] of page) found.set(id, value)
  yield* Effect.forEach(
    wanted.filter((id) => isPlain(id) && !found.has(id)),
    (id) => Effect.map(existing(lookup, id, options), (item) => item && found.set(id, item)),
    { concurrency: atATime, discard: true }
  )
  return new Map(wanted.flatMap((id) => pairOf(id, found.get(id))))
})

/** Numbers are ids of conversations; what is neither is left for the get to refuse. */
const asText = (id: string | number): string => (typeof id === "number" ? String(id) : id)

const pairOf = <Item>(id: string, item: Item | undefined): ReadonlyArray<readonly [string, Item]> =>
  item === undefined ? [] : [[id, item]]

const existing = <Item extends { readonly id: string }>(
  lookup: Lookup<Item>,
  id: string,
  options: CallOptions | undefined
): Effect.Effect<Item | undefined, IntercomError, IntercomClient> =>
  lookup.get(id, options).pipe(
    Effect.map(({ value }) => value),
    Effect.catch((error) =>
      error.reason._tag === "NotFound" || error.reason._tag === "Gone" ? Effect.undefined : Effect.fail(error)
    )
  )

const chunksOf = (ids: ReadonlyArray<string>, size: number): ReadonlyArray<ReadonlyArray<string>> =>
  Array.from({ length: Math.ceil(ids.length / size) }, (_, at) => ids.slice(at * size, (at + 1) * size))
