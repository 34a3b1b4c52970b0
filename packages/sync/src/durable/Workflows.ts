/**
 * A durable export as workflows: one of the whole, and one of each segment.
 *
 * @since 0.1.0
 */
import type { PgClient } from "@effect/sql-pg/PgClient"
import type { IntercomClient } from "@effect-intercom/core"
import { ExportSegment } from "@effect-intercom/streams"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as References from "effect/References"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import * as Activity from "effect/workflow/Activity"
import * as Workflow from "effect/workflow/Workflow"
import type { WorkflowEngine } from "effect/workflow/WorkflowEngine"
import { attended, become } from "./Control.ts"
import { DurableExportError } from "./DurableError.ts"
import { endManifest } from "./Manifest.ts"
import * as Lease from "./Lease.ts"
import type { Round } from "./Lease.ts"
import { database, type ExportPlace } from "./Place.ts"
import { known, plan, rounds, unfinished } from "./Planning.ts"
import { report } from "./Standing.ts"
import { work } from "./Working.ts"

const End = /*#__PURE__*/ Schema.Literals(["done", "cancelled"])

/** An export, by its id. */
const Whole = /*#__PURE__*/ Workflow.make("effect-intercom/DurableExport", {
  payload: { schema: Schema.String, exportId: Schema.String },
  success: End,
  idempotencyKey: ({ exportId, schema }) => `${schema}/${exportId}`
})

/** A segment, by the id of its export and its number. `attempt` is another one where the first came to nothing. */
const Segment = /*#__PURE__*/ Workflow.make("effect-intercom/DurableExport/Segment", {
  payload: { schema: Schema.String, exportId: Schema.String, number: Schema.Finite, attempt: Schema.Finite },
  success: End,
  idempotencyKey: ({ attempt, exportId, number, schema }) => `${schema}/${exportId}/${number}/${attempt}`
})

/**
 * Begins an export, or joins it where it was begun.
 *
 * @category actions
 * @since 0.1.0
 */
export const begin = (place: ExportPlace): Effect.Effect<string, never, WorkflowEngine> =>
  Whole.execute(place, { discard: true })

/**
 * Tells the workflow that the export was given up.
 *
 * @category actions
 * @since 0.1.0
 */
export const interrupt = (place: ExportPlace): Effect.Effect<void, never, WorkflowEngine> =>
  Effect.flatMap(Whole.executionId(place), (executionId) => Whole.interrupt(executionId))

/** Segments that are with runners at a time, or wait for them. */
const dispatched = 64

/**
 * How a runner works.
 *
 * @category models
 * @since 0.1.0
 */
export interface RunnerOptions {
  /** What the runner is called in the tables. */
  readonly runner: string
  /** Segments that it works on at a time. */
  readonly segments: number
}

/**
 * Runs exports and their segments, for whatever engine the context has.
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = ({
  runner,
  segments
}: RunnerOptions): Layer.Layer<never, never, WorkflowEngine | IntercomClient.IntercomClient | PgClient> =>
  Layer.unwrap(
    Effect.gen(function* () {
      const surroundings = { runner, shift: yield* shiftOf(segments), workspaceOf: workspaceOnce() }
      // Engines have levels of their own.
      const level = yield* References.MinimumLogLevel
      const activity = <R>(name: string, execute: Effect.Effect<typeof End.Type, never, R>) =>
        Activity.make({
          name,
          success: End,
          execute: Effect.provideService(execute, References.MinimumLogLevel, level)
        })
      const whole = Whole.toLayer(
        Effect.fnUntraced(function* (place) {
          for (const round of rounds) {
            const end = yield* activity(round, inTurn(place, round))
            if (end === "cancelled") return end
          }
          return yield* activity("finish", finishing(place))
        })
      )
      return Layer.merge(
        whole,
        Segment.toLayer((place) => activity("read", reading(place, surroundings)))
      )
    })
  )

/** What of a runner its segments look at. */
interface Surroundings {
  readonly runner: string
  readonly shift: Shift
  readonly workspaceOf: ReturnType<typeof workspaceOnce>
}

/** Whose workspace the runner's token is of, asked until it is known. */
const workspaceOnce = () => {
  let workspace: string | null | undefined
  return Effect.suspend(() =>
    workspace === undefined
      ? Effect.map(ExportSegment.now, (found) => (workspace = found.workspace))
      : Effect.succeed(workspace)
  )
}

/** Segments at a time, until the runner ends. */
interface Shift {
  /** Does work when there is room for it. What is on its way when the runner ends is interrupted, and does not end. */
  readonly works: <A, E, R>(work: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
}

/** Engines wait for activities, and do not interrupt them. A runner that ends lets go of its segments, for others to go on at once. */
const shiftOf = Effect.fnUntraced(function* (segments: number): Effect.fn.Return<Shift, never, Scope.Scope> {
  const lanes = yield* Semaphore.make(segments)
  const ending = yield* Deferred.make<void>()
  yield* Effect.addFinalizer(() =>
    Effect.andThen(
      Deferred.succeed(ending, undefined),
      // All have let go when all lanes are free.
      Effect.timeoutOption(lanes.take(segments), "3 seconds")
    )
  )
  const over = Effect.as(Deferred.await(ending), Option.none<never>())
  return {
    works: (work) =>
      Deferred.isDoneUnsafe(ending)
        ? Effect.never
        : Effect.flatMap(
            lanes.withPermit(Effect.interruptible(Effect.raceFirst(Effect.asSome(work), over))),
            // Whoever called it is gone in a moment.
            (end) => (Option.isSome(end) ? Effect.succeed(end.value) : Effect.never)
          )
  }
})

/**
 * Plans a round, has its segments read, and waits until the database says that all of them are at their end. The segments are
 * not waited for by their workflows: an answer that is lost with a runner, or with the database, would be waited for in vain.
 */
const inTurn = Effect.fnUntraced(function* (place: ExportPlace, round: Round) {
  const planned = yield* attended(place, Effect.as(plan(place, round), "done" as const))
  if (planned === "cancelled") return planned
  const sent = new Set<number>()
  let attempt = 1
  let heldAt = yield* Clock.currentTimeMillis
  return yield* attended(
    place,
    Effect.gen(function* () {
      const left = yield* unfinished(place, round, dispatched)
      const now = yield* Clock.currentTimeMillis
      if (left.some(({ held }) => held)) heldAt = now
      else if (now - heldAt > idle) {
        // Whatever became of those that were sent, nobody works.
        heldAt = now
        attempt++
        sent.clear()
      }
      for (const { number } of left) {
        if (sent.has(number)) continue
        yield* Segment.execute({ ...place, number, attempt }, { discard: true, detached: true })
        sent.add(number)
      }
      return left.length === 0 ? "done" : "waiting"
    })
  )
})

/** Milliseconds for which no segment is worked on until all are sent once more. */
const idle = 60_000

/** Works on a segment where nobody else does, and waits for it where somebody does: what ends is the segment, whoever read it. */
const reading = Effect.fnUntraced(function* (
  place: Lease.SegmentPlace,
  { runner, shift, workspaceOf }: Surroundings
): Effect.fn.Return<typeof End.Type, never, IntercomClient.IntercomClient | PgClient> {
  let hasMoved = false
  const attempt = Effect.gen(function* () {
    const found = yield* known(place)
    if (found === undefined) return "waiting"
    const { asked, tracked, workspace } = found
    const mine = yield* workspaceOf
    if (workspace !== undefined && mine !== null && mine !== workspace) {
      return yield* new DurableExportError({
        kind: "stopped",
        message: `the token of the runner ${runner} is of another workspace than the export`
      })
    }
    const lease = yield* Lease.take(place, runner)
    if (lease === "done") return "done"
    if (lease === "held") return "waiting"
    const moved = () => {
      hasMoved = true
    }
    return yield* Lease.holding(lease, work({ lease, asked, tracked, workspace, moved })).pipe(
      Effect.as("done" as const),
      Effect.catchTag("Lost", () => Effect.succeed("waiting" as const))
    )
  })
  return yield* attended(
    place,
    Effect.suspend(() => shift.works(attempt)),
    () => {
      const before = hasMoved
      hasMoved = false
      return before
    }
  )
})

const finishing = Effect.fnUntraced(function* (place: ExportPlace) {
  return yield* attended(
    place,
    Effect.gen(function* () {
      const { name, query, transaction } = yield* database(place.schema)
      const intoObjects = (yield* known(place))?.asked.into === "objects"
      if (intoObjects) yield* endManifest(place)
      yield* transaction(
        Effect.gen(function* () {
          if (!(yield* become(place, ["running"], "done"))) return
          yield* query(`DELETE FROM ${name("durable_seen")} WHERE export = $1`, [place.exportId])
          if (intoObjects) return
          yield* query(`INSERT INTO ${name("export_reports")} (report) VALUES ($1)`, [
            JSON.stringify(yield* report(place))
          ])
        })
      )
      return "done" as const
    })
  )
})
