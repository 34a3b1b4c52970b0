import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Logger from "effect/Logger"
import { FreeSpace } from "../../src/files/FreeSpace.ts"
import * as Place from "../../src/sink/Place.ts"

describe("a disk that is nearly full", () => {
  for (const [free, told] of [
    [undefined, undefined],
    [1_000_000_000, undefined],
    [999_999_999, "1 GB"],
    [12_400_000, "12 MB"],
    [4096, "4 kB"],
    [0, "0 B"]
  ] as const) {
    it.effect(`is told of where ${free ?? "an unknown number of"} bytes are free: ${told ?? "not at all"}`, () =>
      Effect.gen(function* () {
        const lines: Array<string> = []
        yield* Place.tellFreeSpace("/export").pipe(
          Effect.provideService(FreeSpace, () => Effect.succeed(free)),
          Effect.provide(Logger.layer([Logger.make(({ message }) => void lines.push(String(message)))]))
        )
        assert.deepStrictEqual(
          lines.map((line) => line.replace(/ where .*/, "")),
          told === undefined ? [] : [`only ${told} are free`]
        )
      })
    )
  }
})
