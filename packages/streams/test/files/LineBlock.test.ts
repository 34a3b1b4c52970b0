import { assert, describe, it } from "@effect/vitest"
import * as LineBlock from "../../src/files/LineBlock.ts"

const textOf = (block: LineBlock.LineBlock): string => new TextDecoder().decode(block.bytes())

const texts = ["", "Ada", "Zoë", "東京", "😀", "a".repeat(40), "é".repeat(40), "😀".repeat(40), "\ud800"]

describe("a block of lines", () => {
  it("holds every line with its end, whatever its characters and however little room there was", () => {
    for (const room of [1, 2, 3, 7, 64, 4096]) {
      const block = LineBlock.make(room)
      let bytes = 0
      for (const text of texts) {
        const added = block.add(text)
        assert.strictEqual(added, LineBlock.bytesOf(text))
        assert.isAtMost(added, LineBlock.mostBytesOf(text))
        bytes += added
        assert.strictEqual(block.size(), bytes)
      }
      const encoded = new TextEncoder().encode(texts.map((text) => `${text}\n`).join(""))
      assert.deepStrictEqual(block.bytes(), encoded, `room for ${room}`)
    }
  })

  it("uses its memory again", () => {
    const block = LineBlock.make(1024)
    block.add("first")
    const { buffer } = block.bytes()
    for (let round = 0; round < 100; round++) {
      block.clear()
      assert.strictEqual(block.size(), 0)
      block.add(`round ${round}`)
      assert.strictEqual(textOf(block), `round ${round}\n`)
      assert.strictEqual(block.bytes().buffer, buffer)
    }
  })

  it("keeps the memory of a line that is much longer only until it is cleared", () => {
    const block = LineBlock.make(1024)
    block.add("x".repeat(100_000))
    assert.isAtLeast(block.bytes().buffer.byteLength, 100_001)
    block.clear()
    assert.strictEqual(block.bytes().buffer.byteLength, 0)
    block.add("short again")
    assert.strictEqual(block.bytes().buffer.byteLength, 1024)
    assert.strictEqual(textOf(block), "short again\n")
  })

  it("takes no memory before its first line", () => {
    assert.strictEqual(LineBlock.make(1024).bytes().buffer.byteLength, 0)
  })
})
