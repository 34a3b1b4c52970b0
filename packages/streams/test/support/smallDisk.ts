/**
 * A disk of its own, in memory and small, that a test can fill to the last byte. Only who may mount one has it.
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { execFileSync, spawnSync } from "node:child_process"
import { chmodSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

export interface SmallDisk {
  readonly folder: string
  /** Bytes that are written on it. */
  readonly used: () => number
  /** Takes all room but so many bytes away. */
  readonly leave: (bytes: number) => void
  /** Gives the room back. */
  readonly free: () => void
}

export const canMount = ((): boolean => {
  const folder = mkdtempSync(join(tmpdir(), "disk-"))
  const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m", "none", folder], { stdio: "ignore" })
  if (status === 0) spawnSync("umount", [folder])
  rmSync(folder, { recursive: true })
  return status === 0
})()

export const smallDisk = (bytes: number): Effect.Effect<SmallDisk, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const folder = mkdtempSync(join(tmpdir(), "disk-"))
      execFileSync("mount", ["-t", "tmpfs", "-o", `size=${bytes}`, "none", folder])
      chmodSync(folder, 0o755)
      const filler = join(folder, "filler")
      const room = () => {
        const { bavail, bsize } = statfsSync(folder)
        return bavail * bsize
      }
      return {
        folder,
        used: () => bytes - room(),
        leave: (left) => writeFileSync(filler, Buffer.alloc(Math.max(room() - left, 0))),
        free: () => rmSync(filler, { force: true })
      }
    }),
    ({ folder }) =>
      Effect.sync(() => {
        spawnSync("umount", ["-l", folder])
        rmSync(folder, { recursive: true, force: true })
      })
  )
