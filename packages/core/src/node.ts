/**
 * What needs Node, and `@effect/platform-node`: the HTTP layer over undici.
 *
 * @since 0.1.0
 */
export * as UndiciHttpClient from "./UndiciHttpClient.ts"
