/**
 * What Intercom offers: one namespace a resource, `Search` to build queries, `Operations` to choose one at run time.
 *
 * @since 0.1.0
 */
export * from "./generated/index.ts"
export * as Attributes from "./Attributes.ts"
export * as Batching from "./Batching.ts"
export * as Caching from "./Caching.ts"
export * as CallRecordings from "./CallRecordings.ts"
export * as Search from "./Search.ts"
