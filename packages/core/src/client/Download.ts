/**
 * The answer of an operation that is a file: the stream of its bytes.
 *
 * @since 0.1.0
 */
import * as Stream from "effect/Stream"
import type { Context } from "./Answer.ts"
import * as Failure from "./Failure.ts"
import type { IntercomError } from "../IntercomError.ts"
import type { Received } from "../http/Transport.ts"

/**
 * The bytes of a response as they come. A file may take long; each part of it may take as long as an attempt.
 *
 * @category readers
 * @since 0.1.0
 */
export const streamOf = (
  { response }: Received,
  { fail, timeout }: Context
): Stream.Stream<Uint8Array, IntercomError> =>
  response.stream.pipe(
    Stream.mapError((error) => fail(Failure.fromTransport(error))),
    Stream.timeoutOrElse({
      duration: timeout,
      orElse: () => Stream.fail(fail(Failure.timedOut("attempt", timeout)))
    })
  )
