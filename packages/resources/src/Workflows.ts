/**
 * Automations of a workspace.
 *
 * @since 0.1.0
 */
export * from "./generated/Workflows.ts"
