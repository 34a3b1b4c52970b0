import { assert, describe, it } from "@effect/vitest"
import { corrected } from "../src/Spelling.ts"

describe("Spelling.corrected", () => {
  const known = ["per_page", "api-version", "email", "parts"]

  for (const [typed, read] of [
    [
      ["--per-page", "5"],
      ["--per_page", "5"]
    ],
    [["--per_page=5"], ["--per_page=5"]],
    [["--per-page=a_b-c"], ["--per_page=a_b-c"]],
    [
      ["--api_version", "2.11"],
      ["--api-version", "2.11"]
    ],
    [
      ["--no-parts", "--Email", "x"],
      ["--no-parts", "--email", "x"]
    ],
    [
      ["--per_pgae", "5"],
      ["--per_pgae", "5"]
    ],
    [
      ["--", "--per-page"],
      ["--", "--per-page"]
    ],
    [
      ["per-page", "-y"],
      ["per-page", "-y"]
    ]
  ] as const) {
    it(`reads ${typed.join(" ")}`, () => {
      assert.deepStrictEqual(corrected(typed, known), read)
    })
  }
})
