/**
 * Intercom as streams: pages, rows, and exports that can be resumed.
 *
 * @since 0.1.0
 */
export * as IntercomStream from "./IntercomStream.ts"
export type { Page } from "./paging/Page.ts"
export type { ScrollEvent, ScrollOptions } from "./paging/scroll/Options.ts"
export * as Checkpoint from "./Checkpoint.ts"
export * as CsvSink from "./CsvSink.ts"
export * as DirectorySink from "./DirectorySink.ts"
export * as Export from "./Export.ts"
export * as ExportJob from "./ExportJob.ts"
export * as ExportSegment from "./ExportSegment.ts"
export * as ExportSink from "./ExportSink.ts"
export * as ExportStream from "./ExportStream.ts"
export * as NdjsonSink from "./NdjsonSink.ts"
export * as Tables from "./Tables.ts"
export * as Privacy from "./Privacy.ts"
export * as ProtocolSink from "./ProtocolSink.ts"
