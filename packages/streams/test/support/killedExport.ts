/**
 * An export that is killed when it has read so much.
 */
import { Faults } from "@effect-intercom/testing"
import { createInterface } from "node:readline"
import { startExport } from "./startExport.ts"

/** While they are held none come. */
export interface Gate {
  held: boolean
}

/**
 * Answers of a fake, which come or are held back. None come between the moment of a kill and the kill: on a busy machine the
 * process might end before the signal reaches it.
 */
export const heldAnswers = (): { readonly gate: Gate; readonly faults: Faults.Script } => {
  const gate = { held: false }
  return { gate, faults: Faults.script([{ when: () => gate.held, fault: { latency: "1 hour" } }]) }
}

/** The export goes on for some milliseconds after the moment, so that it is killed anywhere between two writes. */
const mostAfterwards = 20

/**
 * Runs the export, and kills it a moment after what it tells of, rows of a stream each time, is enough. Tells whether it ended by
 * itself.
 */
export const endsBefore = async (
  args: ReadonlyArray<string>,
  gate: Gate,
  isEnough: (stream: string, rows: number) => boolean
): Promise<boolean> => {
  gate.held = false
  const child = await startExport(args)
  return new Promise((resolve, reject) => {
    let timer: ReturnType<typeof setTimeout> | undefined
    createInterface(child.stdout).on("line", (line) => {
      const [stream = "", rows = "0"] = line.split(" ")
      if (!isEnough(stream, Number(rows))) return
      gate.held = true
      timer ??= setTimeout(() => child.kill("SIGKILL"), Math.random() * mostAfterwards)
    })
    child.once("error", reject)
    child.once("exit", (code, signal) => {
      clearTimeout(timer)
      if (signal === "SIGKILL") resolve(false)
      else if (code === 0) resolve(true)
      else reject(new Error(`the export ended with ${code}`))
    })
  })
}
