import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { runCommand } from "./runCommand.ts"

describe("help", () => {
  it.effect("of a command names the flags of the connection in a line, and those of whoami say what they are", () =>
    Effect.gen(function* () {
      for (const args of [["export"], ["call", "contacts.get"], ["call"]]) {
        const { stdout } = yield* runCommand([...args, "--help"])
        assert.match(
          stdout,
          /^Which workspace: --token-file, --workspace, --region, [^\n]*\(see: effect-intercom whoami --help\)$/m
        )
        assert.notInclude(stdout, "GLOBAL FLAGS")
        assert.notMatch(stdout, /^ +--region/m)
      }
      const { stdout } = yield* runCommand(["whoami", "--help"])
      assert.match(stdout, /^ +--region <region> +Where the workspace is hosted/m)
      assert.notInclude(stdout, "Which workspace:")
    })
  )

  it.effect(
    "is as wide as the terminal, with the words of a flag below each other, and whole where there is none",
    () =>
      Effect.gen(function* () {
        const args = ["export", "--help"]
        const { stdout } = yield* runCommand(args, { stdoutIsTerminal: true })
        const plain = (yield* runCommand(args)).stdout
        const lines = stdout.split("\n")
        for (const line of lines) assert.isAtMost(line.length, 100, line)
        const at = lines.findIndex((line) => line.startsWith("  --out <dir>"))
        const column = lines[at]?.indexOf("Folder of the files") ?? 0
        assert.match(lines[at + 1] ?? "", new RegExp(`^ {${column}}\\S`))
        const words = (text: string) => text.split(/\s+/)
        assert.deepStrictEqual(words(stdout), words(plain))
        assert.isTrue(plain.split("\n").some((line) => line.length > 200))
      })
  )
})
