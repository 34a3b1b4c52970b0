/**
 * What operations of all kinds are made of: what is known of them, and the call.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import type { CallOptions } from "../CallOptions.ts"
import { IntercomClient } from "../ClientService.ts"
import type { Definition, Options, Reads } from "./Definition.ts"

/**
 * What is known of an operation before it is called.
 *
 * @category constructors
 * @since 0.1.0
 */
export const define = <Input>(id: string, options: Options<Input>, reads: Reads) => ({
  id,
  method: options.method,
  path: options.path,
  query: options.query ?? [],
  body: options.body,
  since: options.since,
  until: options.until,
  idempotent: options.idempotent ?? (options.method !== "POST" && options.method !== "PATCH"),
  reads,
  input: options.input
})

/**
 * Makes the function that calls an operation, with what is known of it.
 *
 * @category constructors
 * @since 0.1.0
 */
export const callable = <Input, Output, Extra extends Definition & { readonly success: Schema.Codec<Output> }>(
  definition: Extra & { readonly input: Schema.Codec<Input> | undefined }
) => {
  const response = (...[input, options]: [input?: Input, options?: CallOptions]) =>
    IntercomClient.use((client) => client.execute(definition, input ?? {}, options))
  const call = (...[input, options]: [input?: Input, options?: CallOptions]) =>
    IntercomClient.use((client) => Effect.map(client.execute(definition, input ?? {}, options), ({ value }) => value))
  return Object.assign(call, definition, { response })
}
