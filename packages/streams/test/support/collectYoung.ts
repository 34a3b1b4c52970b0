/**
 * The young collection, which runs often and looks at new objects only. What it takes for alive twice is promoted.
 */
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"

setFlagsFromString("--expose-gc")
const collect: (options: { readonly type: "minor" }) => void = runInNewContext("gc")

/** Runs it. */
export const collectYoung = (): void => collect({ type: "minor" })
