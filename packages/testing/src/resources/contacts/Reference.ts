/**
 * The three ways a request names a contact.
 *
 * @since 0.1.0
 */
import type { ContactRecord } from "./Record.ts"
import type { Workspace } from "../Workspace.ts"

/**
 * The contact named by `intercom_user_id`, by `user_id` (its external id) or by `email`. Undefined where there is none.
 *
 * @category conversions
 * @since 0.1.0
 */
export const contactNamed = (
  { contacts }: Workspace,
  { email, intercom_user_id, user_id }: Readonly<Record<string, unknown>>
): ContactRecord | undefined => {
  const contact =
    typeof intercom_user_id === "string"
      ? contacts.get(intercom_user_id)
      : typeof user_id === "string"
        ? contacts.findByExternalId(user_id)
        : typeof email === "string"
          ? contacts.findUserByEmail(email)
          : undefined
  return contact?.merged_into === null ? contact : undefined
}
