/**
 * A PostgreSQL of the test's own, gone when the test is.
 */
import { Effect, type Scope } from "effect"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { startPostgres } from "../../../../tools/started/postgres.ts"

/** Its URL, until the scope closes. */
export const postgres: Effect.Effect<string, never, Scope.Scope> = Effect.acquireRelease(
  Effect.promise(async () => {
    const folder = mkdtempSync(join(tmpdir(), "postgres-"))
    return { folder, server: await startPostgres(folder) }
  }),
  ({ folder, server }) =>
    Effect.promise(async () => {
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    })
).pipe(Effect.map(({ server }) => server.url()))
