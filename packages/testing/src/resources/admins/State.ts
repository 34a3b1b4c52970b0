/**
 * The teammates of a workspace, and how they change.
 *
 * @since 0.1.0
 */
import type { AdminRecord } from "./Record.ts"
import type { Persisted } from "../../workspace/Persisted.ts"

/**
 * The teammates of a workspace. `all` is always the same array.
 *
 * @category models
 * @since 0.1.0
 */
export interface Admins extends Persisted<ReadonlyArray<AdminRecord>> {
  readonly all: ReadonlyArray<AdminRecord>
  /** Changes fields. Undefined where there is no such admin. */
  readonly update: (id: string, fields: Partial<AdminRecord>) => AdminRecord | undefined
  readonly reset: () => void
}

/**
 * Makes the teammates of a workspace.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeAdmins = (seeded: ReadonlyArray<AdminRecord>): Admins => {
  const all = [...seeded]
  return {
    all,
    update: (id, fields) => {
      const index = all.findIndex((admin) => admin.id === id)
      const admin = all[index]
      if (admin === undefined) return undefined
      const changed = { ...admin, ...fields, id }
      all[index] = changed
      return changed
    },
    save: () => [...all],
    load: (saved) => void all.splice(0, all.length, ...saved),
    reset: () => {
      all.splice(0, all.length, ...seeded)
    }
  }
}
