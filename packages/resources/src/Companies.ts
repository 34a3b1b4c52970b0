/**
 * The organisations your contacts belong to.
 *
 * @since 0.1.0
 */
export * from "./generated/Companies.ts"
export { type CompaniesWith, type CompanyWith, withAttributes } from "./attributes/Companies.ts"
