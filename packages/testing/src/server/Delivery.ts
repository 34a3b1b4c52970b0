/**
 * How an answer reaches the client: whole, in part, or not at all.
 *
 * @since 0.1.0
 */

/**
 * A request as a front door hands it in.
 *
 * @category models
 * @since 0.1.0
 */
export interface WireRequest {
  readonly method: string
  /** Scheme and host. */
  readonly origin: string
  /** The path, percent-encoded as it came. */
  readonly path: string
  readonly query: URLSearchParams
  /** Headers by lower-case name. */
  readonly headers: Readonly<Record<string, string>>
  /** Undefined where it was longer than anybody reads. */
  readonly body: string | undefined
}

/**
 * An answer in the form it travels.
 *
 * @category models
 * @since 0.1.0
 */
export interface WireAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** A text, or the bytes of a file. */
  readonly body: string | Uint8Array<ArrayBuffer>
}

/**
 * What a front door does with an answer.
 *
 * @category models
 * @since 0.1.0
 */
export type Delivery =
  | { readonly kind: "whole" | "truncated" | "stalled"; readonly answer: WireAnswer }
  | { readonly kind: "reset" | "refused" }

/**
 * The part of a body that still gets through.
 *
 * @category conversions
 * @since 0.1.0
 */
export const firstHalf = <A extends ArrayBufferLike>(body: Uint8Array<A>): Uint8Array<A> =>
  body.subarray(0, Math.floor(body.length / 2))
