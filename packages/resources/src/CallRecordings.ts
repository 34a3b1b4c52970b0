/**
 * The recordings of calls, as bytes.
 *
 * @since 0.1.0
 */
import * as FileOperation from "@effect-intercom/core/FileOperation"
import type * as Operation from "@effect-intercom/core/Operation"
import * as Calls from "./Calls.ts"

/**
 * Streams the recording of a call.
 *
 * Asks Intercom for the recording's URL (`GET /calls/{id}/recording`, since 2.14) and reads it there, without the access
 * token: the URL is signed, lies on another host, and is shown in no error, log line or span. Both are repeated together, as
 * the URL does not last. Where the URL is enough, use `Calls.getRecording`.
 *
 * Fails with `NotFound` when the call has no recording. The `timeout` of the options holds for each of the two requests,
 * and for each part of the file; a file that breaks off is not taken up again.
 *
 * ```ts
 * const fs = yield* FileSystem.FileSystem
 * yield* CallRecordings.download({ id: "204118" }).pipe(Stream.run(fs.sink("call.mp3")))
 * ```
 *
 * @category operations
 * @since 0.1.0
 */
export const download: Operation.Download<Calls.GetRecordingInput> = /*#__PURE__*/ FileOperation.download(
  "callRecordings.download",
  {
    method: Calls.getRecording.method,
    path: Calls.getRecording.path,
    since: Calls.getRecording.since,
    input: Calls.GetRecordingInput,
    elsewhere: true
  }
)
