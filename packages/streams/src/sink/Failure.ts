/**
 * What goes wrong with the files of a sink, as the error of the stream that was being written.
 *
 * @since 0.1.0
 */
import type { PlatformError } from "effect/PlatformError"
import { SinkError } from "../ExportSink.ts"
import { cannotWrite, type FileError } from "../files/Error.ts"

/**
 * The error of a stream whose files failed. What is a sink's error already stays as it is.
 *
 * @category conversions
 * @since 0.1.0
 */
export const ofStream =
  (stream: string) =>
  (error: SinkError | FileError | PlatformError): SinkError => {
    if (error._tag === "SinkError") return error
    const { cause, kind, message } = error._tag === "FileError" ? error : cannotWrite(error)
    return new SinkError({ stream, kind, message, cause })
  }

/**
 * The error of a state that a sink cannot go on from: it is of another kind of sink, or it is its own and was changed.
 *
 * @category constructors
 * @since 0.1.0
 */
export const ofState = (stream: string, isOwn: boolean): SinkError =>
  isOwn
    ? new SinkError({
        stream,
        kind: "lost",
        message:
          "the checkpoint says of the files what cannot be; put it back as it was, or start again without resuming"
      })
    : new SinkError({
        stream,
        kind: "otherForm",
        message: "the checkpoint was written for another kind of sink; start again without resuming"
      })
