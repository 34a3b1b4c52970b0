/**
 * An admin as the author or owner of something.
 *
 * @since 0.1.0
 */
import type { JsonObject } from "../../workspace/Record.ts"
import type { Workspace } from "../Workspace.ts"
import type { Check } from "../../route/Body.ts"
import { refuse, type Refusal } from "../../route/Answer.ts"
import { textOf } from "../../route/Body.ts"

/**
 * The admin with an id, in short. Null where there is none.
 *
 * @category conversions
 * @since 0.1.0
 */
export const renderTeammate = ({ admins }: Workspace, adminId: string): JsonObject | null => {
  const admin = admins.find(({ id }) => id === adminId)
  return admin === undefined
    ? null
    : {
        type: "admin",
        id: admin.id,
        name: admin.name,
        email: admin.email,
        away_mode_enabled: admin.away_mode_enabled,
        away_mode_reassign: admin.away_mode_reassign
      }
}

/**
 * The id of the admin a body names in `admin_id`; the first one where it names none. Refused where there is no such
 * admin.
 *
 * @category conversions
 * @since 0.1.0
 */
export const actingAdmin = (
  { admins }: Workspace,
  adminId: unknown
): { readonly id: string; readonly name: string; readonly email: string } | Refusal => {
  const wanted = adminId === undefined || adminId === null ? admins[0]?.id : textOf(adminId)
  return admins.find(({ id }) => id === wanted) ?? refuse(404, "not_found", "Resource Not Found")
}

/**
 * The id of an admin.
 *
 * @category guards
 * @since 0.1.0
 */
export const adminId =
  ({ admins }: Workspace): Check =>
  (value) =>
    admins.some(({ id }) => id === textOf(value)) ? undefined : "must be the id of an admin"
