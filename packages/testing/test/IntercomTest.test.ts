import { IntercomClient, type Reason } from "@effect-intercom/core"
import { Contacts, Tags } from "@effect-intercom/resources"
import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Exit } from "effect"
import { FakeIntercom } from "../src/FakeIntercom.ts"
import * as Fixtures from "../src/Fixtures.ts"
import * as IntercomTest from "../src/IntercomTest.ts"

const ada: Contacts.ContactDeleted = { type: "contact", id: "1", external_id: "70", deleted: true }

describe("stubs", () => {
  it.effect("a handler's value is what the operation answers", () =>
    Effect.gen(function* () {
      const answer = yield* Contacts.delete({ id: "1" })
      assert.strictEqual(answer, ada)
    }).pipe(Effect.provide(IntercomTest.layer([IntercomTest.stub(Contacts.delete, () => ada)])))
  )

  it.effect("a handler gets the input of the call and its options", () => {
    const seen: Array<unknown> = []
    return Effect.gen(function* () {
      yield* Contacts.delete({ id: "7" }, { version: "2.11" })
      assert.deepStrictEqual(seen, [[{ id: "7" }, { version: "2.11" }]])
    }).pipe(
      Effect.provide(
        IntercomTest.layer([
          IntercomTest.stub(Contacts.delete, (input, options) => {
            seen.push([input, options])
            return ada
          })
        ])
      )
    )
  })

  it.effect("a reason becomes the error of the operation that was called", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Contacts.get({ id: "9" }))
      assert.strictEqual(error.reason._tag, "NotFound")
      assert.strictEqual(error.operation, "contacts.get")
      assert.strictEqual(error.status, 404)
      assert.match(error.message, /no contact 9/)
    }).pipe(
      Effect.provide(
        IntercomTest.layer([IntercomTest.stub(Contacts.get, ({ id }) => IntercomTest.notFound(`no contact ${id}`))])
      )
    )
  )

  const failures: { readonly [Tag in Reason["_tag"]]: Extract<Reason, { readonly _tag: Tag }> } = {
    Unauthorized: IntercomTest.unauthorized(),
    Forbidden: IntercomTest.forbidden(),
    NotFound: IntercomTest.notFound(),
    Gone: IntercomTest.gone("This contact was merged", "6762f0dd1bb69f9f2193bb7c"),
    Conflict: IntercomTest.conflict("It exists", { existingId: "7", existingIsArchived: true }),
    InvalidRequest: IntercomTest.invalidRequest(),
    RateLimited: IntercomTest.rateLimited(),
    JobLimitReached: IntercomTest.jobLimitReached(),
    ServerError: IntercomTest.serverError(),
    TransportError: IntercomTest.transportError("ECONNREFUSED", "no"),
    TimeoutError: IntercomTest.timeoutError("deadline", "10 minutes"),
    DecodeError: IntercomTest.decodeError(),
    InvalidInput: IntercomTest.invalidInput("expected a string", "id"),
    UnsupportedVersion: IntercomTest.unsupportedVersion(),
    PaginationError: IntercomTest.paginationError()
  }

  for (const [tag, failure] of Object.entries(failures)) {
    it.effect(`a failure of the reason ${tag} is at hand, and what the program sees`, () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(Contacts.get({ id: "1" }))
        assert.strictEqual(error.reason, failure)
        assert.isNotEmpty(error.reason.message)
      }).pipe(Effect.provide(IntercomTest.layer([IntercomTest.stub(Contacts.get, () => failure)])))
    )
  }

  it.effect("a merged contact is followed through stubs too", () =>
    Effect.gen(function* () {
      const contact = yield* Contacts.getFollowing({ id: "1" })
      assert.strictEqual(contact.id, "2")
    }).pipe(
      Effect.provide(
        IntercomTest.layer([
          IntercomTest.stub(Contacts.get, ({ id }) =>
            id === "1" ? IntercomTest.gone("This contact was merged", "2") : Fixtures.contact({ id })
          )
        ])
      )
    )
  )

  it.effect("a handler may be an effect, which succeeds or fails", () => {
    let calls = 0
    const answer = Effect.suspend(() =>
      ++calls === 1 ? IntercomTest.fail(IntercomTest.rateLimited("3 seconds")) : Effect.succeed(ada)
    )
    return Effect.gen(function* () {
      const error = yield* Effect.flip(Contacts.delete({ id: "1" }))
      assert.strictEqual(error.reason._tag, "RateLimited")
      assert.strictEqual(yield* Contacts.delete({ id: "1" }), ada)
    }).pipe(Effect.provide(IntercomTest.layer([IntercomTest.stub(Contacts.delete, () => answer)])))
  })

  it.effect("an operation without a stub dies, naming itself", () =>
    Effect.gen(function* () {
      const exit = yield* Effect.exit(Contacts.get({ id: "1" }))
      assert.isTrue(Exit.isFailure(exit) && Cause.hasDies(exit.cause))
      assert.match(Exit.isFailure(exit) ? Cause.pretty(exit.cause) : "", /contacts\.get/)
    }).pipe(Effect.provide(IntercomTest.layer([])))
  )

  it.effect("an input the operation does not accept never reaches the handler", () =>
    Effect.gen(function* () {
      // @ts-expect-error an id is a text
      const error = yield* Effect.flip(Contacts.get({ id: 7 }))
      assert.strictEqual(error.reason._tag, "InvalidInput")
    }).pipe(
      Effect.provide(
        IntercomTest.layer([IntercomTest.stub(Contacts.get, () => Effect.die("the handler must not be called"))])
      )
    )
  )

  it.effect("over a fake workspace one operation is stubbed and the rest are real", () =>
    Effect.gen(function* () {
      const { data } = yield* Contacts.list({ per_page: 1 })
      const error = yield* Effect.flip(Tags.tagContact({ contact_id: data[0]?.id ?? "", id: "7522907" }))
      assert.strictEqual(error.reason._tag, "Forbidden")
      assert.strictEqual((yield* IntercomClient.IntercomClient).baseUrl, "https://api.intercom.io")
    }).pipe(
      Effect.provide(IntercomTest.layerOver([IntercomTest.stub(Tags.tagContact, () => IntercomTest.forbidden())])),
      Effect.provide(FakeIntercom.layer({ contacts: 10 }))
    )
  )

  it.effect("are spied on: every call in order, with what it was called with, whoever answers", () =>
    Effect.gen(function* () {
      const { workspace } = yield* FakeIntercom
      const { id } = workspace.contacts.add()
      yield* Effect.gen(function* () {
        yield* Contacts.get({ id })
        yield* Effect.ignore(Tags.tagContact({ contact_id: id, id: "1" }, { timeout: "1 second" }))
        const all = yield* IntercomTest.calls
        assert.deepStrictEqual(
          all.map(({ operation, stubbed }) => [operation, stubbed]),
          [
            ["contacts.get", false],
            ["tags.tagContact", true]
          ]
        )
        assert.deepStrictEqual(all[1]?.options, { timeout: "1 second" })
        assert.deepStrictEqual(yield* IntercomTest.callsOf(Tags.tagContact), [{ contact_id: id, id: "1" }])
        yield* (yield* IntercomTest.Calls).clear
        assert.deepStrictEqual(yield* IntercomTest.calls, [])
      }).pipe(
        Effect.provide(IntercomTest.layerOver([IntercomTest.stub(Tags.tagContact, () => IntercomTest.forbidden())]))
      )
    }).pipe(Effect.provide(FakeIntercom.layer()))
  )

  it.effect("are spied on where there is no answer too", () =>
    Effect.gen(function* () {
      yield* Effect.exit(Contacts.get({ id: "1" }))
      assert.deepStrictEqual(yield* IntercomTest.callsOf(Contacts.get), [{ id: "1" }])
    }).pipe(Effect.provide(IntercomTest.layer([])))
  )
})
