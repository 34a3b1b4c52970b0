import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Inspectable, Logger, Schema, Tracer } from "effect"
import { IntercomError, Observer, OpenTelemetry } from "../../src/index.ts"
import { failureOf, findContacts, scripted, token } from "../ScriptedIntercom.ts"

const email = "ada.lovelace@example.com"

/** Everything a program could print of a failing call: the error in all its forms, the log, the spans. */
const traces = (status: number, body: unknown, fault?: "reset") => {
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
  const intercom = scripted(fault === undefined ? { status, body } : { fault })
  return Effect.gen(function* () {
    const error = yield* failureOf(findContacts({ email }, { retry: { times: 1 } }))
    yield* Effect.logError("failed", error)
    printed.push(
      error.message,
      String(error),
      error.stack ?? "",
      JSON.stringify(error),
      Cause.pretty(Cause.fail(error))
    )
    printed.push(JSON.stringify(Schema.encodeSync(IntercomError)(error)), Inspectable.toStringUnknown(error))
    assert.include(intercom.received[0]?.url.search, encodeURIComponent(email))
    return printed.join("\n")
  }).pipe(
    Observer.observed((event) => Effect.logWarning("seen", event)),
    Effect.provide(OpenTelemetry.layer()),
    Effect.provide(intercom.layer()),
    Effect.provide(Logger.layer([logger])),
    Effect.withTracer(tracer)
  )
}

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
