/**
 * Names of tables and columns.
 *
 * @since 0.1.0
 */
export { hash, hasher, identifier, marked } from "../catalog/Identifier.ts"

/**
 * One of many, by its name: `conversations` hold a `conversation`.
 *
 * @category constructors
 * @since 0.1.0
 */
export const singular = (plural: string): string => plural.replace(/ies$/, "y").replace(/([^s])s$/, "$1")
