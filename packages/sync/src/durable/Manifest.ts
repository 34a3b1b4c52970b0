/**
 * What names the objects of an export, once all of them are there.
 *
 * @since 0.1.0
 */
import type { PgClient } from "@effect/sql-pg/PgClient"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { SqlError } from "effect/sql/SqlError"
import type { ObjectStoreError } from "../ObjectStore.ts"
import type { DurableExportError } from "./DurableError.ts"
import { database, type ExportPlace } from "./Place.ts"
import { report } from "./Standing.ts"
import { storeOf } from "./Target.ts"

/**
 * What `manifest.json` of an export into objects says. It is put when the export begins, without objects and without a report, and
 * again at its end; what it does not name is no part of the export.
 *
 * @category models
 * @since 0.1.0
 */
export interface Manifest {
  readonly exportId: string
  /** Whether everything came. `false` while the export is on its way, and where its report tells of shortfalls. */
  readonly complete: boolean
  /** In their order: a record that comes again in a later one is later. */
  readonly objects: ReadonlyArray<ManifestObject>
  /** That of `DurableExport.report`. Left out until the export is at its end. */
  readonly report?: unknown
}

/**
 * An object of an export.
 *
 * @category models
 * @since 0.1.0
 */
export interface ManifestObject {
  /** As `conversations/000012.ndjson.gz`. */
  readonly name: string
  readonly stream: string
  /** Its records, where the segment has one object only. */
  readonly rows?: number | undefined
}

/**
 * The codec of a {@link Manifest}, to read one.
 *
 * @category schemas
 * @since 0.1.0
 */
export const Manifest: Schema.Codec<Manifest> = /*#__PURE__*/ Schema.Struct({
  exportId: Schema.String,
  complete: Schema.Boolean,
  objects: /*#__PURE__*/ Schema.Array(
    /*#__PURE__*/ Schema.Struct({
      name: Schema.String,
      stream: Schema.String,
      rows: /*#__PURE__*/ Schema.optional(Schema.Finite)
    })
  ),
  report: /*#__PURE__*/ Schema.optional(Schema.Unknown)
})

type Failure = ObjectStoreError | DurableExportError | SqlError

/**
 * Says that the export is on its way, before its first object is put: what is there of an earlier one is not taken for it.
 *
 * @category actions
 * @since 0.1.0
 */
export const beginManifest = ({ exportId }: ExportPlace): Effect.Effect<void, ObjectStoreError | DurableExportError> =>
  put({ exportId, complete: false, objects: [] })

/**
 * Names the objects, with the report.
 *
 * @category actions
 * @since 0.1.0
 */
export const endManifest = Effect.fnUntraced(function* (place: ExportPlace): Effect.fn.Return<void, Failure, PgClient> {
  const { name, query } = yield* database(place.schema)
  const segments = yield* query<{ readonly stream: string; readonly rows: number; readonly objects: string }>(
    `SELECT stream, rows::float8, objects FROM ${name("durable_segments")} WHERE export = $1 AND objects <> '' ORDER BY number`,
    [place.exportId]
  )
  const objects = segments.flatMap(({ objects, rows, stream }) => {
    const names = [...new Set(objects.trim().split(" "))]
    return names.map((name) => ({ name, stream, ...(names.length === 1 ? { rows } : {}) }))
  })
  const found = yield* report(place)
  yield* put({ exportId: place.exportId, complete: found?.complete === true, objects, report: found })
})

const put = (manifest: Manifest) =>
  Effect.flatMap(storeOf, (store) =>
    store.put("manifest.json", new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`))
  )
