/**
 * Records of the object types you defined.
 *
 * @since 0.1.0
 */
export * from "./generated/CustomObjects.ts"
