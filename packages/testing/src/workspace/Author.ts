/**
 * Who writes in a workspace.
 *
 * @since 0.1.0
 */

/**
 * Who wrote a message.
 *
 * @category models
 * @since 0.1.0
 */
export interface Author {
  readonly type: "admin" | "user" | "lead" | "bot"
  readonly id: string
  readonly name: string | null
  readonly email: string | null
}

/**
 * The workspace's own bot: the author of what no person did.
 *
 * @category constants
 * @since 0.1.0
 */
export const operator: Author = {
  type: "bot",
  id: "991267400",
  name: "Operator",
  email: "operator@workspace.example"
}

/**
 * Whether somebody is a contact: a user, or a lead.
 *
 * @category guards
 * @since 0.1.0
 */
export const isFromContact = (author: Author | undefined): boolean => author?.type === "user" || author?.type === "lead"
