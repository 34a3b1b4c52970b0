import * as NodeServices from "@effect/platform-node/NodeServices"
import * as PgClient from "@effect/sql-pg/PgClient"
import { FakeIntercom } from "@effect-intercom/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import { join } from "node:path"
import { startPostgres } from "../../../../tools/started/postgres.ts"
import * as Export from "../../src/Export.ts"
import * as PostgresSink from "../../src/PostgresSink.ts"
import { canMount, smallDisk } from "../support/smallDisk.ts"

const contacts = 600
const conversations = 60

/** A cluster of its own takes 40 MB, and its log 16 MB a file. */
const size = 256 * 1024 * 1024

describe.skipIf(!canMount)("a PostgreSQL whose disk is full, with its log on it", () => {
  it.live(
    "ends the export with an error of its type, and holds everything once it goes on with room",
    () =>
      Effect.gen(function* () {
        const disk = yield* smallDisk(size)
        const server = yield* Effect.acquireRelease(
          Effect.promise(() => startPostgres(join(disk.folder, "server"))),
          (server) => Effect.promise(server.stop)
        )
        const client = PgClient.layer({ url: Redacted.make(server.url()), maxConnections: 3 })
        const fake = yield* FakeIntercom
        const run = Export.run({
          streams: ["contacts", "conversations"],
          sink: PostgresSink.make(),
          checkpointEvery: 0,
          resume: true
        }).pipe(Effect.provide(client))
        const idsIn = (table: string) =>
          Effect.gen(function* () {
            const sql = yield* PgClient.PgClient
            const rows = yield* sql.unsafe<{ readonly id: string }>(`SELECT id FROM intercom.${table} ORDER BY id`)
            return rows.map(({ id }) => id)
          }).pipe(Effect.provide(client))
        let failures = 0
        for (const left of [0, 200_000, 1_000_000, 3_000_000]) {
          disk.leave(left)
          const ended = yield* Effect.result(run)
          if (ended._tag === "Success") break
          failures++
          assert.include(["SinkError", "CheckpointError"], ended.failure.reason._tag, `${left}`)
          assert.notInclude(ended.failure.message, "geheim")
          disk.free()
          // It ends where it cannot write its log.
          yield* Effect.promise(server.stop)
          yield* Effect.promise(server.start)
        }
        assert.isAbove(failures, 1)
        disk.free()
        assert.isTrue((yield* run).complete)
        for (const stream of ["contacts", "conversations"] as const) {
          const held = (yield* Stream.runCollect(fake.dump(stream))).map(({ id }) => String(id)).toSorted()
          assert.deepStrictEqual((yield* idsIn(stream)).toSorted(), held)
        }
      }).pipe(
        Effect.scoped,
        Effect.provide([FakeIntercom.layer({ contacts, conversations, rateLimit: false }), NodeServices.layer])
      ),
    600_000
  )
})
