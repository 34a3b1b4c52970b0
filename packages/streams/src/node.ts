/**
 * What needs Node: the SQLite sink.
 *
 * @since 0.1.0
 */
export * as SqliteSink from "./SqliteSink.ts"
