/**
 * An operation of Intercom's API: data that says what is sent and what comes back, and a function that does it.
 *
 * **When to use**
 *
 * `@effect-intercom/resources` has all that Intercom describes. Make one with {@link make}, {@link paginated}, {@link
 * noContent}, {@link text} or {@link redirect} for an endpoint of a preview, or one behind a proxy of your own. Take
 * the types to write functions over operations.
 *
 * **Details**
 *
 * Fields of the input that the path names in braces go into the path, those in `query` into the query string, all
 * others into the body. What makes a call of it (token, version, pacing, retries) is the client's. `.response` answers
 * with status, headers and request id beside the value.
 *
 * **Gotchas**
 *
 * - Calling an operation sends nothing: it is an effect, which runs where the program runs. `await` alone gives the
 *   effect back.
 * - `idempotent` is true of GET, PUT and DELETE, and false of POST and PATCH, unless the operation says otherwise: it
 *   decides what is repeated after a failure of unknown outcome.
 * - The input is checked exactly: a field the schema does not know is an `InvalidInput`, before anything is sent.
 *
 * **Example** (An operation is data and a function)
 *
 * ```ts
 * import { Contacts } from "@effect-intercom/resources"
 *
 * Contacts.get.id // => "contacts.get"
 * Contacts.get.path // => "/contacts/{id}"
 * Contacts.create.idempotent // => false
 *
 * const { status, value } = yield* Contacts.list.response({ per_page: 5 })
 * status // => 200
 * value.total_count // => 12
 * ```
 *
 * **Example** (An operation of one's own)
 *
 * ```ts
 * import { Schema } from "effect"
 * import { Operation } from "@effect-intercom/core"
 *
 * const me: Operation.Operation<{}, { readonly type: string }> = Operation.make("own.me", {
 *   method: "GET",
 *   path: "/me",
 *   since: "2.7",
 *   success: Schema.Struct({ type: Schema.String })
 * })
 * const { type } = yield* me()
 * type // => "admin"
 * ```
 *
 * @since 0.1.0
 */
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Stream from "effect/Stream"
import type { CallOptions } from "./CallOptions.ts"
import type { IntercomClient, IntercomResponse } from "./ClientService.ts"
import type { IntercomError } from "./IntercomError.ts"
import { callable, define } from "./operation/Callable.ts"
import type { Definition, Options } from "./operation/Definition.ts"
import type { Pagination } from "./Pagination.ts"

export type { Definition, Method, Options, Reads } from "./operation/Definition.ts"

/**
 * The arguments of a call: an input that may be left out when nothing in it is required, and options.
 *
 * @category models
 * @since 0.1.0
 */
export type Arguments<Input> = {} extends Input
  ? [input?: Input, options?: CallOptions]
  : [input: Input, options?: CallOptions]

/**
 * An operation that takes `Input` and answers with `Output`.
 *
 * ```ts
 * const contact = yield* Contacts.get({ id: "6762f0dd1bb69f9f2193bb83" })
 * const { requestId, status, value } = yield* Contacts.get.response({ id: "6762f0dd1bb69f9f2193bb83" })
 * Contacts.get.path // "/contacts/{id}"
 * ```
 *
 * @category models
 * @since 0.1.0
 */
export interface Operation<Input, Output> extends Definition {
  (...args: Arguments<Input>): Effect.Effect<Output, IntercomError, IntercomClient>
  /** The same call, answered with status, headers and request id beside the value. */
  readonly response: (
    ...args: Arguments<Input>
  ) => Effect.Effect<IntercomResponse<Output>, IntercomError, IntercomClient>
  readonly input: Schema.Codec<Input> | undefined
  readonly success: Schema.Codec<Output>
}

/**
 * An operation whose answer is one page of many. `IntercomStream` reads them all.
 *
 * @category models
 * @since 0.1.0
 */
export interface Paginated<Input, Page, Item> extends Operation<Input, Page> {
  readonly pagination: Pagination<Page, Item>
}

/**
 * An operation that answers with a file: calling it gives the stream of its bytes.
 *
 * @category models
 * @since 0.1.0
 */
export interface Download<Input> extends Definition {
  (...args: Arguments<Input>): Stream.Stream<Uint8Array, IntercomError, IntercomClient>
  readonly input: Schema.Codec<Input> | undefined
}

/**
 * Makes an operation that answers with JSON.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = <Input = {}, Output = never>(
  id: string,
  options: Options<Input> & { readonly success: Schema.Codec<Output> }
): Operation<Input, Output> =>
  callable({ ...define(id, options, "json"), success: options.success, pagination: undefined })

/**
 * Makes an operation that answers with a page of JSON.
 *
 * @category constructors
 * @since 0.1.0
 */
export const paginated = <Input = {}, Page = never, Item = never>(
  id: string,
  options: Options<Input> & {
    readonly success: Schema.Codec<Page>
    readonly pagination: Pagination<Page, Item>
  }
): Paginated<Input, Page, Item> =>
  callable({ ...define(id, options, "json"), success: options.success, pagination: options.pagination })

/**
 * Makes an operation whose answer says nothing more than that it was done.
 *
 * @category constructors
 * @since 0.1.0
 */
export const noContent = <Input = {}>(id: string, options: Options<Input>): Operation<Input, void> =>
  callable({ ...define(id, options, "nothing"), success: Schema.Void, pagination: undefined })

/**
 * Makes an operation that answers with text.
 *
 * @category constructors
 * @since 0.1.0
 */
export const text = <Input = {}>(id: string, options: Options<Input>): Operation<Input, string> =>
  callable({ ...define(id, options, "text"), success: Schema.String, pagination: undefined })

/**
 * Makes an operation that answers with a redirect, which is not followed: its value is the URL.
 *
 * @category constructors
 * @since 0.1.0
 */
export const redirect = <Input = {}>(id: string, options: Options<Input>): Operation<Input, string> =>
  callable({ ...define(id, options, "location"), success: Schema.String, pagination: undefined })
