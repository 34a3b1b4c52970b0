import { Companies, Segments } from "@effect-intercom/resources"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { FakeIntercom } from "../../../src/FakeIntercom.ts"

describe("segments of companies", () => {
  it.effect("are those a company was put into, in its record, by themselves and as a filter", () =>
    Effect.gen(function* () {
      const { workspace } = yield* FakeIntercom
      const { id: segment_id = "" } = (yield* Segments.list()).segments[1] ?? {}
      const company = workspace.companies.add({ company_id: "k", segments: [segment_id, "not there"] })
      const idsOf = (segments: ReadonlyArray<Segments.Segment>) => segments.map(({ id }) => id)
      assert.deepStrictEqual(idsOf((yield* Companies.get({ id: company.id })).segments.segments), [segment_id])
      assert.deepStrictEqual(idsOf((yield* Companies.listSegments({ id: company.id })).data), [segment_id])
      const { data } = yield* Companies.listFiltered({ segment_id })
      assert.deepStrictEqual(
        data.map(({ id }) => id),
        [company.id]
      )
    }).pipe(Effect.provide(FakeIntercom.layer({ companies: 3 })))
  )
})
