/**
 * Every operation, with its resource and name: for programs that choose one at run time.
 *
 * @since 0.1.0
 */
export * from "./generated/operations.ts"
