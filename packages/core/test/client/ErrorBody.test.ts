import { assert, describe, it } from "@effect/vitest"
import * as ErrorBody from "../../src/client/ErrorBody.ts"
import * as Failure from "../../src/client/Failure.ts"

const refusal = (status: number, body: unknown) =>
  Failure.fromRefusal({
    status,
    body,
    requestId: "from-header",
    retryAfter: undefined,
    secrets: [],
    version: "2.11",
    availability: { since: "2.7", until: undefined }
  })

describe("the shapes of an error body", () => {
  it("a list of errors", () => {
    assert.deepStrictEqual(
      ErrorBody.read({
        type: "error.list",
        request_id: "r1",
        errors: [{ code: "parameter_invalid", message: "must be a number", field: "page", data: {} }]
      }),
      { entries: [{ code: "parameter_invalid", message: "must be a number", field: "page" }], requestId: "r1" }
    )
  })

  it("nulls in a list of errors are left out", () => {
    assert.deepStrictEqual(
      ErrorBody.read({ type: "error.list", request_id: null, errors: [{ code: "x", message: null, field: null }] }),
      { entries: [{ code: "x" }], requestId: undefined }
    )
  })

  it("messages by field", () => {
    assert.deepStrictEqual(ErrorBody.read({ errors: { name: "is missing", email: ["is taken", "is odd"] } }).entries, [
      { message: "is missing", field: "name" },
      { message: "is taken, is odd", field: "email" }
    ])
  })

  it("one message", () => {
    assert.deepStrictEqual(ErrorBody.read({ type: "error", message: "no such job", request_id: "r2" }), {
      entries: [{ message: "no such job" }],
      requestId: "r2"
    })
  })

  it("an error key", () => {
    assert.deepStrictEqual(ErrorBody.read({ error_key: "bad_dataset", message: "unknown dataset" }).entries, [
      { code: "bad_dataset", message: "unknown dataset" }
    ])
  })

  it.each([undefined, null, "text", 1, [], {}])("no error at all: %o", (body) => {
    assert.deepStrictEqual(ErrorBody.read(body), { entries: [], requestId: undefined })
  })
})

describe("the reason of a refusal", () => {
  it.each([
    [400, "InvalidRequest"],
    [401, "Unauthorized"],
    [402, "Forbidden"],
    [403, "Forbidden"],
    [404, "NotFound"],
    [406, "InvalidRequest"],
    [408, "ServerError"],
    [409, "Conflict"],
    [410, "Gone"],
    [422, "InvalidRequest"],
    [429, "RateLimited"],
    [500, "ServerError"],
    [503, "ServerError"]
  ])("of a %i is %s", (status, tag) => {
    assert.strictEqual(refusal(status, undefined)._tag, tag)
  })

  it("a version Intercom does not accept is UnsupportedVersion", () => {
    const reason = refusal(400, { type: "error.list", errors: [{ code: "intercom_version_invalid" }] })
    assert.strictEqual(reason._tag, "UnsupportedVersion")
  })

  it("keeps the body's request id, and else the header's", () => {
    const requestId = (body: unknown) => {
      const reason = refusal(404, body)
      return "requestId" in reason ? reason.requestId : undefined
    }
    assert.strictEqual(requestId({ request_id: "from-body", errors: [] }), "from-body")
    assert.strictEqual(requestId(undefined), "from-header")
  })

  it("a rate limit is told from a limit on jobs", () => {
    const limited = (message: string) =>
      refusal(429, { type: "error.list", errors: [{ code: "rate_limit_exceeded", message }] })._tag
    assert.strictEqual(limited("Exceeded rate limit of 167 in 10_seconds"), "RateLimited")
    assert.strictEqual(limited("Exceeded rate limit of 1 pending message data export job"), "JobLimitReached")
    assert.strictEqual(limited("Exceeded rate limit of 5 pending reporting dataset export jobs"), "JobLimitReached")
  })
})
