/**
 * The command as a process: what is started, said and left behind as a user would see it.
 */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ChildProcess from "effect/process/ChildProcess"
import * as Stream from "effect/Stream"
import { fileURLToPath } from "node:url"

export const bin = fileURLToPath(import.meta.resolve("../src/bin.ts"))

/** A process of the command, with nothing of the environment but what it is given. */
export const spawn = (args: ReadonlyArray<string>, env: Readonly<Record<string, string>> = {}) =>
  ChildProcess.make(process.execPath, [bin, ...args], { env: { ...env }, extendEnv: false, stdin: "ignore" })

export const runToEnd = Effect.fnUntraced(function* (
  args: ReadonlyArray<string>,
  env: Readonly<Record<string, string>> = {}
) {
  const child = yield* spawn(args, env)
  const [stdout, stderr, exitCode] = yield* Effect.all(
    [
      Stream.mkString(Stream.decodeText(child.stdout)),
      Stream.mkString(Stream.decodeText(child.stderr)),
      child.exitCode
    ],
    { concurrency: 3 }
  )
  return { stdout, stderr, exitCode: Number(exitCode) }
})

/** A fake workspace in a process of its own, and the environment that leads there. */
export const startFake = Effect.fnUntraced(function* (...args: ReadonlyArray<string>) {
  const child = yield* spawn(["fake", ...args])
  const [line = ""] = yield* child.stdout.pipe(Stream.decodeText, Stream.splitLines, Stream.take(1), Stream.runCollect)
  const { secret, token, url } = JSON.parse(line)
  return {
    line,
    url: String(url),
    secret: String(secret),
    env: { INTERCOM_ACCESS_TOKEN: String(token), INTERCOM_BASE_URL: String(url) }
  }
})

export const processes = Layer.mergeAll(NodeServices.layer, NodeHttpClient.layerUndici)
