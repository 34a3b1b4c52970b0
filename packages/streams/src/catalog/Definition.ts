/**
 * What an export has to know of a stream: where its rows are listed, and how a whole record is read.
 *
 * @since 0.1.0
 */
import type { IntercomClient, IntercomError, Operation, Version } from "@effect-intercom/core"
import type * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as IntercomStream from "../IntercomStream.ts"
import type { Tombstone } from "../state/Tombstone.ts"
import type { Window } from "../time/Window.ts"
import type { Expansion } from "./Expansion.ts"
import { idOf, secondsOf } from "./Field.ts"
import type { Listing } from "./Listing.ts"

/**
 * A stream that can be exported. All of it is data: a new stream is one more definition. `E` is what its list fails with
 * beside errors of operations.
 *
 * @category models
 * @since 0.1.0
 */
export interface Definition<out A, out E = never> {
  /** The name users write and files carry. */
  readonly name: string
  /** Seconds until a change surely shows in the listing. */
  readonly settle: number
  /** Whether records tell when they changed. Those that do not are exported as a whole every time. */
  readonly tellsChanges: boolean
  /** The id of a record, which is unique within the stream; undefined where it has none. */
  readonly idOf: (record: object) => string | undefined
  /** The fields of a record that its id is made of. */
  readonly identity: ReadonlyArray<string>
  /** When a record changed, in Unix seconds, where it tells. */
  readonly changedAtOf: (record: object) => number | undefined
  readonly schema: Schema.Codec<A>
  /** What of its records is asked for, where it can be chosen: an export does not go on with another choice. */
  readonly choice?: string | undefined
  /** Seconds for which Intercom hands out a record, where it does not for ever. */
  readonly retention?: number | undefined
  /** Lists inside the records that Intercom shortens. */
  readonly expansions?: ReadonlyArray<Expansion> | undefined
  /**
   * Whether the list of a window finds what changed in it, so that what changed during a walk through everything can be
   * read afterwards. `false` when left out.
   */
  readonly findsChanges?: boolean | undefined
  /** How a record is read by its id, where it is listed whole otherwise and could not be delivered once. */
  readonly read?: ((id: string) => Effect.Effect<unknown, IntercomError, IntercomClient.IntercomClient>) | undefined
  /** What its records tell of another stream: that a record of that one is gone. */
  readonly removes?: Removes | undefined
  /** Where its records stand in those of another stream, which are what is listed and read. */
  readonly inside?: Inside | undefined
  /** How the rows of a window are listed. It may list more than the window; the rest is taken away afterwards. */
  readonly list: (selection: Selection) => Listing<E>
  /** How the whole record of a listed row is read, where the row is not the record. */
  readonly hydration?: ((selection: Selection) => Hydration | undefined) | undefined
}

/**
 * Where the records of a stream stand in those of another.
 *
 * @category models
 * @since 0.1.0
 */
export interface Inside {
  /** The stream whose records are read. */
  readonly definition: Definition<unknown>
  /** The keys that lead to the list. */
  readonly path: ReadonlyArray<string>
  /** The field that is added to the elements, with the id of the record they stand in. */
  readonly parent: string
}

/**
 * The stream whose records go, and what a record of this one tells of it.
 *
 * @category models
 * @since 0.1.0
 */
export interface Removes {
  readonly stream: string
  readonly tombstoneOf: (record: object) => Tombstone | undefined
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
  /** Whether shortened lists inside records are read whole. */
  readonly lists: boolean
  /** In how many spans of time a long list is read at once, at most. */
  readonly segments: number
  /**
   * Whether what belongs to others is asked of all of them in a window, and not only of those that changed since it began.
   */
  readonly everyParent: boolean
}

/**
 * How the records of a listed row are read: the whole of the row itself, or others that belong to it.
 *
 * @category models
 * @since 0.1.0
 */
export interface Hydration {
  readonly operation: Operation.Definition
  /**
   * `whole`: the row is a short form of one record. `children`: the row is the parent of any number of records with times
   * of their own, to which the window is applied.
   */
  readonly yields: "whole" | "children"
  readonly read: (id: string) => Effect.Effect<ReadonlyArray<unknown>, IntercomError, IntercomClient.IntercomClient>
  /**
   * When a parent changed, in Unix seconds. One that did not since the window began is not asked for its children, except
   * by a run that asks all. Where it is left out, every listed parent is asked.
   */
  readonly parentChangedAtOf?: ((parent: object) => number | undefined) | undefined
  /** Whether a parent has any children, where it tells. One that has none is not asked for them. */
  readonly hasChildren?: ((parent: object) => boolean) | undefined
  /** How many parts a record holds and how many it has, where it tells. */
  readonly parts?: ((record: object) => { readonly have: number; readonly total: number } | undefined) | undefined
}

/**
 * Makes a definition. Records have an `id` and tell in `updated_at` when they changed, unless it says otherwise.
 *
 * @category constructors
 * @since 0.1.0
 */
export const define = <A, E = never>(
  definition: Pick<Definition<A, E>, "name" | "schema" | "list"> & Partial<Definition<A, E>>
): Definition<A, E> => ({
  settle: 60,
  tellsChanges: true,
  idOf: (record) => idOf(record),
  identity: ["id"],
  changedAtOf: (record) => secondsOf(record, "updated_at"),
  ...definition
})

/**
 * Reads all rows of a paginated operation as the children of a record.
 *
 * @category constructors
 * @since 0.1.0
 */
export const children = <Input, Page, Item>(
  operation: Operation.Paginated<Input, Page, Item>,
  inputOf: (parent: string) => Input
): Hydration => ({
  operation,
  yields: "children",
  read: (parent) => Stream.runCollect(IntercomStream.items(operation, inputOf(parent)))
})
