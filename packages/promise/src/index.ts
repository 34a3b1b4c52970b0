/**
 * Intercom as promises and async iterables, for programs that do not use Effect.
 *
 * @since 0.1.0
 */
export { ConfigurationError } from "@effect-intercom/core/ConfigurationError"
export { IntercomError, isIntercomError } from "@effect-intercom/core/IntercomError"
export { make, type Options, type Settings } from "./Make.ts"
export { fromLayer, type Intercom, type Services } from "./Intercom.ts"
export type { RunOptions } from "./Runner.ts"
