/**
 * Who stands as the author of what no person did.
 *
 * @since 0.1.0
 */
import type { Author } from "./Record.ts"

/**
 * The workspace's own bot.
 *
 * @category authors
 * @since 0.1.0
 */
export const operator: Author = {
  type: "bot",
  id: "991267400",
  name: "Operator",
  email: "operator@workspace.example"
}
