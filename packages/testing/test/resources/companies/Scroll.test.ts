import { Companies } from "@effect-intercom/resources"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { FakeIntercom } from "../../../src/FakeIntercom.ts"
import { rawCall } from "../../rawCall.ts"

const reasonOf = (input: Companies.ScrollInput) =>
  Effect.map(Effect.flip(Companies.scroll(input)), ({ codes, reason }) => [reason._tag, ...codes])

const paramOf = Effect.map(Companies.scroll(), ({ scroll_param }) => ({ scroll_param: scroll_param ?? "" }))

describe("a scroll", () => {
  it.effect("gives a hundred companies a page under one and the same param, and an empty page at the end", () =>
    Effect.gen(function* () {
      const first = yield* Companies.scroll()
      const input = { scroll_param: first.scroll_param ?? "" }
      const pages = [
        first,
        yield* Companies.scroll(input),
        yield* Companies.scroll(input),
        yield* Companies.scroll(input)
      ]
      assert.deepStrictEqual(
        pages.map(({ data }) => data?.length),
        [100, 100, 50, 0]
      )
      assert.deepStrictEqual(new Set(pages.map(({ scroll_param }) => scroll_param)).size, 1)
      assert.strictEqual(new Set(pages.flatMap(({ data }) => data?.map(({ id }) => id) ?? [])).size, 250)
    }).pipe(Effect.provide(FakeIntercom.layer({ companies: 250 })))
  )

  it.effect("tells neither pages nor how many there are, and takes a size for its pages", () =>
    Effect.gen(function* () {
      const first = yield* rawCall("GET", "/companies/scroll?per_page=50")
      const { scroll_param } = first.body as { readonly scroll_param: string }
      const end = yield* rawCall("GET", `/companies/scroll?per_page=50&scroll_param=${scroll_param}`)
      for (const { body, status } of [first, end]) {
        assert.strictEqual(status, 200)
        assert.deepInclude(body, { pages: null, total_count: null, scroll_param })
      }
      assert.deepInclude(end.body, { data: [] })
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient({ companies: 20 })))
  )

  it.effect("can end with a 404 instead", () =>
    Effect.gen(function* () {
      const input = yield* paramOf
      assert.deepStrictEqual(yield* reasonOf(input), ["NotFound", "not_found"])
    }).pipe(Effect.provide(FakeIntercom.layer({ companies: 20, scrollEnd: "404" })))
  )

  it.effect("keeps others out while it is open", () =>
    Effect.gen(function* () {
      yield* Companies.scroll()
      assert.deepStrictEqual(yield* reasonOf({}), ["InvalidRequest", "scroll_exists"])
    }).pipe(Effect.provide(FakeIntercom.layer({ companies: 250 })))
  )

  it.effect("lives for a minute after each page", () =>
    Effect.gen(function* () {
      const input = yield* paramOf
      yield* TestClock.adjust("59 seconds")
      yield* Companies.scroll(input)
      yield* TestClock.adjust("59 seconds")
      yield* Companies.scroll(input)
      yield* TestClock.adjust("60 seconds")
      assert.deepStrictEqual(yield* reasonOf(input), ["NotFound", "not_found"])
      assert.strictEqual((yield* Companies.scroll()).data?.length, 100)
    }).pipe(Effect.provide(FakeIntercom.layer({ companies: 550 })))
  )

  it.effect("leaves room for the next one once it has ended", () =>
    Effect.gen(function* () {
      const input = yield* paramOf
      yield* Companies.scroll(input)
      assert.strictEqual((yield* Companies.scroll()).data?.length, 20)
    }).pipe(Effect.provide(FakeIntercom.layer({ companies: 20 })))
  )
})
