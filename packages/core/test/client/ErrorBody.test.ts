import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { Headers } from "effect/http"
import { inspect } from "node:util"
import * as ErrorBody from "../../src/client/ErrorBody.ts"
import * as Failure from "../../src/client/Failure.ts"
import { scrub } from "../../src/client/Scrub.ts"
import { RateLimited } from "../../src/index.ts"

const refusal = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  Failure.fromRefusal({
    status,
    body,
    headers: Headers.fromInput({ "x-request-id": "from-header", ...headers }),
    retryAfter: undefined,
    clean: (text) => scrub(text, ["6762f0dd1bb69f9f2193bb83"]),
    version: "2.11",
    availability: { since: "2.7", until: undefined },
    ownId: undefined
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

  const conflict = (...messages: ReadonlyArray<string>) => {
    const reason = refusal(409, {
      type: "error.list",
      errors: messages.map((message) => ({ code: "conflict", message }))
    })
    assert.strictEqual(reason._tag, "Conflict")
    return reason._tag === "Conflict" ? [reason.existingId, reason.existingIsArchived] : []
  }

  it("a conflict gives the id of the record that exists, though the text is cleaned of it", () => {
    const exists = "A contact matching those details already exists with id=6762f0dd1bb69f9f2193bb83"
    assert.deepStrictEqual(conflict(exists), ["6762f0dd1bb69f9f2193bb83", false])
    assert.deepStrictEqual(conflict(exists.replace("A contact", "An archived contact")), [
      "6762f0dd1bb69f9f2193bb83",
      true
    ])
    assert.deepStrictEqual(conflict(`${exists}.`, exists), ["6762f0dd1bb69f9f2193bb83", false])
    assert.notInclude(
      JSON.stringify(refusal(409, { errors: [{ message: exists }] }).message),
      "6762f0dd1bb69f9f2193bb83"
    )
  })

  it.each([
    [["Multiple existing users match this email address - must be more specific using user_id"]],
    [["duplicate contact"]],
    [["taken by external_id=42"]],
    [["taken by request-id=42"]],
    [["taken by id=1 or id=2"]],
    [["taken by id=1", "taken by id=2"]],
    [[`taken by id=${"a".repeat(65)}`]],
    [[]]
  ])("a conflict of %j gives none", (messages) => {
    assert.deepStrictEqual(conflict(...messages), [undefined, undefined])
  })

  it.each([
    [`</contacts/6762f0d01bb69f9f2193bb7d>; rel="canonical"`],
    [`<https://api.intercom.io/contacts/6762f0d01bb69f9f2193bb7d>;rel=canonical`],
    [`</contacts/1>; rel="next", </contacts/6762f0d01bb69f9f2193bb7d>; rel="canonical"`]
  ])("a merged contact gives the one it became part of: %s", (link) => {
    const body = { type: "error.list", errors: [{ code: "contact_merged", message: "See the 'Link' header" }] }
    const reason = refusal(410, body, { link })
    assert.strictEqual(reason._tag === "Gone" && reason.mergedInto, "6762f0d01bb69f9f2193bb7d")
  })

  it.each([
    [undefined],
    [""],
    ["</contacts/1>"],
    [`</companies/1>; rel="canonical"`],
    [`</contacts/1?x=y>; rel="canonical"`],
    [`</contacts/>; rel="canonical"`],
    [`</contacts/../me>; rel="canonical"`],
    [`${"</contacts/".repeat(2000)}`]
  ])("what is gone gives none where the header is %j", (link) => {
    const reason = refusal(410, undefined, link === undefined ? {} : { link })
    assert.strictEqual(reason._tag === "Gone" && reason.mergedInto, undefined)
  })
})

describe("the headers of a reason", () => {
  const headers = {
    "retry-after": "7",
    "x-ratelimit-remaining": "12",
    "intercom-version": "2.11",
    date: "Fri, 27 Nov 2026 07:00:00 GMT",
    link: `</contacts/1>; rel="canonical"`,
    "set-cookie": "session=secret",
    location: "https://example.com/?signature=secret"
  }

  it("are those that tell of the request and its limits", () => {
    const { date, link: _, location: __, "set-cookie": ___, ...rest } = headers
    for (const status of [400, 401, 403, 404, 409, 410, 429, 500]) {
      const reason = refusal(status, undefined, headers)
      assert.deepStrictEqual("headers" in reason ? reason.headers : undefined, {
        ...rest,
        date,
        "x-request-id": "from-header"
      })
    }
  })

  it("do not show when the reason is printed, encoded or spread", () => {
    const reason = refusal(429, undefined, headers)
    const printed = [inspect(reason), JSON.stringify(reason), String(reason), JSON.stringify({ ...reason })].join()
    for (const text of ["2.11", "12", "GMT", "retry-after"]) assert.notInclude(printed, text)
    const encoded = Schema.encodeUnknownSync(RateLimited)(reason)
    assert.notInclude(JSON.stringify(encoded), "GMT")
    assert.deepStrictEqual(Schema.decodeUnknownSync(RateLimited)(encoded).headers, {})
  })
})
