/**
 * Runs commands against the fake workspace of a test, without sockets.
 */
import { FakeIntercom } from "@effect-intercom/testing"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import { mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { isAtWork } from "../../../tools/started/atWork.ts"
import { runCommand, type Surroundings } from "./runCommand.ts"

export const runOnFake = (args: ReadonlyArray<string>, surroundings: Surroundings = {}) =>
  whileTimePasses(runOnFakeLive(args, surroundings))

/** The same by the clock of the machine, for commands that talk to something that is real. */
export const runOnFakeLive = Effect.fnUntraced(function* (
  args: ReadonlyArray<string>,
  surroundings: Surroundings = {}
) {
  const { token, url } = yield* FakeIntercom
  const http = Layer.succeed(HttpClient.HttpClient, yield* HttpClient.HttpClient)
  const env = { INTERCOM_ACCESS_TOKEN: Redacted.value(token), INTERCOM_BASE_URL: url, ...surroundings.env }
  return yield* runCommand(args, { http, ...surroundings, env })
})

/** The test's clock moves on a little with every turn of the event loop in which the command waits for no file. */
const whileTimePasses = Effect.fnUntraced(function* <A, E, R>(effect: Effect.Effect<A, E, R>) {
  const fiber = yield* Effect.forkChild(effect)
  while (fiber.pollUnsafe() === undefined) {
    yield* Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))
    if (isAtWork()) yield* Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 0)))
    else yield* TestClock.adjust(20)
  }
  return yield* Fiber.join(fiber)
})

/** The requests the workspace got, as `GET /contacts`. */
export const requests = FakeIntercom.use(({ requests }) =>
  Effect.map(requests, (all) => all.map(({ method, path }) => `${method} ${path}`))
)

/** What the workspace holds, a line a record, in an order that does not matter. */
export const held = (resource: "contacts" | "companies" | "conversations") =>
  FakeIntercom.use(({ dump }) =>
    Effect.map(Stream.runCollect(dump(resource)), (records) =>
      records.map((record) => JSON.stringify(record)).toSorted()
    )
  )

export const folder = Effect.sync(() => mkdtempSync(join(tmpdir(), "intercom-cli-")))
