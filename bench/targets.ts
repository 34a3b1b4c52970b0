/**
 * What the figures are held against.
 */
import type { Target } from "./rounds.ts"

/** Prints which targets are met, and makes the process exit with 1 where one is missed. */
export const tell = (targets: ReadonlyArray<Target>): void => {
  console.log()
  for (const { isMet, text } of targets) console.log(`${isMet ? "met   " : "missed"} ${text}`)
  if (!targets.every(({ isMet }) => isMet)) process.exitCode = 1
}
