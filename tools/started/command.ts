/**
 * A command that has to work.
 */
import { spawnSync } from "node:child_process"

/** Runs it to its end; what it wrote is told only where it failed. */
export function must(
  command: string,
  args: ReadonlyArray<string>,
  cwd: string,
  { env = process.env, within = 300_000 }: { readonly env?: NodeJS.ProcessEnv; readonly within?: number } = {}
): void {
  const { status, stderr, stdout } = spawnSync(command, args, { cwd, encoding: "utf8", timeout: within, env })
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} in ${cwd} failed\n${stdout}${stderr}`)
}
