/**
 * Changes of an Intercom workspace as a stream, and a PostgreSQL that stays equal to it.
 *
 * @since 0.1.0
 */
export * as Budget from "./Budget.ts"
export * as Changes from "./Changes.ts"
export * as DurableExport from "./DurableExport.ts"
export * as ObjectStore from "./ObjectStore.ts"
export * as Sync from "./Sync.ts"
