/**
 * Ids of 24 hexadecimal digits: the second of creation, ten digits of the workspace and resource, and a counter. They
 * sort by creation, and the counter leads back to the record.
 *
 * @since 0.1.0
 */
import { hex } from "./Random.ts"

/**
 * The id of a record made at `createdAt` (Unix seconds).
 *
 * @category conversions
 * @since 0.1.0
 */
export const make = (createdAt: number, machine: string, counter: number): string =>
  createdAt.toString(16).padStart(8, "0") + machine + counter.toString(16).padStart(6, "0")

/**
 * The digits that stand for a workspace and a resource.
 *
 * @category conversions
 * @since 0.1.0
 */
export const machineOf = (seed: number, salt: number): string => hex(10, seed, salt, 0)

/**
 * The counter in an id, undefined where the text is none of this machine's.
 *
 * @category conversions
 * @since 0.1.0
 */
export const counterOf = (id: string, machine: string): number | undefined =>
  id.length === 24 && id.startsWith(machine, 8) && /^[0-9a-f]{24}$/.test(id)
    ? Number.parseInt(id.slice(18), 16)
    : undefined
