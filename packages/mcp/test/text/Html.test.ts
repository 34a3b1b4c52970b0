import { assert, describe, it } from "@effect/vitest"
import { plain } from "../../src/text/Html.ts"

describe("HTML as text", () => {
  it("keeps words, lines and what pictures are called", () => {
    assert.strictEqual(
      plain(
        '<p class="x">Hello <b>Ada</b>,</p><p>see <a href="https://a.example">this</a>:</p><ul><li>1</li><li>2</li></ul>'
      ),
      "Hello Ada,\n\nsee this:\n\n- 1\n- 2"
    )
    assert.strictEqual(
      plain('<img src="x" alt="a cat"> &lt;3 &amp;amp; &#128075; &#x41;'),
      "[picture: a cat] <3 &amp; 👋 A"
    )
  })

  it("leaves texts that are none as they are", () => {
    assert.strictEqual(plain("1 < 2 and 3 > 2"), "1 < 2 and 3 > 2")
    assert.strictEqual(plain("a <b"), "a <b")
    assert.strictEqual(plain("&unknown; &#99999999; &"), "&unknown; &#99999999; &")
  })

  it("takes time in proportion to the text", () => {
    const started = performance.now()
    for (const text of [
      "<".repeat(300_000),
      "<a ".repeat(100_000),
      "&#".repeat(200_000),
      "\n \t".repeat(150_000),
      `${"< ".repeat(1_000_000)}>`,
      `${" ".repeat(300_000)}.`
    ])
      plain(text)
    assert.isBelow(performance.now() - started, 30_000)
  })
})
