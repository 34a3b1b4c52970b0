/**
 * What an Intercom app needs beside calls: webhooks, installs, canvases.
 *
 * @since 0.1.0
 */
export * as CanvasKit from "./CanvasKit.ts"
export * as FinAgent from "./FinAgent.ts"
export * as OAuth from "./OAuth.ts"
export * as TokenStore from "./TokenStore.ts"
export * as Webhooks from "./Webhooks.ts"
export * as Workspaces from "./Workspaces.ts"
