/**
 * The teams of a workspace. Who is in one stands with the admins.
 *
 * @since 0.1.0
 */
import { teamIds } from "../admins/Seed.ts"
import type { Admins } from "../admins/State.ts"
import { type Entries, type Persisted, refill } from "../../workspace/Persisted.ts"

/**
 * A team as the workspace holds it.
 *
 * @category models
 * @since 0.1.0
 */
export interface TeamRecord {
  readonly id: string
  readonly name: string
  readonly assignment_limit: number | null
  readonly distribution_method: string | null
  /** Who gets conversations first, and who when they cannot take more. Ids of admins. */
  readonly primary_admin_ids: ReadonlyArray<number>
  readonly secondary_admin_ids: ReadonlyArray<number>
}

/**
 * The teams of a workspace.
 *
 * @category models
 * @since 0.1.0
 */
export interface Teams extends Persisted<Entries<string, TeamRecord>> {
  readonly all: () => ReadonlyArray<TeamRecord>
  readonly get: (id: string) => TeamRecord | undefined
  /** The ids of the admins in a team. */
  readonly members: (id: string) => ReadonlyArray<number>
  /** Changes who is in a team: those left out are in it no longer. */
  readonly setMembers: (id: string, adminIds: ReadonlyArray<number>) => void
  readonly update: (id: string, fields: Partial<TeamRecord>) => TeamRecord | undefined
  readonly reset: () => void
}

const seeded: ReadonlyArray<TeamRecord> = [
  {
    id: String(teamIds[0]),
    name: "Customer Support",
    assignment_limit: 10,
    distribution_method: "round_robin",
    primary_admin_ids: [],
    secondary_admin_ids: []
  },
  {
    id: String(teamIds[1]),
    name: "Engineering",
    assignment_limit: null,
    distribution_method: "load_balanced",
    primary_admin_ids: [],
    secondary_admin_ids: []
  }
]

/**
 * Makes the teams of a workspace, over its admins.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeTeams = (admins: Admins): Teams => {
  const teams = new Map<string, TeamRecord>()
  const seed = () => seeded.forEach((team) => teams.set(team.id, team))
  seed()
  const members = (id: string): ReadonlyArray<number> =>
    admins.all.filter(({ team_ids }) => team_ids.includes(Number(id))).map((admin) => Number(admin.id))
  return {
    all: () => [...teams.values()],
    get: (id) => teams.get(id),
    members,
    setMembers: (id, adminIds) => {
      for (const { id: adminId, team_ids } of admins.all) {
        const others = team_ids.filter((team) => team !== Number(id))
        const belongs = adminIds.includes(Number(adminId))
        admins.update(adminId, { team_ids: belongs ? [...others, Number(id)] : others })
      }
    },
    update: (id, fields) => {
      const team = teams.get(id)
      if (team === undefined) return undefined
      const changed = { ...team, ...fields, id }
      teams.set(id, changed)
      return changed
    },
    save: () => [...teams],
    load: (saved) => refill(teams, saved),
    reset: () => {
      teams.clear()
      seed()
    }
  }
}
