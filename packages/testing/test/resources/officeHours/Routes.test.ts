import { OfficeHours } from "@effect-intercom/resources"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { failsWith, strict } from "../../strict.ts"

const monday = { start_minute: 540, end_minute: 1020, day_of_week: 0 }

describe("office hours", () => {
  it.effect("are created, listed, changed and deleted, one schedule being there from the start", () =>
    Effect.gen(function* () {
      const created = yield* OfficeHours.create({
        name: "Weekend",
        time_zone_name: "Europe/Dublin",
        time_intervals: [monday]
      })
      assert.deepInclude(created, { name: "Weekend", time_intervals: [monday], twenty_four_seven: false })
      const changed = yield* OfficeHours.update({
        id: created.id,
        time_intervals: [{ start_minute: 0, end_minute: 10_080 }]
      })
      assert.deepInclude(changed, { name: "Weekend", twenty_four_seven: true })
      assert.deepStrictEqual(yield* OfficeHours.get({ id: created.id }), changed)
      assert.lengthOf((yield* OfficeHours.list()).data, 2)
      assert.deepInclude(yield* OfficeHours.delete({ id: created.id }), { id: created.id, deleted: true })
      yield* failsWith("NotFound", OfficeHours.get({ id: created.id }))
    }).pipe(strict)
  )

  it.effect("have exceptions, each found below its own schedule", () =>
    Effect.gen(function* () {
      const [schedule] = (yield* OfficeHours.list()).data
      const id = schedule?.id ?? ""
      const other = yield* OfficeHours.create({ name: "Other", time_zone_name: "UTC", time_intervals: [monday] })
      const created = yield* OfficeHours.createException({
        id,
        exception_date: "2026-12-25",
        exception_type: "closed",
        recurring_annually: true
      })
      assert.deepInclude(created, { office_hours_schedule_id: id, time_intervals: null, recurring_annually: true })
      const exception_id = created.id
      const changed = yield* OfficeHours.updateException({
        id,
        exception_id,
        exception_type: "custom_hours",
        time_intervals: [monday]
      })
      assert.deepInclude(changed, { exception_date: "2026-12-25", time_intervals: [monday] })
      assert.deepStrictEqual((yield* OfficeHours.listExceptions({ id })).data, [changed])
      yield* failsWith("NotFound", OfficeHours.getException({ id: other.id, exception_id }))
      yield* OfficeHours.deleteException({ id, exception_id })
      yield* failsWith("NotFound", OfficeHours.getException({ id, exception_id }))
    }).pipe(strict)
  )

  it.effect("are refused without a time zone there is, and custom hours without hours", () =>
    Effect.gen(function* () {
      yield* failsWith(
        "InvalidRequest",
        OfficeHours.create({ name: "Moon", time_zone_name: "Moon/Tranquility", time_intervals: [monday] })
      )
      const [schedule] = (yield* OfficeHours.list()).data
      yield* failsWith(
        "InvalidRequest",
        OfficeHours.createException({
          id: schedule?.id ?? "",
          exception_date: "2026-12-25",
          exception_type: "custom_hours"
        })
      )
    }).pipe(strict)
  )
})
