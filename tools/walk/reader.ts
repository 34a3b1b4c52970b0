/**
 * What whoever reads a README has already, for its blocks to run with: a client in the environment, and names of their own.
 */
import { IntercomClient, isIntercomError } from "@effect-intercom/core"
import { DateTime, Effect, Layer, Stream } from "effect"
import { FetchHttpClient } from "effect/http"

const client = IntercomClient.layerConfig().pipe(Layer.provideMerge(FetchHttpClient.layer))

export const live = IntercomClient.layerConfig()
export const program = IntercomClient.IntercomClient.use(({ version }) => Effect.log(version))
export const id = process.env["WALK_CONTACT"] ?? ""
export const since = DateTime.makeUnsafe("2026-01-01")
export const savedId = undefined
export const idsOfTheLastExport: ReadonlyArray<string> = []
export const welcome = () => program
export const sink = undefined
export const checkpoint = undefined
export const remove = () => Effect.void
export const queue = { send: () => Effect.void }
export const save = () => Effect.void
export const store = () => Effect.void

/** Files, where the project has what is needed for them. */
const services = await import("@effect/platform-node/NodeServices").then(
  ({ layer }) => layer,
  () => Layer.empty
)

/** Runs a block to its end, and all that it made. That a sample id is not found is an answer. */
export const runBlock = (block: (made: Array<unknown>) => Generator<never, void, never>): Promise<void> => {
  const made: Array<unknown> = []
  return Effect.gen(function* () {
    yield* Effect.gen(() => block(made))
    for (const one of made) {
      if (Effect.isEffect(one)) yield* one
      else if (Stream.isStream(one)) yield* Stream.runDrain(one)
      else if (one instanceof Promise) yield* Effect.tryPromise({ try: () => one, catch: (error) => error })
    }
  }).pipe(
    Effect.catchIf(
      (error: unknown) => isIntercomError(error) && error.reason._tag === "NotFound",
      () => Effect.void
    ),
    Effect.provide(Layer.merge(client, services)),
    // Type boundary: what a block needs is what its reader has; a service that is missing dies, naming itself.
    (effect) => Effect.runPromise(effect as Effect.Effect<void, unknown>)
  )
}
