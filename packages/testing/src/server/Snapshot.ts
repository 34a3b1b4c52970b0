/**
 * The state of a fake workspace as JSON, to be kept in a file and taken up again.
 *
 * @since 0.1.0
 */
import * as Equal from "effect/Equal"
import * as Predicate from "effect/Predicate"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { isTooDeep } from "./BodyLimits.ts"
import type { Plan } from "../workspace/seeding/Plan.ts"
import { isLike } from "../workspace/Likeness.ts"
import type { Workspace } from "../resources/Workspace.ts"

const format = "effect-intercom/fake-workspace"
const formatVersion = 1

/**
 * The state of a fake workspace: how it was seeded, and what changed since. It holds what the workspace holds; the
 * token is not among it, nor are the requests.
 *
 * @category models
 * @since 0.1.0
 */
export interface Snapshot {
  readonly format: typeof format
  readonly version: typeof formatVersion
  readonly plan: Plan
  readonly state: Readonly<Record<string, unknown>>
}

/**
 * What was given is no snapshot, or one of a workspace that was seeded otherwise.
 *
 * @category errors
 * @since 0.1.0
 */
export class SnapshotError extends Schema.TaggedError<SnapshotError>("@effect-intercom/testing/SnapshotError")(
  "SnapshotError",
  { problem: Schema.String }
) {
  override get message(): string {
    return `FakeIntercom: ${this.problem}`
  }
}

/**
 * The state of a workspace. Jobs and exports under way are in it as failed and canceled, an open scroll not at all.
 *
 * @category actions
 * @since 0.1.0
 */
export const takeSnapshot = ({ plan, save }: Workspace): Snapshot =>
  // Through JSON, so that what changes later is not seen in it.
  JSON.parse(JSON.stringify({ format, version: formatVersion, plan, state: save() }))

/**
 * Brings a workspace into the state of a snapshot. It has to have been seeded in the same way.
 *
 * @category actions
 * @since 0.1.0
 */
export const restoreSnapshot = (workspace: Workspace, snapshot: unknown): Result.Result<void, SnapshotError> => {
  const problem = problemOf(workspace.plan, snapshot)
  if (problem !== undefined) return Result.fail(new SnapshotError({ problem }))
  // Type boundary: the format says who wrote it. A copy, since the workspace keeps what it is given.
  const { state } = JSON.parse(JSON.stringify(snapshot)) as Snapshot
  const before = workspace.save()
  if (!Object.entries(state).every(([part, loaded]) => isLike(before[part], loaded))) {
    return Result.fail(new SnapshotError({ problem: notWhole }))
  }
  return Result.try({
    try: () => {
      workspace.load(state)
      if (!isTakenUp(state, workspace.save())) throw new SnapshotError({ problem: notWhole })
    },
    catch: () => {
      workspace.load(before)
      return new SnapshotError({ problem: notWhole })
    }
  })
}

/** Whether a workspace would be saved as it was loaded: what it could not make anything of is not there, or another thing. */
const isTakenUp = (state: Snapshot["state"], saved: Snapshot["state"]): boolean =>
  Object.entries(state).every(([part, loaded]) => Equal.equals(JSON.parse(JSON.stringify(saved[part] ?? null)), loaded))

const notWhole = "the snapshot is not whole"

const problemOf = (plan: Plan, snapshot: unknown): string | undefined => {
  if (isTooDeep(snapshot)) return notWhole
  if (!Predicate.isObject(snapshot) || !("format" in snapshot) || snapshot.format !== format) {
    return "this is no snapshot of a fake workspace"
  }
  const {
    plan: seeded,
    state,
    version
  }: { readonly plan?: unknown; readonly state?: unknown; readonly version?: unknown } = snapshot
  if (version !== formatVersion) return `the snapshot is of format ${String(version)}, not ${formatVersion}`
  if (!Predicate.isObject(state) || !Predicate.isObject(seeded)) return notWhole
  const wanted: Readonly<Record<string, unknown>> = { ...plan }
  const found: Readonly<Record<string, unknown>> = { ...seeded }
  const differing = Object.keys(wanted).find((name) => JSON.stringify(wanted[name]) !== JSON.stringify(found[name]))
  return differing === undefined
    ? undefined
    : `the snapshot is of a workspace seeded otherwise: its ${differing} is ${JSON.stringify(found[differing])}, not ${JSON.stringify(wanted[differing])}`
}
