/**
 * What the examples of docstrings take for granted: what their reader has already.
 */
import type { CanvasKit, Webhooks } from "@effect-intercom/app"
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
export declare const secret: string
export declare const newSecret: string
export declare const oldSecret: string
export declare const clientId: string
export declare const clientSecret: string
export declare const code: string
export declare const state: string
export declare const sessionId: string
export declare const headers: Headers
export declare const body: Uint8Array
export declare const notification: Webhooks.Notification
export declare const handlers: { readonly "contact.merged": () => Effect.Effect<void> }
export declare const forget: (id: string | null | undefined) => Effect.Effect<void>
export declare const form: CanvasKit.Canvas<readonly [CanvasKit.Input<"email">, CanvasKit.Input<"name">]>
export declare const request: CanvasKit.SubmitRequest

/** What frameworks have in common, as far as examples show them. */
export declare const app: {
  readonly all: (path: string, handler: (context: { readonly req: { readonly raw: Request } }) => unknown) => void
}

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
  "queue",
  "secret",
  "newSecret",
  "oldSecret",
  "clientId",
  "clientSecret",
  "code",
  "state",
  "sessionId",
  "headers",
  "body",
  "notification",
  "handlers",
  "forget",
  "form",
  "request",
  "app"
]
