/**
 * A spy: which operations a program called, in what order, with what.
 *
 * @since 0.1.0
 */
import type { CallOptions, Operation } from "@effect-intercom/core"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"

/**
 * A call as the program made it.
 *
 * @category models
 * @since 0.1.0
 */
export interface Call {
  /** The operation's id, as `contacts.get`. */
  readonly operation: string
  /** What it was called with; undefined where the operation takes nothing. */
  readonly input: unknown
  readonly options: CallOptions.CallOptions | undefined
  /** Whether a stub answered, or the client beneath. */
  readonly stubbed: boolean
}

/**
 * The calls of a program to a client of stubs. The layers of `IntercomTest` provide it.
 *
 * @category services
 * @since 0.1.0
 */
export class Calls extends Context.Service<
  Calls,
  {
    /** The calls so far, oldest first. */
    readonly all: Effect.Effect<ReadonlyArray<Call>>
    /** Forgets the calls so far. */
    readonly clear: Effect.Effect<void>
  }
>()("@effect-intercom/testing/Calls") {}

/**
 * The calls so far, oldest first.
 *
 * ```ts
 * const names = (yield* IntercomTest.calls).map(({ operation }) => operation)
 * ```
 *
 * @category services
 * @since 0.1.0
 */
export const calls: Effect.Effect<ReadonlyArray<Call>, never, Calls> = /*#__PURE__*/ Effect.flatMap(
  Calls,
  ({ all }) => all
)

/**
 * What an operation was called with so far, oldest first.
 *
 * ```ts
 * const [tagged] = yield* IntercomTest.callsOf(Tags.tagContact)
 * assert.strictEqual(tagged?.contact_id, "1")
 * ```
 *
 * @category services
 * @since 0.1.0
 */
export const callsOf = <Input>(
  operation: Pick<Operation.Definition, "id"> & { readonly input: Schema.Codec<Input> | undefined }
): Effect.Effect<ReadonlyArray<Input>, never, Calls> =>
  Effect.map(calls, (all) =>
    // Type boundary: what an operation is called with is of its input's type.
    all.flatMap(({ input, operation: id }) => (id === operation.id ? [input as Input] : []))
  )

/**
 * A spy, and the function that tells it a call.
 *
 * @internal
 */
export const makeSpy = (): { readonly calls: Calls["Service"]; readonly tell: (call: Call) => void } => {
  let told: Array<Call> = []
  return {
    tell: (call) => void told.push(call),
    calls: {
      all: Effect.sync(() => [...told]),
      clear: Effect.sync(() => {
        told = []
      })
    }
  }
}
