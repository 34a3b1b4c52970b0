/**
 * Cursors: where the last page ended and which page comes next, as an opaque text.
 *
 * @since 0.1.0
 */
import * as Base64 from "effect/encoding/Base64"
import * as Result from "effect/Result"
import type { Position } from "../workspace/Collection.ts"

/**
 * What a cursor says.
 *
 * @category models
 * @since 0.1.0
 */
export interface Cursor {
  readonly after: Position
  readonly page: number
}

/**
 * Writes a cursor.
 *
 * @category conversions
 * @since 0.1.0
 */
export const encode = ({ after, page }: Cursor): string => Base64.encode(JSON.stringify([after.value, after.id, page]))

/**
 * Reads a cursor, undefined where the text is none.
 *
 * @category conversions
 * @since 0.1.0
 */
export const decode = (text: string): Cursor | undefined => {
  const json = Base64.decodeString(text)
  if (Result.isFailure(json)) return undefined
  const parsed = parse(json.success)
  if (!Array.isArray(parsed) || parsed.length !== 3) return undefined
  const [value, id, page]: ReadonlyArray<unknown> = parsed
  const isValue = typeof value === "string" || typeof value === "number" || value === null
  return isValue && typeof id === "string" && typeof page === "number" && Number.isInteger(page) && page > 1
    ? { after: { value, id }, page }
    : undefined
}

const parse = (json: string): unknown => {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
