/**
 * The tags of a seeded workspace.
 *
 * @since 0.1.0
 */
import type { TagRecord } from "./Record.ts"
import { tagNames } from "../../workspace/seeding/Words.ts"

const firstId = 7_522_907

/**
 * How many tags a seeded workspace has.
 *
 * @category fixtures
 * @since 0.1.0
 */
export const tagCount: number = tagNames.length

/**
 * The id of tag `index`; indexes go round.
 *
 * @category fixtures
 * @since 0.1.0
 */
export const tagIdOf = (index: number): string => String(firstId + (index % tagCount))

/**
 * The tags.
 *
 * @category fixtures
 * @since 0.1.0
 */
export const tagSeeds: ReadonlyArray<TagRecord> = tagNames.map((name, index) => ({ id: tagIdOf(index), name }))
