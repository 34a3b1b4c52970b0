import * as NodeServices from "@effect/platform-node/NodeServices"
import { CallOptions } from "@effect-intercom/core"
import { Admins, CustomObjects } from "@effect-intercom/resources"
import { FakeIntercom, Faults } from "@effect-intercom/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { TestClock } from "effect/testing"
import { readFileSync } from "node:fs"
import { DatabaseSync } from "node:sqlite"
import * as Checkpoint from "../src/Checkpoint.ts"
import * as Export from "../src/Export.ts"
import * as ExportStream from "../src/ExportStream.ts"
import * as NdjsonSink from "../src/NdjsonSink.ts"
import * as SqliteSink from "../src/SqliteSink.ts"
import { running } from "./support/running.ts"

const type = { custom_object_type_identifier: "Order" }

const orders = ExportStream.define({
  name: "orders",
  schema: CustomObjects.CustomObjectInstance,
  list: () => ExportStream.listing(CustomObjects.list, type),
  read: (id) => CustomObjects.get({ ...type, id })
})

const create = (number: number, custom_attributes: Readonly<Record<string, string>> = {}) =>
  CustomObjects.create({ ...type, external_id: `order-${number}`, custom_attributes })

const fill = (count: number) =>
  Effect.forEach(Array.from({ length: count }), (_, index) => create(index), { discard: true })

const inDirectory = <A, E, R>(use: (directory: string) => Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    return yield* use(yield* (yield* FileSystem.FileSystem).makeTempDirectoryScoped())
  }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))

const options = (directory: string) => ({
  streams: [orders],
  sink: NdjsonSink.directory(directory),
  checkpoint: Checkpoint.file(`${directory}/checkpoint.json`),
  checkpointEvery: 0
})

const Written = Schema.Struct({ id: Schema.String, external_id: Schema.String, custom_attributes: Schema.Unknown })

const written = (directory: string) =>
  readFileSync(`${directory}/orders.ndjson`, "utf8")
    .split("\n")
    .slice(0, -1)
    .map((line) => Schema.decodeUnknownSync(Written)(JSON.parse(line)))

const numbers = (directory: string) => written(directory).map(({ external_id }) => external_id.slice("order-".length))

const all = (count: number) => Array.from({ length: count }, (_, index) => String(index)).toSorted()

describe("a stream of one's own", () => {
  it.effect("has tables with columns of its schema, and one for each list", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const Order = Schema.Struct({
          sku: Schema.String,
          updated_at: Schema.Number,
          paid_at: Schema.Number,
          price: Schema.Struct({ amount: Schema.Number, currency: Schema.String }),
          lines: Schema.Array(Schema.Struct({ id: Schema.String, count: Schema.Number }))
        })
        const rows = [
          {
            sku: "o1",
            updated_at: 1_700_000_000,
            paid_at: 1_700_000_000,
            price: { amount: 9.5, currency: "EUR" },
            lines: [{ id: "l1", count: 2 }]
          }
        ]
        const own = ExportStream.define({
          name: "own_orders",
          schema: Order,
          id: "sku",
          list: () => ExportStream.wholeList(Admins.list, Effect.succeed({ admins: [] }), () => rows)
        })
        const file = `${directory}/export.db`
        yield* running(Export.run({ streams: [own], sink: SqliteSink.file(file) }), "1 second")
        const database = new DatabaseSync(file, { readOnly: true })
        const all = (sql: string) =>
          database
            .prepare(sql)
            .all()
            .map((row) => ({ ...row }))
        assert.deepStrictEqual(all("SELECT id, sku, paid_at, price_amount, price_currency FROM current_own_orders"), [
          { id: "o1", sku: "o1", paid_at: "2023-11-14T22:13:20.000Z", price_amount: 9.5, price_currency: "EUR" }
        ])
        assert.deepStrictEqual(all("SELECT own_order_id, line_id, count FROM own_order_lines"), [
          { own_order_id: "o1", line_id: "l1", count: 2 }
        ])
        database.close()
      })
    ).pipe(Effect.provide(FakeIntercom.layer({})))
  )

  it.effect("is exported beside those with names, and told of in the report", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        yield* fill(340)
        const report = yield* running(
          Export.run({ ...options(directory), streams: ["contacts", orders, "tags"] }),
          "1 second"
        )
        assert.isTrue(report.complete, JSON.stringify(report.streams))
        assert.deepStrictEqual(
          report.streams.map(({ rows, stream }) => [stream, rows]),
          [
            ["contacts", 20],
            ["orders", 340],
            ["tags", 20]
          ]
        )
        assert.deepStrictEqual(numbers(directory).toSorted(), all(340))
      })
    ).pipe(Effect.provide(FakeIntercom.layer({ contacts: 20 })))
  )

  it.effect("broken off at any request and resumed has every record once", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const { requests, setFaults } = yield* FakeIntercom
        yield* fill(310)
        let brokenOff = 0
        for (let at = 1; at <= 8; at++) {
          const place = `${directory}/${at}`
          const sent = (yield* requests).length
          yield* setFaults(Faults.script([{ at: sent + at, fault: "reset" }]))
          const broken = yield* running(
            Effect.exit(Export.run(options(place)).pipe(CallOptions.withOptions({ retry: false }))),
            "1 second"
          )
          if (broken._tag === "Failure") brokenOff++
          yield* setFaults(Faults.none)
          const report = yield* running(Export.run({ ...options(place), resume: true }), "1 second")
          assert.isTrue(report.complete, JSON.stringify(report.streams))
          assert.deepStrictEqual(numbers(place).toSorted(), all(310), `broken off at request ${at}`)
        }
        assert.isAbove(brokenOff, 4)
      })
    ).pipe(Effect.provide(FakeIntercom.layer()))
  )

  it.effect("since the last run brings what changed since", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        yield* fill(30)
        yield* TestClock.adjust("1 hour")
        yield* running(Export.run(options(directory)), "1 second")
        yield* TestClock.adjust("1 day")
        yield* create(7, { plan: "pro" })
        yield* create(30)
        yield* TestClock.adjust("1 hour")
        const report = yield* running(Export.run({ ...options(directory), since: "last" }), "1 second")
        assert.isTrue(report.complete, JSON.stringify(report.streams))
        assert.deepStrictEqual(numbers(directory).slice(30).toSorted(), ["30", "7"])
        assert.deepInclude(
          written(directory).findLast(({ external_id }) => external_id === "order-7")?.custom_attributes,
          { plan: "pro" }
        )
      })
    ).pipe(Effect.provide(FakeIntercom.layer()))
  )

  it.effect("that does not tell changes is exported as a whole every time, by an id of its own", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const whole = ExportStream.define({
          name: "orders",
          schema: CustomObjects.CustomObjectInstance,
          list: () => ExportStream.listing(CustomObjects.list, type),
          id: "external_id",
          changedAt: false
        })
        yield* fill(5)
        yield* running(Export.run({ ...options(directory), streams: [whole] }), "1 second")
        yield* create(5)
        const report = yield* running(
          Export.run({ ...options(directory), streams: [whole], since: "last" }),
          "1 second"
        )
        assert.isTrue(report.complete, JSON.stringify(report.streams))
        assert.deepStrictEqual(numbers(directory).toSorted(), all(6))
      })
    ).pipe(Effect.provide(FakeIntercom.layer()))
  )

  it.effect("is a stream of elements for a sink of one's own, is counted beforehand, and gone ones are found", () =>
    Effect.gen(function* () {
      yield* fill(12)
      yield* TestClock.adjust("1 hour")
      const ids = yield* Export.stream(orders).pipe(
        Export.records,
        Stream.map(({ id }) => id ?? ""),
        Stream.runCollect
      )
      assert.strictEqual(ids.length, 12)
      const { streams } = yield* Export.estimate({ streams: [orders] })
      assert.deepStrictEqual(streams, [{ stream: "orders", rows: 12, requests: 1 }])
      yield* CustomObjects.delete({ ...type, id: ids[3] ?? "" })
      const gone = yield* running(Stream.runCollect(Export.tombstones(orders, ids)), "1 second")
      assert.deepStrictEqual(
        gone.map(({ id }) => id),
        [ids[3]]
      )
      assert.isTrue(Export.isAvailable(orders, "2.16"))
      assert.isFalse(Export.isAvailable(orders, "2.15"))
    }).pipe(Effect.provide(FakeIntercom.layer()))
  )

  it.effect("that differs from its schema is put aside where that is asked for", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const strict = ExportStream.define({
          name: "orders",
          schema: Schema.Struct({ id: Schema.String, custom_attributes: Schema.Struct({ plan: Schema.String }) }),
          list: () => ExportStream.listing(CustomObjects.list, type),
          changedAt: false
        })
        yield* create(1)
        yield* create(2, { plan: "pro" })
        const report = yield* running(
          Export.run({ ...options(directory), streams: [strict], mismatches: "dead-letter" }),
          "1 second"
        )
        assert.deepInclude(report.streams[0], { rows: 1, deadLetters: 1, complete: false })
      })
    ).pipe(Effect.provide(FakeIntercom.layer()))
  )

  for (const [what, name] of [
    ["that is taken", "contacts"],
    ["with a path in it", "../orders"],
    ["with capitals", "Orders"],
    ["that is empty", ""],
    ["that is too long", "o".repeat(41)]
  ] as const) {
    it.effect(`with a name ${what} is refused before anything is sent`, () =>
      Effect.gen(function* () {
        const { requests } = yield* FakeIntercom
        const named = ExportStream.define<string, CustomObjects.CustomObjectInstance>({
          name,
          schema: CustomObjects.CustomObjectInstance,
          list: () => ExportStream.listing(CustomObjects.list, type)
        })
        const error = yield* Effect.flip(Export.run({ ...options("nowhere"), streams: [named] }))
        assert.strictEqual(error.reason._tag, "InvalidExport")
        assert.deepStrictEqual(yield* requests, [])
      }).pipe(Effect.provide(FakeIntercom.layer()), Effect.provide(NodeServices.layer))
    )
  }
})
