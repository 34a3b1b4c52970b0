/**
 * What admins did in the workspace.
 *
 * @since 0.1.0
 */
export * from "./generated/ActivityLogs.ts"
