/**
 * What an Intercom app needs beside calls: webhooks, installs, canvases.
 *
 * @since 0.1.0
 */
export * as Webhooks from "./Webhooks.ts"
