import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import * as Export from "../../src/Export.ts"
import * as ExportSink from "../../src/ExportSink.ts"
import { conversation, failure, serve, workspace } from "../support/SmallWorkspace.ts"

const program = fileURLToPath(new URL("../support/fatConversations.ts", import.meta.url))

describe("conversations that weigh much", () => {
  it.live("of 50 MB each are exported within 512 MB, all that are read at once", () =>
    Effect.gen(function* () {
      // What is kept would not fit into this heap, and what is let go is not left to another thread, which a busy machine keeps waiting.
      const flags = ["--expose-gc", "--single-threaded-gc", "--max-old-space-size=128"]
      const { stdout } = yield* Effect.promise(() => promisify(execFile)(process.execPath, [...flags, program, "14"]))
      const { megabytes, rows } = JSON.parse(stdout) as { readonly megabytes: number; readonly rows: number }
      assert.strictEqual(rows, 14)
      assert.isBelow(megabytes, 512)
    })
  )

  it.effect("are read again with more room, beside others that are small, and each comes once", () =>
    Effect.gen(function* () {
      const large = { text: "x".repeat(2 * 1024 * 1024) }
      const larger = { text: "x".repeat(10 * 1024 * 1024) }
      const all = Array.from({ length: 90 }, (_, index) => ({
        ...conversation(String(index), 1000 + index, 2),
        ...(index === 20 ? larger : index % 30 === 7 ? large : {})
      }))
      const server = serve(workspace({ conversations: all }), ({ path }) =>
        Effect.succeed(path === "/conversations/50" ? failure(404, "not_found") : undefined)
      )
      const ids: Array<string> = []
      const sink = ExportSink.make((_, records) =>
        Effect.sync(() => {
          for (const record of records) ids.push("id" in record ? String(record.id) : "")
        })
      )
      const report = yield* Export.run({ streams: ["conversations"], sink, catchUp: false }).pipe(
        Effect.provide(server.client())
      )
      assert.isTrue(report.complete, JSON.stringify(report.streams))
      assert.sameMembers(
        ids,
        all.map(({ id }) => id).filter((id) => id !== "50")
      )
      const readsOf = (id: number) => server.received.filter(({ path }) => path === `/conversations/${id}`).length
      assert.deepStrictEqual([0, 7, 20, 37].map(readsOf), [1, 2, 3, 2])
    })
  )
})
