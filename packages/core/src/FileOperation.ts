/**
 * Operations that send a file, or answer with one.
 *
 * They stand apart from the others for what they need: forms, and streams.
 *
 * @since 0.1.0
 */
import type { NonEmptyReadonlyArray } from "effect/Array"
import * as Channel from "effect/Channel"
import * as Effect from "effect/Effect"
import { identity } from "effect/Function"
import * as Pipeable from "effect/Pipeable"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import type * as Stream from "effect/Stream"
import { follow } from "./client/Elsewhere.ts"
import { formOf } from "./client/Form.ts"
import { callable, define } from "./operation/Callable.ts"
import type { CallOptions } from "./CallOptions.ts"
import type { IntercomClient } from "./ClientService.ts"
import type { IntercomError } from "./IntercomError.ts"
import type { Download, Operation } from "./Operation.ts"
import type { Options } from "./operation/Definition.ts"
import type { ReceivedFile } from "./operation/ReceivedFile.ts"

export type { FileLimit, ReceivedFile } from "./operation/ReceivedFile.ts"

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
    form: formOf,
    success: options.success,
    pagination: undefined
  })

/**
 * Makes an operation that answers with a file, or, with `elsewhere`, with a redirect to one on another host.
 *
 * @category constructors
 * @since 0.1.0
 */
export const download = <Input = {}>(
  id: string,
  options: Options<Input> & { readonly elsewhere?: boolean }
): Download<Input> => {
  const definition = {
    ...define(id, options, "bytes"),
    success: AnyFile,
    pagination: undefined,
    follow: options.elsewhere === true ? follow : undefined
  }
  const execute = callable<Input, ReceivedFile, typeof definition>(definition)
  const call = (...args: [input?: Input, options?: CallOptions]) =>
    fileStream(Channel.unwrap(Effect.map(execute(...args), partsOf)))
  return Object.assign(call, definition)
}

type Parts<R = never> = Channel.Channel<
  NonEmptyReadonlyArray<Uint8Array>,
  IntercomError,
  void,
  unknown,
  unknown,
  unknown,
  R
>

const streamKey = "~effect/Stream" satisfies Stream.TypeId

/**
 * All that a stream is, made by hand: the module of `Stream` brings sinks and maps of resources with it, to every process
 * that imports all operations. Whoever reads the stream has it.
 */
const fileStream = (channel: Parts<IntercomClient>): Stream.Stream<Uint8Array, IntercomError, IntercomClient> => ({
  [streamKey]: { _A: identity, _E: identity, _R: identity },
  channel,
  pipe: Pipeable.Prototype.pipe
})

/** A file may take long; each part of it may take as long as an attempt. */
const partsOf = ({ bytes: { channel }, limit }: ReceivedFile): Parts =>
  limit === undefined
    ? channel
    : Channel.transformPull(channel, (pull) =>
        Effect.succeed(
          Effect.timeoutOrElse(pull, { duration: limit.duration, orElse: () => Effect.fail(limit.passed()) })
        )
      )

/** The value is made by the client, and never checked against this. */
const AnyFile: Schema.Codec<ReceivedFile> = /*#__PURE__*/ Schema.declare(
  (value): value is ReceivedFile =>
    Predicate.hasProperty(value, "bytes") && Predicate.hasProperty(value.bytes, streamKey)
)
