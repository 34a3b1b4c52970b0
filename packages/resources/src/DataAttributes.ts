/**
 * The attributes that contacts, companies and conversations have.
 *
 * @since 0.1.0
 */
export * from "./generated/DataAttributes.ts"
