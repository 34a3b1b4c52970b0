import { assert, describe, it } from "@effect/vitest"
import { IntercomError, TransportError, Unauthorized } from "@effect-intercom/core"
import * as Cause from "effect/Cause"
import * as CliError from "effect/cli/CliError"
import { explain } from "../src/Explain.ts"
import { exitCodes, Problem } from "../src/Problem.ts"

const failed = (reason: IntercomError["reason"]) =>
  new IntercomError({ operation: "contacts.get", method: "GET", url: "http://127.0.0.1:4010/contacts/{id}", reason })

describe("explain", () => {
  it("says what is wrong and the next step, in one line", () => {
    const problem = new Problem({ description: "First\nline", next: "Do this", exitCode: exitCodes.usage })
    assert.deepStrictEqual(explain(Cause.fail(problem)), { line: "effect-intercom: First line. Do this", exitCode: 2 })
  })

  it("names host and code of a refused connection", () => {
    const error = failed(new TransportError({ code: "ECONNREFUSED", sent: "no", message: "refused" }))
    const { exitCode, line } = explain(Cause.fail(error))
    assert.strictEqual(exitCode, 1)
    assert.match(
      line ?? "",
      /^effect-intercom: http:\/\/127\.0\.0\.1:4010 cannot be reached \(ECONNREFUSED\)\. .*--base-url$/
    )
  })

  it("sends those with a refused token to the token and the region", () => {
    const reason = new Unauthorized({ status: 401, errors: [], message: "401 token_unauthorized" })
    assert.match(explain(Cause.fail(failed(reason))).line ?? "", /INTERCOM_ACCESS_TOKEN .*--region/)
  })

  it("never prints a secret, even one that was typed as an argument", () => {
    const error = new CliError.ShowHelp({
      commandPath: ["effect-intercom", "whoami"],
      errors: [new CliError.UnexpectedArgument({ arguments: ["dG9rZW4="] })]
    })
    const { line } = explain(Cause.fail(error), ["dG9rZW4="])
    assert.notInclude(line, "dG9rZW4=")
    assert.include(line, "effect-intercom whoami --help")
  })

  it("tells those who pass the token as a flag how to pass it", () => {
    const error = new CliError.ShowHelp({
      commandPath: ["effect-intercom", "whoami"],
      errors: [
        new CliError.UnrecognizedOption({ option: "--token", suggestions: [] }),
        new CliError.UnexpectedArgument({ arguments: ["dG9rZW4="] })
      ]
    })
    const { line } = explain(Cause.fail(error))
    assert.match(line ?? "", /INTERCOM_ACCESS_TOKEN/)
    assert.notInclude(line, "dG9rZW4=")
  })

  it("shows no stack trace of a defect", () => {
    const { exitCode, line } = explain(Cause.die(new Error("impossible")))
    assert.strictEqual(exitCode, 1)
    assert.strictEqual(line, "effect-intercom: Something went wrong that should not: impossible")
  })

  it("says nothing more about an interruption", () => {
    assert.deepStrictEqual(explain(Cause.interrupt(1)), { line: undefined, exitCode: 130 })
  })
})
