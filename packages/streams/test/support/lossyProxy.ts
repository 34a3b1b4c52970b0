/**
 * A way to a server that breaks off: after so many messages of the client, before or after the server got the last.
 */
import * as Effect from "effect/Effect"
import { connect, createServer, type Socket } from "node:net"

export interface LossyProxy {
  readonly port: number
  /** How many messages came. */
  readonly messages: () => number
}

export const lossyProxy = (
  to: number,
  { last, isDelivered }: { readonly last: number; readonly isDelivered: boolean }
) =>
  Effect.acquireRelease(
    Effect.callback<LossyProxy & { readonly close: () => void }>((resume) => {
      let messages = 0
      const sockets = new Set<Socket>()
      const server = createServer((client) => {
        const upstream = connect(to, "127.0.0.1")
        for (const socket of [client, upstream]) {
          sockets.add(socket)
          socket.on("error", () => undefined)
          socket.setNoDelay(true)
        }
        const end = () => {
          client.destroy()
          upstream.destroy()
        }
        client.on("data", (chunk) => {
          messages++
          if (messages < last) upstream.write(chunk)
          else if (isDelivered && messages === last) upstream.write(chunk, () => setTimeout(end, 20))
          else end()
        })
        upstream.on("data", (chunk) => {
          if (messages < last) client.write(chunk)
        })
        client.on("close", () => (messages >= last ? undefined : upstream.end()))
        upstream.on("close", end)
      })
      server.listen(0, "127.0.0.1", () => {
        const address = server.address()
        resume(
          Effect.succeed({
            port: typeof address === "object" && address !== null ? address.port : 0,
            messages: () => messages,
            close: () => {
              for (const socket of sockets) socket.destroy()
              server.close()
            }
          })
        )
      })
    }),
    ({ close }) => Effect.sync(close)
  )
