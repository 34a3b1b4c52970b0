/**
 * Tests against Intercom without Intercom.
 *
 * @since 0.1.0
 */
export { FakeIntercom, type FakeClientOptions, type MemoryFakeOptions } from "./FakeIntercom.ts"
export * as Faults from "./Faults.ts"
export * as IntercomTest from "./IntercomTest.ts"
export * as Recorder from "./Recorder.ts"
export { type BeforeRequest, type FakeOptions, seededUntil } from "./server/FakeOptions.ts"
export { type Dumpable } from "./server/Dump.ts"
export type { LoggedRequest, ReceivedRequest } from "./server/RequestLog.ts"
export type * from "./webhooks/Webhook.ts"
export type { ChangeFeed, WorkspaceChange } from "./workspace/ChangeFeed.ts"
export type * from "./workspace/Library.ts"
export type * from "./workspace/Records.ts"
export type { Shelf } from "./workspace/Shelf.ts"
export type { Workspace } from "./workspace/Workspace.ts"
