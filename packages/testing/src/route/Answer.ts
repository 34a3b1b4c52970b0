/**
 * What the fake answers with, before it is put on a wire.
 *
 * @since 0.1.0
 */
import type { Json } from "../workspace/Record.ts"

/**
 * A status and a body. No body for an empty answer.
 *
 * @category models
 * @since 0.1.0
 */
export interface Answer {
  readonly status: number
  readonly body: Json | undefined
  /** The bytes of a download, sent in place of JSON. */
  readonly file?: Uint8Array<ArrayBuffer> | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/**
 * A refusal. Its body follows from it, in the shape Intercom gives errors.
 *
 * @category models
 * @since 0.1.0
 */
export interface Refusal {
  readonly status: number
  readonly errors: ReadonlyArray<RefusalEntry>
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/**
 * One thing that is objected to.
 *
 * @category models
 * @since 0.1.0
 */
export interface RefusalEntry {
  readonly code: string
  readonly message: string
  readonly field?: string | undefined
}

/**
 * Answers 200.
 *
 * @category constructors
 * @since 0.1.0
 */
export const ok = (body: Json): Answer => ({ status: 200, body })

/**
 * Answers 200 with a file.
 *
 * @category constructors
 * @since 0.1.0
 */
export const download = (file: Uint8Array<ArrayBuffer>): Answer => ({
  status: 200,
  body: undefined,
  file,
  headers: { "content-type": "application/octet-stream" }
})

/**
 * Refuses with one entry.
 *
 * @category constructors
 * @since 0.1.0
 */
export const refuse = (status: number, code: string, message: string, field?: string): Refusal => ({
  status,
  errors: [{ code, message, ...(field === undefined ? {} : { field }) }]
})

/**
 * 400 for a parameter that is not as it must be.
 *
 * @category constructors
 * @since 0.1.0
 */
export const invalid = (message: string, field?: string): Refusal => refuse(400, "parameter_invalid", message, field)

/**
 * The same refusal as 422: what endpoints since 2.16 say of parameters.
 *
 * @category constructors
 * @since 0.1.0
 */
export const unprocessable = (refusal: Refusal): Refusal => ({ ...refusal, status: 422 })

/**
 * Whether an answer is a refusal.
 *
 * @category guards
 * @since 0.1.0
 */
export const isRefusal = (value: object): value is Refusal => "errors" in value && "status" in value

/**
 * The body of a refusal.
 *
 * @category constructors
 * @since 0.1.0
 */
export const errorList = (refusal: Refusal, requestId: string): Answer => ({
  status: refusal.status,
  headers: refusal.headers,
  body: {
    type: "error.list",
    request_id: requestId,
    errors: refusal.errors.map(({ code, field, message }) => ({
      code,
      message,
      ...(field === undefined ? {} : { field })
    }))
  }
})
