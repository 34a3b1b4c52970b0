import { FakeIntercom } from "@effect-intercom/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { DatabaseSync } from "node:sqlite"
import { CustomObjects } from "@effect-intercom/resources"
import * as Export from "../../src/Export.ts"
import * as ExportStream from "../../src/ExportStream.ts"
import * as SqliteSink from "../../src/SqliteSink.ts"
import { running } from "../support/running.ts"

describe("custom objects by type", () => {
  it("have a stream of a name that is the type's", () => {
    const names = ["Order", "line_item", "Größe", "Order ", "A".repeat(40), "A".repeat(41)].map((type) =>
      ExportStream.nameOf(ExportStream.customObjects(type))
    )
    assert.deepStrictEqual(names.slice(0, 2), ["custom_objects_order", "custom_objects_line_item"])
    assert.strictEqual(new Set(names).size, 6)
    for (const name of names) assert.match(name, /^[a-z][a-z0-9_]{0,39}$/)
    assert.match(names[3] ?? "", /^custom_objects_order_[0-9a-f]{8}$/)
  })

  it.effect("fill a table each, and what changed comes once more", () =>
    Effect.gen(function* () {
      const { workspace } = yield* FakeIntercom
      for (let index = 0; index < 25; index++) {
        workspace.customObjects.add({ external_id: `o${index}`, custom_attributes: { total: index } })
      }
      workspace.customObjects.add({ type: "Seat", external_id: "s1" })
      const file = `${yield* (yield* FileSystem.FileSystem).makeTempDirectoryScoped()}/export.db`
      const streams = ["Order", "Seat"].map(ExportStream.customObjects)
      const run = Export.run({ streams, sink: SqliteSink.file(file), since: "last" })
      const first = yield* running(run, "1 second")
      assert.isTrue(first.complete, JSON.stringify(first.streams))
      const database = new DatabaseSync(file, { readOnly: true })
      const totals = () =>
        database
          .prepare(
            "SELECT external_id, json_extract(custom_attributes, '$.total') AS total FROM custom_objects_order ORDER BY total"
          )
          .all()
          .map(({ external_id, total }) => `${String(external_id)} ${String(total)}`)
      assert.lengthOf(totals(), 25)
      assert.strictEqual(totals()[24], "o24 24")
      assert.deepStrictEqual(
        database
          .prepare("SELECT external_id FROM custom_objects_seat")
          .all()
          .map((row) => row["external_id"]),
        ["s1"]
      )
      yield* CustomObjects.create({
        custom_object_type_identifier: "Order",
        external_id: "o24",
        custom_attributes: { total: 99 }
      })
      yield* running(Effect.sleep("1 hour"), "10 minutes")
      const second = yield* running(run, "1 second")
      assert.deepStrictEqual(
        second.streams.map(({ rows }) => rows),
        [1, 0]
      )
      assert.strictEqual(totals()[24], "o24 99")
      database.close()
    }).pipe(Effect.scoped, Effect.provide([FakeIntercom.layer({}), NodeServices.layer]))
  )

  it("are there since 2.16", () => {
    assert.strictEqual(Export.versionsOf(ExportStream.customObjects("Order")).at(0), "2.16")
  })
})
