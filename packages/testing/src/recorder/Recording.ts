/**
 * A recording: exchanges with Intercom as lines of JSON, in the order they ended.
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"

/**
 * A request as it is recorded, scrubbed.
 *
 * @category models
 * @since 0.1.0
 */
export interface RecordedRequest {
  readonly method: string
  /** With the query, sorted. */
  readonly path: string
  readonly body?: unknown
}

/**
 * A response as it is recorded, scrubbed. A body is JSON, text, or was left out because it is neither.
 *
 * @category models
 * @since 0.1.0
 */
export interface RecordedResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly json?: unknown
  readonly text?: string
  readonly omitted?: boolean
}

/**
 * A request and its response.
 *
 * @category models
 * @since 0.1.0
 */
export interface Exchange {
  readonly request: RecordedRequest
  readonly response: RecordedResponse
}

/**
 * The first line of every recording.
 *
 * @category constants
 * @since 0.1.0
 */
export const header = `${JSON.stringify({ format: "effect-intercom-recording", version: 1 })}\n`

/**
 * The line of an exchange.
 *
 * @category conversions
 * @since 0.1.0
 */
export const lineOf = (exchange: Exchange): string => `${JSON.stringify(exchange)}\n`

/**
 * Reads a recording. Fails with what is wrong, and in which line.
 *
 * @category conversions
 * @since 0.1.0
 */
export const parse = (text: string): Result.Result<ReadonlyArray<Exchange>, string> => {
  const [first, ...lines] = text.split("\n")
  if (`${first}\n` !== header) return Result.fail("it does not begin as a recording of this version does")
  const exchanges: Array<Exchange> = []
  for (const [index, line] of lines.entries()) {
    if (line === "") continue
    const exchange = Schema.decodeUnknownOption(ExchangeLine)(line)
    if (exchange._tag === "None") return Result.fail(`line ${index + 2} is not an exchange`)
    exchanges.push(exchange.value)
  }
  return Result.succeed(exchanges)
}

/**
 * The same text for the same request.
 *
 * @category conversions
 * @since 0.1.0
 */
export const keyOf = ({ body, method, path }: RecordedRequest): string =>
  `${method} ${path}${body === undefined ? "" : ` ${JSON.stringify(sorted(body))}`}`

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, inner]) => [name, sorted(inner)])
  )
}

const ExchangeLine = Schema.fromJsonString(
  Schema.Struct({
    request: Schema.Struct({
      method: Schema.String,
      path: Schema.String,
      body: Schema.optionalKey(Schema.Unknown)
    }),
    response: Schema.Struct({
      status: Schema.Int,
      headers: Schema.Record(Schema.String, Schema.String),
      json: Schema.optionalKey(Schema.Unknown),
      text: Schema.optionalKey(Schema.String),
      omitted: Schema.optionalKey(Schema.Boolean)
    })
  })
)
