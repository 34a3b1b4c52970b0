import { Admins, AwayStatusReasons, Conversations, Teams } from "@effect-intercom/resources"
import { CallOptions } from "@effect-intercom/core"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { FakeIntercom } from "../../../src/FakeIntercom.ts"

const workspace = FakeIntercom.layer({ contacts: 20, conversations: 60, client: { responses: "strict" } })

describe("teams", () => {
  it.effect("share out the admins, and each can be had alone", () =>
    Effect.gen(function* () {
      const { teams } = yield* Teams.list()
      const { admins } = yield* Admins.list()
      assert.sameMembers(
        teams.flatMap(({ admin_ids }) => (admin_ids ?? []).map(String)),
        admins.flatMap((admin) => admin?.id ?? [])
      )
      assert.deepStrictEqual(yield* Teams.get({ id: teams[0]?.id ?? "" }), teams[0])
      const error = yield* Effect.flip(Teams.get({ id: "1" }))
      assert.deepStrictEqual(error.codes, ["team_not_found"])
    }).pipe(Effect.provide(workspace))
  )

  it.effect("show what their version knows of them", () =>
    Effect.gen(function* () {
      const inVersion = (version: "2.7" | "2.8" | "2.14") =>
        Teams.list({}, { version }).pipe(Effect.map(({ teams }) => Object.keys(teams[0] ?? {}).length))
      assert.deepStrictEqual([yield* inVersion("2.7"), yield* inVersion("2.8"), yield* inVersion("2.14")], [4, 5, 7])
    }).pipe(Effect.provide(workspace))
  )

  it.effect("are made of the admins they are told, and of no others", () =>
    Effect.gen(function* () {
      const { teams } = yield* Teams.list()
      const [team, other] = teams
      const mover = other?.admin_ids?.[0] ?? 0
      const level = { primary_admin_ids: [mover], secondary_admin_ids: [] }
      const changed = yield* Teams.update({ id: team?.id ?? "", admin_ids: [mover], admin_priority_level: level })
      assert.deepStrictEqual(changed.admin_ids, [mover])
      assert.deepStrictEqual(changed.admin_priority_level, level)
      const admin = yield* Admins.get({ id: mover })
      assert.sameMembers([...(admin.team_ids ?? [])], [Number(team?.id), Number(other?.id)])
      const error = yield* Effect.flip(Teams.update({ id: team?.id ?? "", admin_ids: [12] }))
      assert.deepStrictEqual(error.codes, ["parameter_invalid"])
    }).pipe(CallOptions.withOptions({ version: "Preview" }), Effect.provide(workspace))
  )

  it.effect("tell how many conversations each member has", () =>
    Effect.gen(function* () {
      const { teams } = yield* Teams.list()
      const metrics = yield* Effect.forEach(teams, ({ id }) => Teams.listMetrics({ id }))
      const total = metrics.flatMap(({ data }) => data ?? []).reduce((sum, { open }) => sum + (open ?? 0), 0)
      const { total_count } = yield* Conversations.search({
        query: {
          operator: "AND",
          value: [
            { field: "state", operator: "=", value: "open" },
            { field: "admin_assignee_id", operator: "!=", value: null }
          ]
        }
      })
      assert.isAbove(total, 0)
      assert.strictEqual(total, total_count)
    }).pipe(Effect.provide(workspace))
  )
})

describe("away mode", () => {
  it.effect("is set with a reason, and forgotten when the admin is back", () =>
    Effect.gen(function* () {
      const { data } = yield* AwayStatusReasons.list()
      const reason = Number(data?.find(({ deleted }) => deleted === false)?.id)
      const id = (yield* Admins.list()).admins[0]?.id ?? ""
      const away = { id, away_mode_enabled: true, away_mode_reassign: true, away_status_reason_id: reason }
      yield* Admins.setAway(away)
      assert.deepInclude(yield* Admins.get({ id }), { ...away, away_status_reason_id: String(reason) })
      yield* Admins.setAway({ id, away_mode_enabled: false, away_mode_reassign: false })
      assert.deepInclude(yield* Admins.get({ id }), { away_mode_enabled: false, away_status_reason_id: null })
    }).pipe(Effect.provide(workspace))
  )

  it.effect("refuses a reason no longer in use, and an admin nobody knows", () =>
    Effect.gen(function* () {
      const { data } = yield* AwayStatusReasons.list()
      const id = (yield* Admins.list()).admins[0]?.id ?? ""
      const deleted = Number(data?.find(({ deleted }) => deleted === true)?.id)
      const away = { away_mode_enabled: true, away_mode_reassign: false }
      const reason = yield* Effect.flip(Admins.setAway({ ...away, id, away_status_reason_id: deleted }))
      const admin = yield* Effect.flip(Admins.setAway({ ...away, id: 12 }))
      assert.deepStrictEqual([reason.codes, admin.codes], [["parameter_invalid"], ["admin_not_found"]])
    }).pipe(Effect.provide(workspace))
  )
})
