/**
 * A fake workspace in a process of its own, as `effect-intercom fake` starts it.
 */
import type { ChildProcess } from "node:child_process"
import { createInterface } from "node:readline"

/** How a served workspace is reached, and what opens its control path. */
export interface Served {
  readonly url: string
  readonly token: string
  readonly secret: string
}

/** The fake says where it listens, in its first line. */
export const servedBy = (fake: ChildProcess): Promise<Served> => {
  const { promise, reject, resolve: found } = Promise.withResolvers<Served>()
  const { stdout } = fake
  if (stdout === null) throw new Error("the fake workspace has no output to read")
  const timer = setTimeout(() => reject(new Error("the fake workspace did not start in time")), startsWithin)
  fake.once("exit", (code) =>
    reject(new Error(`the fake workspace ended with ${code} before it said where it listens`))
  )
  createInterface({ input: stdout }).once("line", (line) => {
    try {
      found(JSON.parse(line))
    } catch {
      reject(new Error(`the fake workspace began with ${JSON.stringify(line)}`))
    }
  })
  return promise.finally(() => clearTimeout(timer))
}

const startsWithin = 120_000
