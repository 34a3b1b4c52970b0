/**
 * What a workspace holds. Field names are the wire's; what a response derives (inline lists, counts) is not stored.
 *
 * @since 0.1.0
 */

/**
 * A value as JSON has it.
 *
 * @category models
 * @since 0.1.0
 */
export type Json = string | number | boolean | null | ReadonlyArray<Json> | JsonObject

/**
 * An object as JSON has it.
 *
 * @category models
 * @since 0.1.0
 */
export interface JsonObject {
  readonly [name: string]: Json | undefined
}

/**
 * What every record has: an id and two times in Unix seconds.
 *
 * @category models
 * @since 0.1.0
 */
export interface Row {
  readonly id: string
  readonly created_at: number
  readonly updated_at: number
}
