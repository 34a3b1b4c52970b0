import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Exit, Inspectable, Logger, Schema, Tracer } from "effect"
import { inspect } from "node:util"
import {
  FileOperation,
  type IntercomClient,
  IntercomError,
  Observer,
  OpenTelemetry,
  Operation
} from "../../src/index.ts"
import { advancing, findContacts, scripted, token } from "../ScriptedIntercom.ts"

const email = "ada.lovelace@example.com"

/** Everything a program could print of a call: the error in all its forms, the log, the spans, the events. */
const printing = <A>(
  call: Effect.Effect<A, IntercomError, IntercomClient.IntercomClient>,
  intercom: ReturnType<typeof scripted>
) => {
  const printed: Array<string> = []
  const logger = Logger.make((options) => {
    printed.push(Inspectable.toStringUnknown(options.message), Cause.pretty(options.cause))
  })
  const tracer = Tracer.make({
    span(options) {
      const span = new Tracer.NativeSpan(options)
      const attribute = span.attribute.bind(span)
      span.attribute = (key, value) => {
        printed.push(`${key}=${Inspectable.toStringUnknown(value)}`)
        attribute(key, value)
      }
      printed.push(span.name, JSON.stringify(Object.fromEntries(span.attributes)))
      return span
    }
  })
  return Effect.gen(function* () {
    const exit = yield* advancing(call)
    if (Exit.isFailure(exit)) {
      const error = Cause.squash(exit.cause)
      assert.instanceOf(error, IntercomError)
      yield* Effect.logError("failed", error)
      printed.push(error.message, String(error), error.stack ?? "", JSON.stringify(error))
      printed.push(Cause.pretty(Cause.fail(error)), inspect(error, { depth: 20, showHidden: true }))
      printed.push(JSON.stringify(Schema.encodeSync(IntercomError)(error)), Inspectable.toStringUnknown(error))
    }
    return printed.join("\n")
  }).pipe(
    Observer.observed((event) => Effect.logWarning("seen", event)),
    Effect.provide(OpenTelemetry.layer()),
    Effect.provide(intercom.layer()),
    Effect.provide(Logger.layer([logger])),
    Effect.withTracer(tracer)
  )
}

const traces = (status: number, body: unknown, fault?: "reset") =>
  Effect.gen(function* () {
    const intercom = scripted(fault === undefined ? { status, body } : { fault })
    const printed = yield* printing(findContacts({ email }, { retry: { times: 1 } }), intercom)
    assert.include(intercom.received[0]?.url.search, encodeURIComponent(email))
    return printed
  })

describe("neither the token nor an e-mail address of a query shows", () => {
  const quoting = {
    type: "error.list",
    errors: [{ code: "parameter_invalid", message: `${email} is not valid, nor is Bearer ${token}`, field: "email" }]
  }

  it.effect("in the error, the log or the spans of a refusal that quotes them", () =>
    Effect.gen(function* () {
      const printed = yield* traces(400, quoting)
      assert.include(printed, "contacts.find")
      assert.include(printed, "parameter_invalid")
      assert.notInclude(printed, email)
      assert.notInclude(printed, encodeURIComponent(email))
      assert.notInclude(printed, token)
    })
  )

  it.effect("in those of a server error that is repeated", () =>
    Effect.gen(function* () {
      const printed = yield* traces(503, quoting)
      assert.include(printed, "Retried")
      assert.notInclude(printed, email)
      assert.notInclude(printed, token)
    })
  )

  it.effect("in those of a broken connection, whose cause quotes the address", () =>
    Effect.gen(function* () {
      const printed = yield* traces(0, undefined, "reset")
      assert.include(printed, "ECONNRESET")
      assert.notInclude(printed, email)
      assert.notInclude(printed, encodeURIComponent(email))
      assert.notInclude(printed, token)
    })
  )
})

describe("whatever a call sends, in whatever field and encoding a server sends it back", () => {
  const update = Operation.make("contacts.update", {
    method: "PUT",
    path: "/contacts/{id}",
    query: ["note", "page"],
    body: "json",
    since: "2.7",
    input: Schema.Struct({
      id: Schema.String,
      note: Schema.String,
      page: Schema.Number,
      role: Schema.Literals(["user", "lead"]),
      name: Schema.String,
      custom_attributes: Schema.Record(Schema.String, Schema.Union([Schema.String, Schema.Number]))
    }),
    success: Schema.Struct({ id: Schema.Number, custom_attributes: Schema.Record(Schema.String, Schema.Null) })
  })

  const alphabet = [..."abcdefgXYZ0189 äÖßé日本'\"&<>%+/\\?#@=.,-_:;()[]{}\n\t😀"]

  const text = (random: () => number): string => {
    const length = 4 + Math.floor(random() * 30)
    const middle = Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)] ?? "").join("")
    return `q${middle}7`
  }

  const encodings: ReadonlyArray<(value: string) => string> = [
    (value) => value,
    (value) => value.toUpperCase(),
    (value) => value.toLowerCase(),
    (value) => encodeURIComponent(value),
    (value) => new URLSearchParams({ value }).toString().slice(6),
    (value) => JSON.stringify(value).slice(1, -1)
  ]

  for (let seed = 1; seed <= 60; seed++) {
    it.effect(`it stands in no error, log, span or event (seed ${seed})`, () => {
      let state = seed
      const random = () => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0
        return state / 2 ** 32
      }
      const input = {
        id: text(random),
        note: text(random),
        page: 1000 + Math.floor(random() * 10 ** 9),
        role: "user",
        name: text(random),
        custom_attributes: { plan: text(random), seats: 5000 + Math.floor(random() * 10 ** 6) }
      } as const
      const sent = [input.id, input.note, String(input.page), input.name, input.custom_attributes.plan]
      sent.push(String(input.custom_attributes.seats), token, "+49 151 2345678", "grace.hopper@example.org")
      const encode = encodings[seed % encodings.length] ?? String
      const quoted = () => sent.map((value) => `"${encode(value)}"`).join(" and ")
      const bodies: ReadonlyArray<unknown> = [
        {
          type: "error.list",
          request_id: encode(input.id),
          errors: [{ code: encode(input.name), message: quoted(), field: encode(input.note) }]
        },
        { errors: { [encode(input.name)]: quoted(), role: [quoted()] } },
        { type: "error", message: quoted(), request_id: quoted() },
        { error_key: quoted(), message: quoted() },
        { id: encode(input.id), custom_attributes: { [encode(input.name)]: quoted() }, [encode(input.note)]: 1 }
      ]
      const [body, status] = [bodies[seed % bodies.length], seed % bodies.length === 4 ? 200 : 400 + (seed % 30)]
      return Effect.gen(function* () {
        const printed = yield* printing(
          update(input, { retry: false, responses: seed % 2 === 0 ? "strict" : "report" }),
          scripted({ status, body, headers: { "x-request-id": encodeURIComponent(input.note) } })
        )
        assert.isNotEmpty(printed)
        for (const value of sent) {
          for (const encode of encodings) {
            assert.notInclude(printed.toLowerCase(), encode(value).toLowerCase(), JSON.stringify(value))
          }
        }
      })
    })
  }

  const message = (message: string) => ({ errors: [{ code: "parameter_invalid", message }] })

  it.effect("the name of a file is one of them", () => {
    const upload = FileOperation.upload("things.upload", {
      method: "POST",
      path: "/things",
      since: "2.7",
      input: Schema.Struct({ file: Schema.instanceOf(Blob) }),
      success: Schema.Unknown
    })
    return Effect.gen(function* () {
      const printed = yield* printing(
        upload({ file: new File(["x"], "passport-of-lovelace.pdf") }),
        scripted({ status: 422, body: message("passport-of-lovelace.pdf is no picture") })
      )
      assert.include(printed, "is no picture")
      assert.notInclude(printed, "lovelace")
    })
  })

  it.effect("so is the value of an attribute that is called as a part of a search", () =>
    Effect.gen(function* () {
      const sent = { id: "1", note: "", page: 1, role: "user", name: "" } as const
      const printed = yield* printing(
        update({ ...sent, custom_attributes: { field: "oncology", operator: "Vodafone", value: "x" } }),
        scripted({ status: 422, body: message("neither oncology nor Vodafone is one of the options") })
      )
      assert.include(printed, "one of the options")
      assert.notInclude(printed, "oncology")
      assert.notInclude(printed, "Vodafone")
    })
  )

  it.effect("headers of the answer that are told may hold none", () =>
    Effect.gen(function* () {
      const printed = yield* printing(
        findContacts({ email: "lovelace" }, { retry: false }),
        scripted({ body: "<html>", headers: { "content-encoding": "lovelace" } })
      )
      assert.include(printed, "which was not asked for")
      assert.notInclude(printed.replaceAll("?email=lovelace", ""), "lovelace")
    })
  )

  it.effect("words that tell nothing of anybody stay: fields, enums, kinds of records", () =>
    Effect.gen(function* () {
      const printed = yield* printing(
        update({ id: "contact", note: "role", page: 1, role: "user", name: "conversation", custom_attributes: {} }),
        scripted({
          status: 404,
          body: { errors: [{ code: "user_not_found", message: "User with that role is no contact", field: "role" }] }
        })
      )
      assert.include(printed, "user_not_found")
      assert.include(printed, "User with that role is no contact")
    })
  )
})
