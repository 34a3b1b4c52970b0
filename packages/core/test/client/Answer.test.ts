import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Logger, Schema } from "effect"
import { Observer, Operation } from "../../src/index.ts"
import {
  collectBytes,
  downloadExport,
  failureOf,
  findContacts,
  getContact,
  recordingUrl,
  scripted,
  token
} from "../ScriptedIntercom.ts"

const gzip = (text: string): Promise<Uint8Array> =>
  new Response(new Blob([text]).stream().pipeThrough(new CompressionStream("gzip")))
    .arrayBuffer()
    .then((buffer) => new Uint8Array(buffer))

describe("answers that are no answers", () => {
  it.effect("a 200 with HTML is a DecodeError with its status", () => {
    const intercom = scripted({ body: "<html>Sign in</html>", headers: { "x-request-id": "r-1" } })
    return Effect.gen(function* () {
      const error = yield* failureOf(getContact({ id: "1" }, { retry: false }))
      assert.strictEqual(error.reason._tag === "DecodeError" && error.reason.kind, "not-json")
      assert.strictEqual(error.status, 200)
      assert.strictEqual(error.requestId, "r-1")
    }).pipe(Effect.provide(intercom.layer()))
  })

  it.effect("a 404 with broken JSON is a NotFound with its status", () => {
    const intercom = scripted({ status: 404, body: `{"type":"error.list","errors":[` })
    return Effect.gen(function* () {
      const error = yield* failureOf(getContact({ id: "1" }))
      assert.strictEqual(error.reason._tag, "NotFound")
      assert.strictEqual(error.status, 404)
      assert.deepStrictEqual(error.codes, [])
    }).pipe(Effect.provide(intercom.layer()))
  })

  for (const [id, path, told] of [
    ["6762f0dd1bb69f9f2193bb7c", "/contacts/{id}", "6762f0dd1bb69f9f2193bb7c"],
    ["215469812345678", "/conversations/{id}", "215469812345678"],
    ["4915123456789", "/contacts/{id}", undefined],
    ["ada@example.com", "/conversations/{id}", undefined],
    ["customer-42", "/companies/{id}", undefined]
  ] as const) {
    it.effect(`a 404 of ${path} ${told === undefined ? "does not name" : "names"} ${id}`, () => {
      const intercom = scripted({ status: 404, body: { errors: [{ code: "not_found", message: `No ${id} here` }] } })
      const get = Operation.make("things.get", { method: "GET", path, since: "2.7", success: Schema.Unknown })
      return Effect.gen(function* () {
        // Type boundary: the input of an operation that does not name it.
        const error = yield* failureOf(get({ id } as {}, { retry: false }))
        assert.strictEqual(error.reason._tag === "NotFound" ? error.reason.missingId : "", told)
        if (told === undefined) assert.notInclude(error.message, id)
        else assert.include(error.message, `(id ${told})`)
      }).pipe(Effect.provide(intercom.layer()))
    })
  }

  it.effect("a 404 of a path that names two records names neither: there is no telling which is missing", () => {
    const attach = Operation.make("companies.attachContact", {
      method: "POST",
      path: "/contacts/{contact_id}/companies",
      body: "json",
      since: "2.7",
      input: Schema.Struct({ contact_id: Schema.String, id: Schema.String }),
      success: Schema.Unknown
    })
    const input = { contact_id: "6762f0dd1bb69f9f2193bb7c", id: "6762f0dd1bb69f9f2193bb7d" }
    const refused = { status: 404, body: { errors: [{ code: "not_found", message: "User Not Found" }] } }
    return Effect.gen(function* () {
      const error = yield* failureOf(attach(input))
      assert.strictEqual(error.reason._tag === "NotFound" ? error.reason.missingId : "", undefined)
      assert.notInclude(error.message, input.id)
    }).pipe(Effect.provide(scripted(refused).layer()))
  })

  it.effect("a refusal with more objections than anybody reads is read in time, and bounded", () => {
    const objection = { code: "parameter_invalid", message: "a".repeat(16_000), field: "name" }
    const body = JSON.stringify({ errors: Array.from({ length: 4_000 }, () => objection) })
    return Effect.gen(function* () {
      const before = performance.now()
      const error = yield* failureOf(getContact({ id: "1" }))
      assert.isBelow(performance.now() - before, 10_000)
      assert.isAtMost(error.message.length, 25 * 3 * 2_100)
    }).pipe(Effect.provide(scripted({ status: 400, body }).layer()))
  })

  it.effect("an empty 200 is a DecodeError that says so", () => {
    const intercom = scripted({ body: "" })
    return Effect.gen(function* () {
      const error = yield* failureOf(getContact({ id: "1" }, { retry: false }))
      assert.strictEqual(error.reason._tag === "DecodeError" && error.reason.kind, "empty")
    }).pipe(Effect.provide(intercom.layer()))
  })

  it.effect("a redirect to another host is not followed, so the token stays here", () => {
    const intercom = scripted({ status: 302, headers: { location: "https://thief.example/contacts/1" } })
    return Effect.gen(function* () {
      const error = yield* failureOf(getContact({ id: "1" }))
      assert.strictEqual(error.reason._tag === "DecodeError" && error.reason.kind, "redirect")
      assert.deepStrictEqual(
        intercom.received.map(({ url }) => url.host),
        ["api.intercom.io"]
      )
      assert.notInclude(error.message, "thief")
      assert.notInclude(error.message, token)
    }).pipe(Effect.provide(intercom.layer()))
  })

  it.effect("a 304, which nothing asked for, is no redirect but an answer without a body", () => {
    const intercom = scripted({ status: 304 })
    return Effect.gen(function* () {
      const error = yield* failureOf(getContact({ id: "1" }, { retry: false }))
      assert.strictEqual(error.reason._tag === "DecodeError" && error.reason.kind, "empty")
      assert.include(error.message, "304")
    }).pipe(Effect.provide(intercom.layer()))
  })

  it.effect("bytes that are no UTF-8 are told where they are replaced, and refused where told to be strict", () => {
    const latin1 = new Uint8Array([...new TextEncoder().encode(`{"id":"1","email":"J`), 0xfc, 0x72, 0x22, 0x7d])
    const intercom = scripted({ body: latin1 })
    const events: Array<Observer.Event> = []
    return Effect.gen(function* () {
      const contact = yield* getContact({ id: "1" })
      assert.strictEqual(contact.email, "J\uFFFDr")
      assert.deepStrictEqual(
        events.flatMap((event) => (event._tag === "Mismatched" ? event.mismatches : [])),
        [{ path: "", expected: "UTF-8", found: "bytes that are not UTF-8" }]
      )
      const error = yield* failureOf(getContact({ id: "1" }, { responses: "strict", retry: false }))
      assert.strictEqual(error.reason._tag === "DecodeError" && error.reason.kind, "shape")
    }).pipe(
      Effect.provideService(Observer.CurrentObserver, (event) => Effect.sync(() => void events.push(event))),
      Effect.provide(intercom.layer())
    )
  })

  it.effect("bytes that are no UTF-8 are told of an answer that is a text, too", () => {
    const intercom = scripted({ body: Uint8Array.of(0x4a, 0xfc, 0x72) })
    const transcript = Operation.text("things.transcript", { method: "GET", path: "/things", since: "2.7" })
    const mismatches: Array<unknown> = []
    return Effect.gen(function* () {
      assert.strictEqual(yield* transcript(undefined, { responses: "trust" }), "J\uFFFDr")
      assert.isEmpty(mismatches)
      assert.strictEqual(yield* transcript(), "J\uFFFDr")
      assert.deepStrictEqual(mismatches, [{ path: "", expected: "UTF-8", found: "bytes that are not UTF-8" }])
      const error = yield* failureOf(transcript(undefined, { responses: "strict", retry: false }))
      assert.strictEqual(error.reason._tag === "DecodeError" && error.reason.kind, "shape")
    }).pipe(
      Effect.provideService(Observer.CurrentObserver, (event) =>
        Effect.sync(() => void (event._tag === "Mismatched" && mismatches.push(...event.mismatches)))
      ),
      Effect.provide(intercom.layer())
    )
  })

  it.effect("a replacement character that came as such is a text like any other", () => {
    const intercom = scripted({ body: { id: "1", email: "J\uFFFDr" } })
    return Effect.gen(function* () {
      const contact = yield* getContact({ id: "1" }, { responses: "strict" })
      assert.strictEqual(contact.email, "J\uFFFDr")
    }).pipe(Effect.provide(intercom.layer()))
  })

  it.effect("a body that is not the gzip it says is a DecodeError", () => {
    const intercom = scripted({ body: new Uint8Array([0x1f, 0x8b, 1, 2, 3]) })
    return Effect.gen(function* () {
      const error = yield* failureOf(getContact({ id: "1" }, { retry: false }))
      assert.strictEqual(error.reason._tag === "DecodeError" && error.reason.kind, "not-json")
    }).pipe(Effect.provide(intercom.layer()))
  })
})

describe("values", () => {
  it.effect("a response comes with status, headers and request id", () => {
    const intercom = scripted({ status: 201, body: { id: "1" }, headers: { "x-request-id": "r-2", "x-other": "o" } })
    return Effect.gen(function* () {
      const response = yield* getContact.response({ id: "1" })
      assert.deepStrictEqual(response.value, { id: "1" })
      assert.strictEqual(response.status, 201)
      assert.strictEqual(response.requestId, "r-2")
      assert.strictEqual(response.headers["x-other"], "o")
    }).pipe(Effect.provide(intercom.layer()))
  })

  it.effect("a packed response is unpacked when the HTTP layer leaves it packed", () =>
    Effect.gen(function* () {
      const packed = yield* Effect.promise(() => gzip(`{"id":"1","email":"ü"}`))
      const intercom = scripted({ body: packed, headers: { "content-encoding": "gzip" } })
      const value = yield* getContact({ id: "1" }).pipe(Effect.provide(intercom.layer()))
      assert.deepStrictEqual(value, { id: "1", email: "ü" })
    })
  )

  it.effect("a redirect that is the answer gives its address", () => {
    const intercom = scripted({ status: 302, headers: { location: "https://files.example/1.mp3" } })
    return Effect.gen(function* () {
      assert.strictEqual(yield* recordingUrl({ id: "1" }), "https://files.example/1.mp3")
    }).pipe(Effect.provide(intercom.layer()))
  })

  it.effect("a file is a stream of its bytes, and is asked for as it is", () => {
    const intercom = scripted({ body: new Uint8Array([0x1f, 0x8b, 3, 4]) })
    return Effect.gen(function* () {
      assert.strictEqual(yield* collectBytes(downloadExport({ id: "1" })), 4)
      assert.strictEqual(intercom.received[0]?.headers["accept"], "application/octet-stream")
      assert.strictEqual(intercom.received[0]?.headers["accept-encoding"], "identity")
    }).pipe(Effect.provide(intercom.layer()))
  })

  it.effect("a file that is not there fails with NotFound", () => {
    const intercom = scripted({ status: 404 })
    return Effect.gen(function* () {
      const error = yield* failureOf(collectBytes(downloadExport({ id: "1" })))
      assert.strictEqual(error.reason._tag, "NotFound")
    }).pipe(Effect.provide(intercom.layer()))
  })

  it.effect("a refusal of a file whose body stalls ends at the timeout", () => {
    const intercom = scripted({ status: 404, body: "Not found", fault: "stalled" })
    return Effect.gen(function* () {
      const error = yield* failureOf(collectBytes(downloadExport({ id: "1" }, { timeout: "5 seconds", retry: false })))
      assert.strictEqual(error.reason._tag, "TimeoutError")
    }).pipe(Effect.provide(intercom.layer()))
  })

  it.effect("a file that stops coming fails at the timeout", () => {
    const intercom = scripted({ body: "data", fault: "stalled" })
    return Effect.gen(function* () {
      const error = yield* failureOf(collectBytes(downloadExport({ id: "1" }, { timeout: "5 seconds" })))
      assert.strictEqual(error.reason._tag, "TimeoutError")
    }).pipe(Effect.provide(intercom.layer()))
  })
})

describe("responses that differ from their schema", () => {
  const wrong = { body: { email: 42, since_then: { new: true } } }

  /** Collects the mismatches an observer is told of. */
  const writingDown =
    (told: Array<Observer.Mismatched>): Observer.Observer =>
    (event) =>
      Effect.sync(() => {
        if (event._tag === "Mismatched") told.push(event)
      })

  it.effect(
    "report returns the very value, and tells the observer each time, by path and kind and not by value",
    () => {
      const intercom = scripted(wrong)
      const told: Array<Observer.Mismatched> = []
      return Effect.gen(function* () {
        const value = yield* getContact({ id: "1" })
        yield* getContact({ id: "2" })
        assert.deepStrictEqual<unknown>(value, wrong.body)
        const mismatched = {
          _tag: "Mismatched",
          operation: "contacts.get",
          mismatches: [
            { path: "id", expected: "string", found: "missing" },
            { path: "email", expected: "string | null", found: "number" }
          ]
        } as const
        assert.deepStrictEqual(told, [mismatched, mismatched])
      }).pipe(Observer.observed(writingDown(told)), Effect.provide(intercom.layer()))
    }
  )

  it.effect("report logs each path of an operation once", () => {
    const intercom = scripted({ body: { id: "1", email: 42 } }, wrong, wrong)
    const lines: Array<string> = []
    const logger = Logger.make(({ message }) => void lines.push(String(message)))
    return Effect.gen(function* () {
      for (const id of ["1", "2", "3"]) yield* getContact({ id })
      assert.deepStrictEqual(lines, [
        "Intercom's answer to contacts.get differs from its schema: email is number, expected string | null",
        "Intercom's answer to contacts.get differs from its schema: id is missing, expected string"
      ])
    }).pipe(Effect.provide(Logger.layer([logger])), Effect.provide(intercom.layer()))
  })

  it.effect("strict fails with DecodeError that names every path, and is not repeated", () => {
    const intercom = scripted(wrong)
    return Effect.gen(function* () {
      const error = yield* failureOf(getContact({ id: "1" }, { responses: "strict" }))
      assert.isTrue(error.reason._tag === "DecodeError")
      if (error.reason._tag !== "DecodeError") return
      assert.strictEqual(error.reason.path, "id")
      assert.deepStrictEqual(
        error.reason.mismatches?.map(({ found, path }) => [path, found]),
        [
          ["id", "missing"],
          ["email", "number"]
        ]
      )
      assert.strictEqual(
        error.reason.message,
        "200, but id is missing, expected string; email is number, expected string | null"
      )
      assert.notInclude(JSON.stringify(error) + error.message, "42")
      assert.strictEqual(intercom.received.length, 1)
    }).pipe(Effect.provide(intercom.layer()))
  })

  it.effect("trust does not look", () => {
    const intercom = scripted(wrong)
    const told: Array<Observer.Mismatched> = []
    return Effect.gen(function* () {
      yield* getContact({ id: "1" }, { responses: "trust" })
      assert.deepStrictEqual(told, [])
    }).pipe(Observer.observed(writingDown(told)), Effect.provide(intercom.layer()))
  })

  it.effect("fields the schema does not know are no difference, and are kept", () => {
    const intercom = scripted({ body: { id: "1", brand_new: [1] } })
    return Effect.gen(function* () {
      const exit = yield* Effect.exit(findContacts({}, { responses: "strict" }))
      assert.deepStrictEqual<unknown>(exit, Exit.succeed({ id: "1", brand_new: [1] }))
    }).pipe(Effect.provide(intercom.layer()))
  })
})
