import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { bounded } from "../../src/server/BoundedStdio.ts"

const chunks = (...texts: ReadonlyArray<string>) =>
  Stream.fromIterable(texts.map((text) => new TextEncoder().encode(text)))

const passed = (...texts: ReadonlyArray<string>) => Stream.mkString(Stream.decodeText(bounded(chunks(...texts), 10)))

describe("stdin", () => {
  it.effect("goes on as long as its lines have an end", () =>
    Effect.gen(function* () {
      const text = ["12345678", "9\n1234", "5678\n", "1234567890", "\n1"]
      assert.strictEqual(yield* passed(...text), text.join(""))
    })
  )

  it.effect("ends before a line that is too long", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* passed("1\n", "123456", "78901", "\n2\n"), "1\n123456")
      assert.strictEqual(yield* passed("1\n12345678901"), "")
    })
  )
})
