/**
 * What is known of an operation before it is called: data, and for files what handles them, which a program that calls no
 * such operation does not hold.
 *
 * @since 0.1.0
 */
import type * as Schema from "effect/Schema"
import type { follow } from "../client/Elsewhere.ts"
import type { formOf } from "../client/Form.ts"
import type { Pagination } from "../Pagination.ts"
import type { Version } from "../Version.ts"

/**
 * The HTTP methods Intercom uses.
 *
 * @category models
 * @since 0.1.0
 */
export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE"

/**
 * How a response is read.
 *
 * @category models
 * @since 0.1.0
 */
export type Reads = "json" | "text" | "nothing" | "location" | "bytes"

/**
 * What is known of an operation without calling it.
 *
 * @category models
 * @since 0.1.0
 */
export interface Definition {
  /** Resource and method, as `contacts.get`. */
  readonly id: string
  readonly method: Method
  /** The path, whose `{placeholders}` are fields of the input. */
  readonly path: string
  /** The fields of the input that travel in the query string. */
  readonly query: ReadonlyArray<string>
  /** How the remaining fields of the input travel. */
  readonly body: "json" | "multipart" | undefined
  /** The first version that has the operation. */
  readonly since: Version
  /** The last version that has it, where it was removed. */
  readonly until: Version | undefined
  /** Whether repeating it does no harm, so that it may be retried after a failure of unknown outcome. */
  readonly idempotent: boolean
  readonly reads: Reads
  /** The exact schema of the input, undefined where there is none. */
  readonly input: Schema.Codec<unknown, unknown> | undefined
  /** The schema of the response. */
  readonly success: Schema.Codec<unknown, unknown>
  readonly pagination: Pagination<never, unknown> | undefined
  /** Makes the form of an operation that takes a file. */
  readonly form?: typeof formOf | undefined
  /**
   * Reads a file to which Intercom's answer only points, on another host: without the token and outside the rate limit, and
   * the address shows nowhere.
   */
  readonly follow?: typeof follow | undefined
}

/**
 * What an operation is made from. Placeholders of `path` and the names in `query` are fields of the input; all its other
 * fields are the body.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options<Input> {
  readonly method: Method
  readonly path: string
  readonly query?: ReadonlyArray<string>
  readonly body?: "json"
  readonly since: Version
  readonly until?: Version
  /** `true` for GET, PUT and DELETE and `false` for POST and PATCH when left out. */
  readonly idempotent?: boolean
  readonly input?: Schema.Codec<Input>
}
