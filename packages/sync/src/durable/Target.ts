/**
 * Where the records of a segment go: into tables page by page, or into one object at its end.
 *
 * @since 0.1.0
 */
import type { PgClient } from "@effect/sql-pg/PgClient"
import type { Export, ExportSink } from "@effect-intercom/streams"
import { PostgresSink } from "@effect-intercom/streams/postgres"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { gzipSync } from "node:zlib"
import { ObjectStore, type ObjectStoreError } from "../ObjectStore.ts"
import type { Asked } from "./Asked.ts"
import { DurableExportError } from "./DurableError.ts"
import type { Lease } from "./Lease.ts"

/**
 * A place for records.
 *
 * @category models
 * @since 0.1.0
 */
export interface Target {
  /** Whether a segment goes on where it was stopped. An object is begun anew. */
  readonly goesOn: boolean
  /** Takes records, in the transaction of their page; answers with those that are refused. */
  readonly write: (
    records: ReadonlyArray<object>
  ) => Effect.Effect<
    ReadonlyArray<{ readonly id: string | undefined; readonly reason: string }>,
    ExportSink.SinkError,
    PgClient
  >
  /** Makes safe what was taken, before the transaction that speaks of it. Answers with the name of the object. */
  readonly close: Effect.Effect<string | undefined, ObjectStoreError>
}

/**
 * What a target is for.
 *
 * @category models
 * @since 0.1.0
 */
export interface TargetOptions {
  readonly asked: Asked
  readonly lease: Lease
  readonly workspace: string | undefined
  readonly stream: Export.StreamName
}

/**
 * Opens the place of a segment.
 *
 * @category constructors
 * @since 0.1.0
 */
export const open = (
  options: TargetOptions
): Effect.Effect<Target, ExportSink.SinkError | DurableExportError, PgClient> =>
  options.asked.into === "objects" ? object(options) : tables(options)

const tables = ({ asked, lease, stream, workspace }: TargetOptions) =>
  Effect.map(
    PostgresSink.writer({ stream, schema: lease.place.schema, attributes: asked.attributes, workspace }),
    (write): Target => ({ goesOn: true, write: (records) => write({ records }), close: Effect.undefined })
  )

/** Pages are packed one by one: packed pieces one after the other are a packed whole. */
const object = Effect.fnUntraced(function* ({ lease: { epoch, place, round }, stream }: TargetOptions) {
  const store = yield* storeOf
  const packed: Array<Uint8Array> = []
  const number = String(place.number).padStart(6, "0")
  // What is owed comes bit by bit, and what came is not asked for again.
  const name = round === "owed" ? `${stream}/${number}-${epoch}.ndjson.gz` : `${stream}/${number}.ndjson.gz`
  const target: Target = {
    goesOn: false,
    write: (records) =>
      Effect.sync(() => {
        if (records.length > 0) packed.push(gzipSync(records.map((record) => `${JSON.stringify(record)}\n`).join("")))
        return []
      }),
    // Where there are no records there is no object.
    close: Effect.suspend(() =>
      packed.length === 0 ? Effect.undefined : Effect.as(store.put(name, Buffer.concat(packed)), name)
    )
  }
  return target
})

/**
 * The store of a runner.
 *
 * @category conversions
 * @since 0.1.0
 */
export const storeOf: Effect.Effect<ObjectStore["Service"], DurableExportError> = Effect.flatMap(
  Effect.serviceOption(ObjectStore),
  Option.match({
    onSome: Effect.succeed,
    onNone: () =>
      Effect.fail(
        new DurableExportError({
          kind: "stopped",
          message: "the export is into objects, and a runner has no ObjectStore: provide one to DurableExport.layer"
        })
      )
  })
)
