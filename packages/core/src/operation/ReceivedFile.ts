/**
 * The value of an operation that answers with a file, before it is a stream of bytes.
 *
 * It is data: a client that never reads a file does not hold what reads one.
 *
 * @since 0.1.0
 */
import type * as Duration from "effect/Duration"
import type * as Stream from "effect/Stream"
import type { IntercomError } from "../IntercomError.ts"

/**
 * A file as a client hands it out. `FileOperation.download` makes the stream users read of it.
 *
 * @category models
 * @since 0.1.0
 */
export interface ReceivedFile {
  readonly bytes: Stream.Stream<Uint8Array, IntercomError>
  /** How long each part of the file may take, where there is a limit. */
  readonly limit?: FileLimit | undefined
}

/**
 * The time limit of each part of a file.
 *
 * @category models
 * @since 0.1.0
 */
export interface FileLimit {
  readonly duration: Duration.Duration
  /** What the stream fails with when a part takes longer. */
  readonly passed: () => IntercomError
}
