/**
 * Where external pages come from.
 *
 * @since 0.1.0
 */
export * from "./generated/ContentImportSources.ts"
