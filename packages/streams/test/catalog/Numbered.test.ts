import { Articles } from "@effect-intercom/resources"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { readFileSync } from "node:fs"
import { inLooks } from "../../src/catalog/Numbered.ts"
import * as Export from "../../src/Export.ts"
import * as ExportStream from "../../src/ExportStream.ts"
import { inDirectory, lines, now, options } from "../support/SampleExport.ts"
import { type Hook, json, type Received, row, type Row, rows, serve, workspace } from "../support/SmallWorkspace.ts"

const size = 10

/** A list of articles with numbered pages, the latest change first, and what happens to it before each request. */
const articles = (
  count: number,
  before: (list: Array<Row>, request: Received, number: number) => Array<Row>,
  shown: (one: Row) => object = (one) => one
) => {
  let list = rows(count, (index) => row(`a${index}`, now - 50_000 - index))
  let number = 0
  const hook: Hook = (request) =>
    Effect.sync(() => {
      if (request.path !== "/articles") return undefined
      // A page of one row is asked for to count them.
      if (request.query["per_page"] !== "1") list = before(list, request, ++number)
      const page = Number(request.query["page"] ?? 1)
      return json({
        type: "list",
        data: list.slice((page - 1) * size, page * size).map(shown),
        total_count: list.length,
        pages: { type: "pages", page, per_page: size, total_pages: Math.ceil(list.length / size) }
      })
    })
  return { server: serve(workspace(), hook), list: () => list, requests: () => number }
}

const exported = (directory: string, { server }: ReturnType<typeof articles>, given: Partial<Export.RunOptions> = {}) =>
  Export.run({ ...options(directory), streams: ["articles"], ...given }).pipe(Effect.provide(server.client()))

const changed = (list: ReadonlyArray<Row>, id: string): Array<Row> => [
  row(id, now + 10),
  ...list.filter((one) => one.id !== id)
]

/** What happens to a list between two requests. */
const happenings: Readonly<Record<string, (list: Array<Row>) => Array<Row>>> = {
  "the first row is deleted": (list) => list.slice(1),
  "the last row is deleted": (list) => list.slice(0, -1),
  "twelve rows are deleted": (list) => list.filter((_, index) => index % 4 !== 0),
  "a row is added before all": (list) => [row("new", now), ...list],
  "eleven rows are added before all": (list) => [...rows(11, (index) => row(`new${index}`, now)), ...list],
  "a row is added and one deleted": (list) => [row("new", now), ...list.slice(0, 3), ...list.slice(4)],
  "a row is deleted, and one added behind all": (list) => [...list.slice(1), row("new", now)],
  "a row of the last page changes": (list) => changed(list, list.at(-2)?.id ?? ""),
  "a row of the middle changes": (list) => changed(list, list[21]?.id ?? "")
}

describe("a list with numbered pages", () => {
  for (const [what, happen] of Object.entries(happenings)) {
    it.effect(`loses no row and has none twice, on whichever page ${what}`, () =>
      inDirectory(
        Effect.fnUntraced(function* (directory) {
          for (let request = 1; request <= 5; request++) {
            const held = Array.from({ length: 45 }, (_, index) => `a${index}`)
            const space = articles(45, (list, _, number) => (number === request ? happen(list) : list))
            const report = yield* exported(`${directory}/${request}`, space)
            assert.isTrue(report.complete, JSON.stringify(report.streams))
            const delivered = lines(`${directory}/${request}`, "articles")
            const versions = delivered.map(({ id, updated_at }) => `${id} ${updated_at}`)
            assert.strictEqual(new Set(versions).size, versions.length, `twice at ${request}`)
            const ids = new Set(delivered.map(({ id }) => id))
            const kept = space.list().map(({ id }) => id)
            assert.deepStrictEqual(
              kept.filter((id) => !ids.has(id)),
              [],
              `lost at ${request}`
            )
            assert.isAtLeast(ids.size, held.filter((id) => kept.includes(id)).length)
          }
        })
      )
    )
  }

  it.effect("loses no row where one is deleted on one page and another added on a later one", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        for (let first = 1; first <= 5; first++) {
          for (let second = first + 1; second <= 6; second++) {
            const space = articles(45, (list, _, number) =>
              number === first ? list.slice(1) : number === second ? [row("new", now), ...list] : list
            )
            const place = `${directory}/${first}-${second}`
            const report = yield* exported(place, space)
            assert.isTrue(report.complete, JSON.stringify(report.streams))
            const ids = new Set(lines(place, "articles").map(({ id }) => id))
            assert.deepStrictEqual(
              space.list().flatMap(({ id }) => (ids.has(id) ? [] : [id])),
              [],
              place
            )
          }
        }
      })
    )
  )

  it.effect("hands out a row without an id that is nested beyond the stack, once", () =>
    Effect.gen(function* () {
      let deep: object = {}
      for (let depth = 0; depth < 100_000; depth++) deep = { deep }
      const page = (items: ReadonlyArray<unknown>) => ({ items, cursor: undefined, totalCount: 2, page: undefined })
      const pages = yield* Stream.runCollect(inLooks(() => Stream.make(page([deep]), page([{ path: "b" }]))))
      const items = pages.flatMap((page) => page.items)
      assert.strictEqual(items.length, 2)
      assert.strictEqual(items[0], deep)
    }).pipe(Effect.provide(serve(workspace({})).client()))
  )

  it.effect("loses no row where rows are known by a field of another name", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const paths = ExportStream.define({
          name: "paths",
          schema: Schema.Struct({ path: Schema.String }),
          id: "path",
          list: () => ExportStream.listing(Articles.list, {})
        })
        for (let request = 2; request <= 5; request++) {
          const space = articles(
            45,
            (list, _, number) => (number === request ? list.slice(1) : list),
            ({ id, updated_at }) => ({ path: id, updated_at })
          )
          const place = `${directory}/${request}`
          const report = yield* Export.run({ ...options(place), streams: [paths] }).pipe(
            Effect.provide(space.server.client())
          )
          assert.isTrue(report.complete, JSON.stringify(report.streams))
          const delivered = readFileSync(`${place}/paths.ndjson`, "utf8").split("\n").slice(0, -1)
          assert.strictEqual(new Set(delivered).size, delivered.length, `twice at ${request}`)
          for (const { id } of space.list()) assert.include(delivered.join("\n"), `"${id}"`, `lost at ${request}`)
        }
      })
    )
  )

  it.effect("is looked at twice when it holds still, and once when it is a single page", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const still = articles(45, (list) => list)
        yield* exported(`${directory}/five`, still)
        assert.strictEqual(still.requests(), 10)
        const single = articles(9, (list) => list)
        yield* exported(`${directory}/one`, single)
        assert.strictEqual(single.requests(), 1)
        assert.lengthOf(lines(`${directory}/one`, "articles"), 9)
      })
    )
  )

  it.effect("that never holds still is owed, and read again by the next run from where this one began", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        let restless = true
        let added = 0
        const space = articles(45, (list) => (restless ? [row(`new${added++}`, now), ...list.slice(0, -1)] : list))
        const report = yield* exported(directory, space)
        assert.isFalse(report.complete)
        assert.deepStrictEqual(report.streams[0]?.shortfalls, ["the list changed whenever it was looked at"])
        restless = false
        yield* TestClock.setTime((now + 7200) * 1000)
        const next = yield* exported(directory, space, { since: "last" })
        assert.isTrue(next.complete, JSON.stringify(next.streams))
        assert.sameMembers(
          lines(directory, "articles").map(({ id }) => id),
          space.list().map(({ id }) => id)
        )
        assert.notInclude(readFileSync(`${directory}/checkpoint.json`, "utf8"), '"walk"')
      })
    )
  )
})
