/**
 * Runs the command inside a test: arguments and environment in, what it printed and its exit code out.
 */
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Sink from "effect/Sink"
import * as Stdio from "effect/Stdio"
import * as Stream from "effect/Stream"
import * as Terminal from "effect/Terminal"
import { HttpLayer } from "../src/Connection.ts"
import { explain, told } from "../src/Explain.ts"
import { run } from "../src/EffectIntercom.ts"

export interface Surroundings {
  readonly env?: Readonly<Record<string, string>>
  /** What stands in for the network. Without one, any request is a defect. */
  readonly http?: Layer.Layer<HttpClient.HttpClient>
  readonly stdin?: string
  /** Whether somebody sits there, and what they answer when asked. */
  readonly answers?: ReadonlyArray<string>
  /** Whether stdout leads to a terminal. */
  readonly stdoutIsTerminal?: boolean
  readonly stderrIsTerminal?: boolean
}

export interface Outcome {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number
}

export const runCommand = Effect.fnUntraced(function* (
  args: ReadonlyArray<string>,
  { answers, env = {}, http, stdin = "", stderrIsTerminal = false, stdoutIsTerminal = false }: Surroundings = {}
) {
  let stdout = ""
  let stderr = ""
  const decoder = new TextDecoder()
  const text = (chunk: string | Uint8Array) => (typeof chunk === "string" ? chunk : decoder.decode(chunk))
  const left = [...(answers ?? [])]
  const noHttp: Layer.Layer<HttpClient.HttpClient> = Layer.effectDiscard(Effect.die("no request was expected")) as never
  const exit = yield* run(args).pipe(
    Effect.provideService(HttpLayer, http ?? noHttp),
    Effect.provideService(Console.Console, {
      ...globalThis.console,
      log: (...parts: ReadonlyArray<unknown>) => (stdout += `${parts.join(" ")}\n`),
      error: (...parts: ReadonlyArray<unknown>) => (stderr += `${parts.join(" ")}\n`)
    }),
    Effect.provide(
      Layer.mergeAll(
        ConfigProvider.layer(ConfigProvider.fromEnvRecord(env)),
        Stdio.layerTest({
          stdin: Stream.make(new TextEncoder().encode(stdin)),
          stdinIsTerminal: Effect.succeed(answers !== undefined),
          stdoutIsTerminal: Effect.succeed(stdoutIsTerminal),
          stderrIsTerminal: Effect.succeed(stderrIsTerminal),
          stdout: () => Sink.forEach((chunk) => Effect.sync(() => (stdout += text(chunk)))),
          stderr: () => Sink.forEach((chunk) => Effect.sync(() => (stderr += text(chunk))))
        }),
        Layer.succeed(
          Terminal.Terminal,
          Terminal.make({
            columns: Effect.succeed(100),
            rows: Effect.succeed(24),
            size: Effect.die("unused"),
            readInput: Effect.die("unused"),
            readLine: Effect.suspend(() => {
              const answer = left.shift()
              return answer === undefined ? Effect.fail(new Terminal.QuitError({})) : Effect.succeed(answer)
            }),
            display: () => Effect.void
          })
        )
      )
    ),
    Effect.provide(NodeServices.layer),
    Effect.exit
  )
  if (Exit.isSuccess(exit)) return { stdout, stderr, exitCode: 0 }
  const secrets = [env["INTERCOM_ACCESS_TOKEN"] ?? ""]
  const { exitCode } = explain(exit.cause, secrets)
  const line = told(args, exit.cause, secrets)
  return { stdout, stderr: line === undefined ? stderr : `${stderr}${line}\n`, exitCode }
})
