/**
 * Operations that send a file, or answer with one.
 *
 * They stand apart from the others for what they need: forms, and streams.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { callable, define } from "./operation/Callable.ts"
import type { CallOptions } from "./CallOptions.ts"
import { streamOf } from "./client/Download.ts"
import type { IntercomError } from "./IntercomError.ts"
import type { Download, Operation, Options } from "./Operation.ts"
import { withForm } from "./client/Form.ts"

/**
 * Makes an operation that takes a file, or fields as those of a web form, and answers with JSON.
 *
 * @category constructors
 * @since 0.1.0
 */
export const upload = <Input = {}, Output = never>(
  id: string,
  options: Omit<Options<Input>, "body"> & { readonly success: Schema.Codec<Output> }
): Operation<Input, Output> =>
  callable({
    ...define(id, options, "json"),
    body: "multipart" as const,
    success: options.success,
    pagination: undefined,
    withForm
  })

/**
 * Makes an operation that answers with a file.
 *
 * @category constructors
 * @since 0.1.0
 */
export const download = <Input = {}>(id: string, options: Options<Input>): Download<Input> => {
  const definition = {
    ...define(id, options, "bytes"),
    success: BytesStream,
    pagination: undefined,
    streamOf
  }
  const execute = callable<Input, Stream.Stream<Uint8Array, IntercomError>, typeof definition>(definition)
  const call = (...args: [input?: Input, options?: CallOptions]) => Stream.unwrap(execute(...args))
  return Object.assign(call, definition)
}

/** What a download's call gives: it is made by the client, never checked against this. */
const BytesStream: Schema.Codec<Stream.Stream<Uint8Array, IntercomError>> = /*#__PURE__*/ Schema.declare(
  (value): value is Stream.Stream<Uint8Array, IntercomError> => Stream.isStream(value)
)
