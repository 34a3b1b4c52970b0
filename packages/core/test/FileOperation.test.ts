import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Stream } from "effect"
import { HttpClient, HttpClientResponse } from "effect/http"
import { TestClock } from "effect/testing"
import { IntercomClient } from "../src/index.ts"
import { downloadExport, token } from "./ScriptedIntercom.ts"

/** A client whose answer is a file of five bytes, one every `seconds`. */
const fileOfFive = (seconds: number) => {
  const bytes = Stream.range(1, 5).pipe(
    Stream.mapEffect((byte) => Effect.as(Effect.sleep(`${seconds} seconds`), new Uint8Array([byte])))
  )
  const http = HttpClient.make((request) =>
    Effect.succeed(
      Object.defineProperty(HttpClientResponse.fromWeb(request, new Response("")), "stream", { value: bytes })
    )
  )
  return Layer.provide(
    IntercomClient.layer({ accessToken: token, timeout: "5 seconds", retry: false }),
    Layer.succeed(HttpClient.HttpClient, http)
  )
}

describe("a file that is downloaded", () => {
  it("is a stream to Effect", () => {
    assert.isTrue(Stream.isStream(downloadExport({ id: "1" })))
  })

  it.effect("may take longer than the timeout, of which each part has the whole", () =>
    Effect.gen(function* () {
      const reading = yield* downloadExport({ id: "1" }).pipe(
        Stream.map((bytes) => bytes[0]),
        Stream.runCollect,
        Effect.forkChild
      )
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(yield* Fiber.join(reading), [1, 2, 3, 4, 5])
    }).pipe(Effect.provide(fileOfFive(4)))
  )

  it.effect("fails at the part that takes longer", () =>
    Effect.gen(function* () {
      const reading = yield* downloadExport({ id: "1" }).pipe(Stream.runDrain, Effect.flip, Effect.forkChild)
      yield* TestClock.adjust("1 minute")
      const error = yield* Fiber.join(reading)
      assert.strictEqual(error.reason._tag, "TimeoutError")
    }).pipe(Effect.provide(fileOfFive(6)))
  )
})
