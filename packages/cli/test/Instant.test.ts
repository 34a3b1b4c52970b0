import { assert, describe, it } from "@effect/vitest"
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import * as Instant from "../src/Instant.ts"

const now = DateTime.makeUnsafe("2026-03-10T12:00:00Z")

const iso = (text: string): string | undefined =>
  Option.getOrUndefined(Option.map(Instant.parse(text, now), DateTime.formatIso))

describe("Instant.parse", () => {
  it("reads a date as its first moment in UTC", () => {
    assert.strictEqual(iso("2026-01-31"), "2026-01-31T00:00:00.000Z")
  })

  it("reads a date with a time, in UTC or in the zone it names", () => {
    assert.strictEqual(iso("2026-01-31T08:15"), "2026-01-31T08:15:00.000Z")
    assert.strictEqual(iso("2026-01-31 08:15:30Z"), "2026-01-31T08:15:30.000Z")
    assert.strictEqual(iso("2026-01-31T08:15:30+02:00"), "2026-01-31T06:15:30.000Z")
    assert.strictEqual(iso("2026-01-31T08:15:30-0330"), "2026-01-31T11:45:30.000Z")
  })

  it("counts minutes, hours, days and weeks back from now", () => {
    assert.strictEqual(iso("90m"), "2026-03-10T10:30:00.000Z")
    assert.strictEqual(iso("12h"), "2026-03-10T00:00:00.000Z")
    assert.strictEqual(iso("7d"), "2026-03-03T12:00:00.000Z")
    assert.strictEqual(iso("2w"), "2026-02-24T12:00:00.000Z")
  })

  it("knows leap days", () => {
    assert.strictEqual(iso("2028-02-29"), "2028-02-29T00:00:00.000Z")
    assert.isUndefined(iso("2026-02-29"))
  })

  it("refuses what is no point in time", () => {
    for (const text of ["", "soon", "7", "7y", "-7d", "2026", "2026-13-01", "2026-02-30", "2026-1-5", "31.01.2026"]) {
      assert.isUndefined(iso(text), text)
    }
    for (const text of ["2026-01-31T25:00", "2026-01-31T08:61", "2026-01-31T08:15+99:00", "99999999d"]) {
      assert.isUndefined(iso(text), text)
    }
  })
})
