/**
 * How to talk to Intercom: operations as data, one client, one error.
 *
 * @since 0.1.0
 */
export * as CallOptions from "./CallOptions.ts"
export * from "./ConfigurationError.ts"
export * as FileOperation from "./FileOperation.ts"
export * as IntercomClient from "./IntercomClient.ts"
export type { ClientOptions, IntercomResponse } from "./IntercomClient.ts"
export type { ShownHeaders } from "./http/ShownHeaders.ts"
export * from "./IntercomError.ts"
export * as Json from "./Json.ts"
export * as Metrics from "./Metrics.ts"
export * as Observer from "./Observer.ts"
export * as OpenTelemetry from "./OpenTelemetry.ts"
export * as Operation from "./Operation.ts"
export type { Pagination, PaginationKind } from "./Pagination.ts"
export * as RateLimit from "./RateLimit.ts"
export * as Region from "./Region.ts"
export * as ResponseCheck from "./ResponseCheck.ts"
export * as Retry from "./Retry.ts"
export * as SharedBudget from "./SharedBudget.ts"
export * as Timestamp from "./Timestamp.ts"
export * as Version from "./Version.ts"
