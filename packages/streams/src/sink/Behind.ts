/**
 * Pages on their way into a database: one is written while the next are read and taken apart, and what waits meanwhile is
 * written together.
 *
 * @since 0.1.0
 */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import type * as Scope from "effect/Scope"
import type { RecordRows } from "../tables/Rows.ts"
import type { PageWriter, WritePage } from "./TableDatabase.ts"

/**
 * What of one connection is on its way.
 *
 * @category models
 * @since 0.1.0
 */
export interface Behind {
  /** What takes pages of a stream, and has them written by `write`, which is on its way in as many places as there are over all streams. */
  readonly writer: (write: WritePage) => PageWriter
  /** Waits until everything that was taken is written. It fails with what the writing failed with. */
  readonly settle: Effect.Effect<void, unknown>
  /** Lets go of what is not written. */
  readonly stop: Effect.Effect<void>
}

/**
 * How much waits, in characters of JSON.
 *
 * @category models
 * @since 0.1.0
 */
export interface BehindOptions {
  /** Where the writing begins by itself. */
  readonly least: number
  /** Of a stream; as much may be being written besides, in each place. */
  readonly most: number
  /** How many of what is written together may be on their way at once. They begin one after the other. */
  readonly places: number
}

/** Pages of a stream that wait. */
interface Waiting {
  readonly write: WritePage
  pending: Map<string, RecordRows>
  characters: number
  /** Done when what waits is being written. */
  begun: Deferred.Deferred<void>
  refused: Array<RecordRows>
}

/**
 * Makes it for the time that the scope is open.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = ({ least, most, places }: BehindOptions): Effect.Effect<Behind, never, Scope.Scope> =>
  Effect.map(Effect.scope, (scope) => {
    const all: Array<Waiting> = []
    const running = new Set<Fiber.Fiber<void, unknown>>()
    let failure: Exit.Exit<never, unknown> | undefined

    const writeAll = Effect.gen(function* () {
      for (;;) {
        const next = all.find(({ pending }) => pending.size > 0)
        if (next === undefined) return
        // Whose turn it was comes last.
        all.push(...all.splice(all.indexOf(next), 1))
        const page = [...next.pending.values()]
        const { begun } = next
        next.pending = new Map()
        next.characters = 0
        next.begun = Deferred.makeUnsafe()
        Deferred.doneUnsafe(begun, Exit.void)
        next.refused.push(...(yield* next.write(page)))
      }
    })
    const isWaiting = () => all.some(({ pending }) => pending.size > 0)
    const start = Effect.suspend(() => {
      if (running.size >= places || failure !== undefined) return Effect.void
      const ended = (exit: Exit.Exit<void, unknown>) =>
        Effect.sync(() => {
          if (Exit.isSuccess(exit) || failure !== undefined) return
          failure = Exit.failCause(exit.cause)
          for (const { begun } of all) Deferred.doneUnsafe(begun, Exit.void)
        })
      return Effect.map(Effect.forkIn(Effect.onExit(writeAll, ended), scope, { uninterruptible: false }), (fiber) => {
        running.add(fiber)
        fiber.addObserver(() => running.delete(fiber))
      })
    })
    const settle: Effect.Effect<void, unknown> = Effect.suspend(() => {
      if (failure !== undefined) return failure
      const [first] = running
      if (first !== undefined) return Effect.andThen(Fiber.await(first), settle)
      return isWaiting() ? Effect.andThen(start, settle) : Effect.void
    })
    const stop = Effect.suspend(() => {
      for (const waiting of all) {
        waiting.pending.clear()
        waiting.characters = 0
      }
      return Fiber.interruptAll(running)
    })
    const writer = (write: WritePage): PageWriter => {
      const own: Waiting = {
        write,
        pending: new Map(),
        characters: 0,
        begun: Deferred.makeUnsafe(),
        refused: []
      }
      all.push(own)
      const refused = () => own.refused.splice(0)
      return {
        take: Effect.fnUntraced(function* (page) {
          // Of two versions the first is written first.
          if (page.some(({ id }) => own.pending.has(id))) yield* settle
          if (own.characters > 0 && own.characters + sizeOf(page) > most) {
            yield* start
            yield* Deferred.await(own.begun)
          }
          if (failure !== undefined) return yield* failure
          for (const rows of page) {
            own.pending.set(rows.id, rows)
            own.characters += rows.size
          }
          if (own.characters >= least) yield* start
          return refused()
        }),
        settle: Effect.map(settle, refused)
      }
    }
    return { writer, settle, stop }
  })

const sizeOf = (page: ReadonlyArray<RecordRows>): number => page.reduce((sum, { size }) => sum + size, 0)
