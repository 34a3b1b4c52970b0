import { Contacts, Conversations, Tickets } from "@effect-intercom/resources"
import { FakeIntercom, Faults } from "@effect-intercom/testing"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { spawn } from "node:child_process"
import { fileURLToPath } from "node:url"
import * as IntercomStream from "../../src/IntercomStream.ts"
import { running } from "../support/running.ts"
import { conversation, failure, json, row, rows, serve, workspace } from "../support/SmallWorkspace.ts"

/** The size a search or a list was asked for, and the value its cursor leads behind. */
const asked = (request: { readonly body: unknown; readonly query: Readonly<Record<string, string>> }) => {
  const { pagination } = (request.body ?? {}) as {
    readonly pagination?: { readonly per_page?: number; readonly starting_after?: string }
  }
  const { per_page = request.query["per_page"], starting_after = request.query["starting_after"] } = pagination ?? {}
  const [after = 0] = starting_after === undefined ? [] : (JSON.parse(atob(starting_after)) as [number])
  return { size: Number(per_page), after }
}

describe("T22: pages that Intercom does not manage", () => {
  it.effect("are asked for with fewer rows, to the last one, and grow again afterwards", () =>
    Effect.gen(function* () {
      const fake = yield* FakeIntercom
      const held = yield* Stream.runCollect(fake.dump("contacts"))
      const times = held.map(({ updated_at }) => Number(updated_at)).toSorted((one, other) => one - other)
      const [from = 0, to = 0] = [times[850], times[1000]]
      yield* fake.setFaults(
        Faults.script([
          {
            fault: 504,
            when: (request) => {
              const { after, size } = asked(request)
              return size > 20 && after >= from && after < to
            }
          }
        ])
      )
      const found = yield* running(
        Stream.runCollect(
          IntercomStream.items(Contacts.search, {
            query: { field: "created_at", operator: ">", value: 0 },
            sort: { field: "updated_at", order: "ascending" }
          })
        ),
        "1 second"
      )
      assert.deepStrictEqual(found.map(({ id }) => id).toSorted(), held.map(({ id }) => String(id)).toSorted())
      const requests = yield* fake.requests
      const sizes = requests.map((request) => asked(request).size)
      assert.include(sizes, 18)
      assert.strictEqual(sizes.at(-1), 150)
      // The first heavy page is tried as any failure is; the smaller ones that fail too are not repeated.
      assert.isBelow(requests.filter(({ status }) => status === 504).length, 15)
    }).pipe(Effect.provide(FakeIntercom.layer({ contacts: 4000 })))
  )

  it.effect("end the stream when not even one row comes", () =>
    Effect.gen(function* () {
      const error = yield* running(Effect.flip(Stream.runDrain(IntercomStream.items(Conversations.list))), "1 second")
      assert.strictEqual(error.reason._tag, "ServerError")
      const sizes = (yield* (yield* FakeIntercom).requests).map((request) => asked(request).size)
      assert.deepStrictEqual([...new Set(sizes)], [150, 75, 37, 18, 9, 4, 2, 1])
    }).pipe(Effect.provide(FakeIntercom.layer({ conversations: 10, faults: Faults.script([{ fault: 502 }]) })))
  )

  it.effect("a refusal is no reason for smaller pages", () =>
    Effect.gen(function* () {
      const server = serve(workspace({ conversations: rows(10, (index) => conversation(`${index}`, index, 0)) }), () =>
        Effect.succeed(failure(403, "forbidden"))
      )
      yield* Effect.flip(Stream.runDrain(IntercomStream.items(Conversations.list))).pipe(
        Effect.provide(server.client())
      )
      assert.lengthOf(server.received, 1)
    })
  )
})

describe("T24: pages that weigh too much", () => {
  it.effect("are followed by smaller ones", () =>
    Effect.gen(function* () {
      const text = "x".repeat(140_000)
      const all = rows(600, (index) => row(`t${index}`, index, { text }))
      const server = serve(workspace(), ({ body, path }) => {
        if (path !== "/tickets/search") return Effect.undefined
        const { pagination } = body as { pagination: { per_page: number; starting_after?: string } }
        const start = Number(pagination.starting_after ?? 0)
        const end = start + pagination.per_page
        return Effect.succeed(
          json({
            type: "ticket.list",
            tickets: all.slice(start, end),
            total_count: all.length,
            pages: end < all.length ? { next: { page: 2, starting_after: String(end) } } : {}
          })
        )
      })
      const found = yield* IntercomStream.items(
        Tickets.search,
        {
          query: { field: "created_at", operator: ">", value: 0 }
        },
        { responses: "trust" }
      ).pipe(
        Stream.map((ticket) => ticket?.id),
        Stream.runCollect,
        Effect.provide(server.client())
      )
      assert.strictEqual(new Set(found).size, 600)
      const sizes = server.received.map(({ body }) => sizeOf(body))
      assert.strictEqual(sizes[0], 150)
      assert.isTrue(
        sizes.slice(1).every((size) => size >= 40 && size <= 60),
        sizes.join(" ")
      )
    })
  )

  it.live("are exported within three times the heap of a 20 MB page", () =>
    Effect.gen(function* () {
      // 25 MB are alive before the first page, so an old space of 84 MB ends a process that needs three times the page.
      const program = fileURLToPath(new URL("../support/fatPages.ts", import.meta.url))
      const { code, said } = yield* Effect.promise(
        () =>
          new Promise<{ code: number | null; said: string }>((resolve, reject) => {
            const child = spawn(process.execPath, ["--expose-gc", "--max-old-space-size=84", program], {
              stdio: ["ignore", "pipe", "inherit"]
            })
            let said = ""
            child.stdout.on("data", (part) => (said += String(part)))
            child.once("error", reject)
            child.once("exit", (code) => resolve({ code, said }))
          })
      )
      assert.strictEqual(code, 0, said)
      const { page, peak, rows } = JSON.parse(said) as { page: number; peak: number; rows: number }
      console.log(`page of ${page} MB: peak heap ${peak} MB above the start, ${rows} rows`)
      assert.strictEqual(rows, 450)
      assert.isAtLeast(page, 20)
      assert.isBelow(peak / page, 3)
    })
  )
})

const sizeOf = (body: unknown): number => (body as { pagination: { per_page: number } }).pagination.per_page
