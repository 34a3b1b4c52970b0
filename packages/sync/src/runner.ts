/**
 * Processes that share work: what a durable export runs on. It needs `@effect/platform-node`.
 *
 * @since 0.1.0
 */
export * as ExportRunner from "./ExportRunner.ts"
