/**
 * Starts the process that the tests of SIGKILL kill.
 */
import { type ChildProcessByStdio, spawn } from "node:child_process"
import type { Readable } from "node:stream"
import { fileURLToPath } from "node:url"
import { bundled } from "../../../../tools/started/bundled.ts"

const program = fileURLToPath(new URL("./exportingProcess.ts", import.meta.url))

/** With the arguments that `exportingProcess.ts` tells of; what it prints on stderr is the test's. */
export const startExport = async (args: ReadonlyArray<string>): Promise<ChildProcessByStdio<null, Readable, null>> =>
  spawn(process.execPath, [await bundled(program), ...args], { stdio: ["ignore", "pipe", "inherit"] })
