/**
 * A real server on loopback, for what only sockets show.
 */
import { Effect } from "effect"
import { createServer, type RequestListener } from "node:http"
import type { AddressInfo } from "node:net"

/** Runs `use` with the address of a server, which ends with it and cuts what is still open. */
export const serving = <A, E, R>(
  listener: RequestListener,
  use: (baseUrl: string) => Effect.Effect<A, E, R>
): Effect.Effect<A, E, R> =>
  Effect.acquireUseRelease(
    Effect.callback<ReturnType<typeof createServer>>((resume) => {
      const server = createServer(listener)
      server.listen(0, "127.0.0.1", () => resume(Effect.succeed(server)))
    }),
    (server) => {
      // Type boundary: a server that listens on a port has an address of this kind.
      const { port } = server.address() as AddressInfo
      return use(`http://127.0.0.1:${port}`)
    },
    (server) =>
      Effect.sync(() => {
        server.closeAllConnections()
        server.close()
      })
  )
