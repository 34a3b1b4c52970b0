/**
 * Exports of reporting data sets, made in a job and read as a file.
 *
 * @since 0.1.0
 */
export * from "./generated/ReportingDataExport.ts"
