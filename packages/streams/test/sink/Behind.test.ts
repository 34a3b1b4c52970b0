import { assert, describe, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Behind from "../../src/sink/Behind.ts"
import type { RecordRows } from "../../src/tables/Rows.ts"

const rows = (id: string, updatedAt = 1): RecordRows => ({
  id,
  updatedAt,
  hash: "",
  size: 10,
  main: [],
  children: [],
  record: { id },
  misfits: []
})

const page = (...ids: ReadonlyArray<string>) => ids.map((id) => rows(id))

/** Takes what is written as ids, and writes a page when it is let to. */
const table = () => {
  const written: Array<string> = []
  const gates: Array<Deferred.Deferred<void, string>> = []
  const write = Effect.fnUntraced(function* (page: ReadonlyArray<RecordRows>) {
    const gate = Deferred.makeUnsafe<void, string>()
    gates.push(gate)
    yield* Deferred.await(gate)
    written.push(page.map(({ id }) => id).join(" "))
    return page.filter(({ id }) => id.startsWith("bad"))
  })
  /** Lets the nth page be written, or fails it. */
  const finish = (nth: number, exit: Exit.Exit<void, string> = Exit.void) =>
    Effect.gen(function* () {
      while (gates[nth] === undefined) yield* Effect.yieldNow
      Deferred.doneUnsafe(gates[nth], exit)
      for (let turn = 0; turn < 20; turn++) yield* Effect.yieldNow
    })
  return { written, write, begun: () => gates.length, finish }
}

const settled = Effect.gen(function* () {
  for (let turn = 0; turn < 20; turn++) yield* Effect.yieldNow
})

describe("pages on their way into a database", () => {
  it.effect("are taken while one is written, and written together when it is", () =>
    Effect.gen(function* () {
      const { begun, finish, write, written } = table()
      const behind = yield* Behind.make({ least: 1, most: 1000, places: 1 })
      const { settle, take } = behind.writer(write)
      yield* take(page("a"))
      yield* settled
      yield* take(page("b"))
      yield* take(page("c", "d"))
      assert.deepStrictEqual([begun(), written], [1, []])
      const all = yield* Effect.forkChild(settle)
      yield* finish(0)
      yield* finish(1)
      yield* Fiber.join(all)
      assert.deepStrictEqual(written, ["a", "b c d"])
    })
  )

  it.effect("wait for enough of them, and for nothing more once they are asked for", () =>
    Effect.gen(function* () {
      const { begun, finish, write, written } = table()
      const behind = yield* Behind.make({ least: 30, most: 1000, places: 1 })
      const { settle, take } = behind.writer(write)
      yield* take(page("a"))
      yield* take(page("b"))
      yield* settled
      assert.strictEqual(begun(), 0)
      const all = yield* Effect.forkChild(settle)
      yield* finish(0)
      yield* Fiber.join(all)
      assert.deepStrictEqual(written, ["a b"])
    })
  )

  it.effect("hold back whoever brings more than may wait", () =>
    Effect.gen(function* () {
      const { finish, write, written } = table()
      const behind = yield* Behind.make({ least: 1, most: 20, places: 1 })
      const { take } = behind.writer(write)
      yield* take(page("a", "b"))
      yield* settled
      yield* take(page("c", "d"))
      const more = yield* Effect.forkChild(take(page("e")))
      yield* settled
      assert.isUndefined(more.pollUnsafe())
      yield* finish(0)
      yield* Fiber.join(more)
      assert.deepStrictEqual(written, ["a b"])
      yield* finish(1)
      yield* finish(2)
      assert.deepStrictEqual(written, ["a b", "c d", "e"])
    })
  )

  it.effect("keep the order of two versions of a record", () =>
    Effect.gen(function* () {
      const { finish, write, written } = table()
      const behind = yield* Behind.make({ least: 1, most: 1000, places: 1 })
      const { settle, take } = behind.writer(write)
      yield* take(page("a"))
      yield* settled
      yield* take(page("b"))
      const again = yield* Effect.forkChild(take(page("c", "b")))
      yield* finish(0)
      yield* finish(1)
      yield* Fiber.join(again)
      const all = yield* Effect.forkChild(settle)
      yield* finish(2)
      yield* Fiber.join(all)
      assert.deepStrictEqual(written, ["a", "b", "c b"])
    })
  )

  it.effect("are on their way in as many places as there are, and all of them are waited for", () =>
    Effect.gen(function* () {
      const { begun, finish, write, written } = table()
      const behind = yield* Behind.make({ least: 1, most: 1000, places: 2 })
      const { settle, take } = behind.writer(write)
      yield* take(page("a"))
      yield* settled
      yield* take(page("b"))
      yield* settled
      yield* take(page("c"))
      yield* take(page("d"))
      yield* settled
      assert.deepStrictEqual([begun(), written], [2, []])
      const all = yield* Effect.forkChild(settle)
      yield* finish(1)
      yield* finish(2)
      assert.isUndefined(all.pollUnsafe())
      yield* finish(0)
      yield* Fiber.join(all)
      assert.deepStrictEqual(written, ["b", "c d", "a"])
    })
  )

  it.effect("of several streams are written one at a time", () =>
    Effect.gen(function* () {
      const { begun, finish, write, written } = table()
      const behind = yield* Behind.make({ least: 1, most: 1000, places: 1 })
      const one = behind.writer(write)
      const other = behind.writer(write)
      yield* one.take(page("a"))
      yield* settled
      yield* one.take(page("b"))
      yield* other.take(page("x"))
      yield* settled
      assert.strictEqual(begun(), 1)
      yield* finish(0)
      yield* finish(1)
      yield* finish(2)
      yield* behind.settle
      // Each in its turn.
      assert.deepStrictEqual(written, ["a", "x", "b"])
    })
  )

  it.effect("that are refused are told once, by whatever is asked next", () =>
    Effect.gen(function* () {
      const { finish, write } = table()
      const behind = yield* Behind.make({ least: 1, most: 1000, places: 1 })
      const { settle, take } = behind.writer(write)
      const ids = Effect.map((refused: ReadonlyArray<RecordRows>) => refused.map(({ id }) => id))
      assert.deepStrictEqual(yield* ids(take(page("bad 1", "a"))), [])
      yield* finish(0)
      assert.deepStrictEqual(yield* ids(take(page("bad 2"))), ["bad 1"])
      yield* finish(1)
      assert.deepStrictEqual(yield* ids(settle), ["bad 2"])
      assert.deepStrictEqual(yield* ids(settle), [])
    })
  )

  it.effect("that fail fail all that comes after them, and those that wait for room", () =>
    Effect.gen(function* () {
      const { begun, finish, write } = table()
      const behind = yield* Behind.make({ least: 1, most: 20, places: 1 })
      const one = behind.writer(write)
      const other = behind.writer(write)
      yield* one.take(page("a", "b"))
      yield* settled
      yield* one.take(page("c", "d"))
      const waiting = yield* Effect.forkChild(Effect.flip(one.take(page("e"))))
      yield* settled
      yield* finish(0, Exit.fail("the disk is full"))
      assert.strictEqual(yield* Fiber.join(waiting), "the disk is full")
      assert.strictEqual(yield* Effect.flip(other.take(page("x"))), "the disk is full")
      assert.strictEqual(yield* Effect.flip(behind.settle), "the disk is full")
      assert.strictEqual(begun(), 1)
    })
  )

  it.effect("are let go of when it is stopped, those that are being written too", () =>
    Effect.gen(function* () {
      const { begun, write, written } = table()
      const behind = yield* Behind.make({ least: 1, most: 1000, places: 2 })
      const { take } = behind.writer(write)
      for (const id of ["a", "b", "c"]) {
        yield* take(page(id))
        yield* settled
      }
      yield* behind.stop
      yield* settled
      assert.deepStrictEqual([begun(), written], [2, []])
    })
  )
})
