/**
 * The recordings of calls, as bytes.
 *
 * @since 0.1.0
 */
import * as CallOptions from "@effect-intercom/core/CallOptions"
import { IntercomClient } from "@effect-intercom/core/ClientService"
import * as Failure from "@effect-intercom/core/Failure"
import { IntercomError, type Reason, TimeoutError } from "@effect-intercom/core/IntercomError"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import type * as HttpClientError from "effect/http/HttpClientError"
import * as Stream from "effect/Stream"
import * as Calls from "./Calls.ts"

/**
 * Streams the recording of a call.
 *
 * Asks Intercom for the recording's URL (`GET /calls/{id}/recording`, since 2.14) and reads it there, without the access
 * token: the URL is signed, lies on another host, and is shown in no error. Where the URL is enough, use
 * `Calls.getRecording`.
 *
 * Fails with `NotFound` when the call has no recording. The `timeout` of the options holds for each part of the file.
 *
 * ```ts
 * const fs = yield* FileSystem.FileSystem
 * yield* CallRecordings.download({ id: "204118" }).pipe(Stream.run(fs.sink("call.mp3")))
 * ```
 *
 * @category downloads
 * @since 0.1.0
 */
export const download = (
  input: Calls.GetRecordingInput,
  options?: CallOptions.CallOptions
): Stream.Stream<Uint8Array, IntercomError, IntercomClient | HttpClient.HttpClient> =>
  Stream.unwrap(
    Effect.gen(function* () {
      const outer = yield* CallOptions.CurrentCallOptions
      const timeout = Duration.fromInputUnsafe(CallOptions.merge(outer, options).timeout ?? "60 seconds")
      const url = yield* Calls.getRecording(input, options)
      const { version } = yield* IntercomClient
      const http = yield* HttpClient.HttpClient
      const response = yield* http.get(url).pipe(
        // A span would hold the signed URL.
        Effect.provideService(HttpClient.TracerDisabledWhen, () => true),
        Effect.mapError(unreached),
        Effect.timeoutOrElse({ duration: timeout, orElse: () => Effect.fail(tooLate(timeout)) })
      )
      if (response.status >= 300) {
        return yield* failed(
          Failure.fromRefusal({
            status: response.status,
            body: undefined,
            requestId: undefined,
            retryAfter: undefined,
            secrets: [],
            version,
            availability: Calls.getRecording
          })
        )
      }
      return response.stream.pipe(
        Stream.mapError(unreached),
        Stream.timeoutOrElse({ duration: timeout, orElse: () => Stream.fail(tooLate(timeout)) })
      )
    })
  )

const failed = (reason: Reason): IntercomError =>
  new IntercomError({
    operation: Calls.getRecording.id,
    method: Calls.getRecording.method,
    url: Calls.getRecording.path,
    reason
  })

const unreached = (error: HttpClientError.HttpClientError): IntercomError => failed(Failure.fromTransport(error))

const tooLate = (duration: Duration.Duration): IntercomError =>
  failed(
    new TimeoutError({
      limit: "attempt",
      duration,
      message: `No part of the recording came within ${Duration.format(duration)}`
    })
  )
