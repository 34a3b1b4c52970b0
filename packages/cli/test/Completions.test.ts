import { assert, describe, it } from "@effect/vitest"
import { Operations } from "@effect-intercom/resources"
import { Export } from "@effect-intercom/streams"
import * as Effect from "effect/Effect"
import { spawnSync } from "node:child_process"
import { runCommand } from "./runCommand.ts"

const isAtHand = spawnSync("bash", ["--version"]).status === 0

/** What bash offers behind the words of a line. */
const offered = (script: string, words: ReadonlyArray<string>): ReadonlyArray<string> => {
  const [, name = ""] = /^complete .*-F (\S+) /m.exec(script) ?? []
  const quoted = words.map((word) => `'${word}'`).join(" ")
  const line = `COMP_LINE='${words.join(" ")}'; COMP_POINT=\${#COMP_LINE}; COMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}`
  const run = `${script}\n${line}; ${name} effect-intercom '${words.at(-1) ?? ""}' '${words.at(-2) ?? ""}'; printf '%s\\n' "\${COMPREPLY[@]}"`
  return spawnSync("bash", ["--norc"], { input: run, encoding: "utf8" }).stdout.trim().split("\n")
}

describe("completions", () => {
  it.effect("for bash offer the streams of an export, operations, and the fields of an operation", ({ skip }) =>
    Effect.gen(function* () {
      skip(!isAtHand, "bash is not at hand")
      const { exitCode, stderr, stdout } = yield* runCommand(["--completions", "bash"])
      assert.strictEqual(exitCode, 0, stderr)
      assert.includeMembers([...offered(stdout, ["effect-intercom", "export", "con"])], ["contacts", "conversations"])
      assert.include(offered(stdout, ["effect-intercom", "call", "contacts.ge"]), "contacts.get")
      assert.include(offered(stdout, ["effect-intercom", "call", "contacts.list", "--per"]), "--per_page")
    })
  )

  for (const shell of ["bash", "zsh", "fish", "powershell"]) {
    it.effect(`for ${shell} know every stream and every operation`, () =>
      Effect.gen(function* () {
        const { stdout } = yield* runCommand(["--completions", shell])
        for (const stream of Export.streamNames) assert.include(stdout, stream)
        for (const { id } of Operations.all) assert.include(stdout, id)
      })
    )
  }
})
