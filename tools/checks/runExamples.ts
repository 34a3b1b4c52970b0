/**
 * Runs the modules that are named on the command line, each in an empty folder of its own and with a small workspace and the
 * files of this machine at hand, and prints as JSON what of their results is not as told.
 */
import { NodeServices } from "@effect/platform-node"
import { FakeIntercom } from "@effect-intercom/testing"
import { Cause, Effect, Exit, Layer } from "effect"
import { mkdirSync } from "node:fs"
import { basename, resolve } from "node:path"
import { pathToFileURL } from "node:url"
import { inspect, isDeepStrictEqual } from "node:util"

interface Result {
  readonly told: string
  readonly actual: unknown
  readonly expected: unknown
}

const isTold = (actual: unknown, expected: unknown): boolean =>
  typeof actual === "string" && typeof expected === "string" && expected.endsWith("…")
    ? actual.startsWith(expected.slice(0, -1).trimEnd())
    : isDeepStrictEqual(actual, expected)

const workspace = FakeIntercom.layer({ contacts: 12, companies: 3, conversations: 5, tickets: 2 })

// Type boundary: `exampleResults.ts` has written the module.
const load = (file: string): Promise<{ readonly example: Effect.Effect<ReadonlyArray<Result>, unknown> }> =>
  import(pathToFileURL(file).href)

const run = (file: string) =>
  Effect.tryPromise(() => load(file)).pipe(
    Effect.flatMap(({ example }) => Effect.scoped(example)),
    Effect.provide(Layer.merge(workspace, NodeServices.layer))
  )

const problems: Array<string> = []
let compared = 0
for (const file of process.argv.slice(2).map((path) => resolve(path))) {
  const folder = `${file}.folder`
  mkdirSync(folder)
  process.chdir(folder)
  const exit = await Effect.runPromiseExit(run(file))
  if (Exit.isFailure(exit)) {
    problems.push(`${basename(file)}: ${Cause.pretty(exit.cause)}`)
    continue
  }
  compared += exit.value.length
  for (const { actual, expected, told } of exit.value) {
    if (isTold(actual, expected)) continue
    problems.push(`${basename(file)}: told ${told}, is ${inspect(actual, { depth: 6, breakLength: 120 })}`)
  }
}
console.log(JSON.stringify({ compared, problems }))
