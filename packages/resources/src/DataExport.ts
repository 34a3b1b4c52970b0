/**
 * Exports of message statistics, made in a job and read as a file.
 *
 * @since 0.1.0
 */
export * from "./generated/DataExport.ts"
