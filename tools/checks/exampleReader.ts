/**
 * What the examples of docstrings take for granted: what their reader has already.
 */
import type { IntercomClient, IntercomError } from "@effect-intercom/core"
import type { ExportSink } from "@effect-intercom/streams"
import type { DateTime, Effect, Layer } from "effect"
import type { HttpClient } from "effect/http"

export declare const program: Effect.Effect<void, IntercomError, IntercomClient.IntercomClient>
export declare const welcome: (email: string) => Effect.Effect<void, IntercomError, IntercomClient.IntercomClient>
export declare const live: Layer.Layer<IntercomClient.IntercomClient, never, HttpClient.HttpClient>
export declare const id: string
export declare const since: DateTime.Utc
export declare const sink: ExportSink.ExportSink
export declare const checkpoint: { readonly cursor: string }
export declare const savedId: string
export declare const idsOfTheLastExport: ReadonlyArray<string>
export declare const save: (...what: ReadonlyArray<unknown>) => Effect.Effect<void>
export declare const store: (...what: ReadonlyArray<unknown>) => Effect.Effect<void>
export declare const remove: (id: string) => Effect.Effect<void>
export declare const queue: { readonly send: (stream: string, record: unknown) => Effect.Effect<void> }

/** Their names. */
export const readersNames = [
  "program",
  "welcome",
  "live",
  "id",
  "since",
  "sink",
  "checkpoint",
  "savedId",
  "idsOfTheLastExport",
  "save",
  "store",
  "remove",
  "queue"
]
