import {
  type Conflict,
  type Gone,
  type Observer,
  type RateLimited,
  type ShownHeaders,
  Timestamp
} from "@effect-intercom/core"
import type { DateTime, Option } from "effect"
import { describe, expect, it } from "tstyche"

declare const gone: Gone
declare const conflict: Conflict
declare const limited: RateLimited
declare const mismatched: Observer.Mismatched

describe("a reason", () => {
  it("tells where to go on", () => {
    expect(gone.mergedInto).type.toBe<string | undefined>()
    expect(conflict.existingId).type.toBe<string | undefined>()
    expect(conflict.existingIsArchived).type.toBe<boolean | undefined>()
  })

  it("gives the headers of its answer", () => {
    expect(limited.headers).type.toBe<ShownHeaders>()
    expect(limited.headers["retry-after"]).type.toBe<string | undefined>()
  })
})

describe("a mismatch", () => {
  it("says how each place differs", () => {
    expect(mismatched.mismatches[0]?.found).type.toBe<
      | "missing"
      | "null"
      | "string"
      | "number"
      | "boolean"
      | "array"
      | "object"
      | "integer beyond 2^53, as text"
      | "nested too deep"
      | "bytes that are not UTF-8"
      | undefined
    >()
  })
})

describe("a time", () => {
  it("may be one that has not come yet", () => {
    expect(Timestamp.toDateTime).type.toBeCallableWith(null)
    expect(Timestamp.toDateTime).type.toBeCallableWith(undefined)
    expect(Timestamp.toDateTime).type.not.toBeCallableWith("2020-01-01")
    expect(Timestamp.toDateTime(null)).type.toBe<Option.Option<DateTime.Utc>>()
  })
})
