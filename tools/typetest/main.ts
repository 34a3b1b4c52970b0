/**
 * Runs the type tests.
 *
 * TSTyche drives the compiler through its JavaScript API, which TypeScript 7 no longer has; left alone it would
 * download TypeScript 6 at run time. This folder depends on TypeScript 6, so the lockfile decides which one it is. The
 * same files are checked by TypeScript 7 in `tsc -b`, where each `@ts-expect-error` still has to hit.
 */
import { spawnSync } from "node:child_process"

const { status } = spawnSync("tstyche", process.argv.slice(2), {
  stdio: "inherit",
  env: { ...process.env, TSTYCHE_TYPESCRIPT_MODULE: import.meta.resolve("typescript") }
})
process.exit(status ?? 1)
