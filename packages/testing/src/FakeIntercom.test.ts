import { Operation } from "@effect-intercom/core"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema, Stream } from "effect"
import { FakeIntercom } from "./FakeIntercom.ts"

const list = Operation.make<{ readonly per_page?: number; readonly starting_after?: string }, ContactPage>(
  "contacts.list",
  {
    method: "GET",
    path: "/contacts",
    query: ["per_page", "starting_after"],
    since: "2.7",
    success: Schema.Any
  }
)

interface ContactPage {
  readonly data: ReadonlyArray<{ readonly id: string }>
  readonly total_count: number
  readonly pages: { readonly next?: { readonly starting_after: string } }
}

describe("a workspace in memory", () => {
  it.effect("gives every contact once, page by page", () =>
    Effect.gen(function* () {
      const ids: Array<string> = []
      let next: string | undefined
      do {
        const page = yield* list({ per_page: 7, ...(next === undefined ? {} : { starting_after: next }) })
        ids.push(...page.data.map(({ id }) => id))
        next = page.pages.next?.starting_after
      } while (next !== undefined)
      assert.strictEqual(ids.length, 40)
      assert.strictEqual(new Set(ids).size, 40)
    }).pipe(Effect.provide(FakeIntercom.layer({ contacts: 40 })))
  )

  it.effect("answers with what a dump of it holds", () =>
    Effect.gen(function* () {
      const fake = yield* FakeIntercom
      const page = yield* list({ per_page: 150 })
      const dumped = yield* Stream.runCollect(fake.dump("contacts"))
      assert.deepStrictEqual(page.data.toReversed(), dumped)
    }).pipe(Effect.provide(FakeIntercom.layer({ contacts: 40 })))
  )
})
