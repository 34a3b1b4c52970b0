/**
 * The people you talk to: users and leads.
 *
 * @since 0.1.0
 */
export * from "./generated/Contacts.ts"
export { getFollowing } from "./ContactFollowing.ts"
export { upsert, type UpsertInput } from "./ContactUpsert.ts"
export { getMany } from "./many/Contacts.ts"
export { type ContactsWith, type ContactWith, withAttributes } from "./attributes/Contacts.ts"
