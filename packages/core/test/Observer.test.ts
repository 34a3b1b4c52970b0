import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Observer } from "../src/index.ts"
import { getContact, scripted } from "./ScriptedIntercom.ts"

const found = { body: { id: "1" } }

/** An observer that writes down what it is told. */
const recording = () => {
  const events: Array<Observer.Event> = []
  return { events, observer: (event: Observer.Event) => Effect.sync(() => void events.push(event)) }
}

describe("an observer", () => {
  it.effect("is told of each attempt, each retry and each response that differs", () => {
    const intercom = scripted({ status: 429 }, { body: { id: 1 } })
    const { events, observer } = recording()
    return Effect.gen(function* () {
      yield* Observer.observed(getContact({ id: "1" }, { retry: { base: "0 millis" } }), observer)
      assert.deepStrictEqual(
        events.map((event) => event._tag),
        ["Attempted", "Retried", "Mismatched", "Attempted"]
      )
      assert.isTrue(events.every(({ operation }) => operation === "contacts.get"))
    }).pipe(Effect.provide(intercom.layer()))
  })

  it.effect("is told how long a request waited for the rate limit, and what is left of it", () => {
    const intercom = scripted(found)
    const { events, observer } = recording()
    return Effect.gen(function* () {
      yield* Observer.observed(getContact({ id: "1" }), observer)
      const [event] = events
      assert.isTrue(event?._tag === "Attempted" && event.outcome === "success" && event.waitedMillis === 0)
    }).pipe(Effect.provide(intercom.layer()))
  })

  it.effect("comes beside those that are told already, and ends with its effect", () => {
    const outer = recording()
    const inner = recording()
    return Effect.gen(function* () {
      yield* Observer.observed(getContact({ id: "1" }), inner.observer)
      yield* getContact({ id: "1" })
    }).pipe(
      Observer.observed(outer.observer),
      Effect.andThen(
        Effect.sync(() => {
          assert.lengthOf(outer.events, 2)
          assert.lengthOf(inner.events, 1)
        })
      ),
      Effect.provide(scripted(found, found).layer())
    )
  })

  it.effect("of a layer is told of the whole effect, and one of a layer around it as well", () => {
    const outer = recording()
    const inner = recording()
    return Effect.gen(function* () {
      yield* getContact({ id: "1" })
      yield* getContact({ id: "1" })
    }).pipe(
      Effect.provide(Observer.layer(inner.observer)),
      Effect.provide(Observer.layer(outer.observer)),
      Effect.andThen(
        Effect.sync(() => {
          assert.lengthOf(outer.events, 2)
          assert.deepStrictEqual(inner.events, outer.events)
        })
      ),
      Effect.provide(scripted(found, found).layer())
    )
  })
})
