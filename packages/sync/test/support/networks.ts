/**
 * Networks of their own for processes, which can be cut off from this one: namespaces of Linux, for which one has to be root and
 * `ip` be there.
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { execFileSync } from "node:child_process"
import { connect, createServer, type Socket } from "node:net"

export interface Network {
  readonly address: string
  /** What starts a program in it. */
  readonly within: ReadonlyArray<string>
  /** Loses all that is sent to it and from it, as when a cable is pulled. */
  readonly cut: () => void
  readonly mend: () => void
}

export interface Networks {
  /** The address of this process for the others. */
  readonly address: string
  readonly apart: ReadonlyArray<Network>
}

const ip = (...args: ReadonlyArray<string>) => execFileSync("ip", args, { stdio: ["ignore", "ignore", "pipe"] })

/** Up to fifteen letters, which names of interfaces have at most. */
const prefix = `ei${process.pid}`

const make = (count: number): Networks => {
  // A range for measurements, which no network has.
  const address = (host: number) => `198.18.${process.pid % 250}.${host}`
  ip("link", "add", prefix, "type", "bridge")
  ip("addr", "add", `${address(1)}/24`, "dev", prefix)
  ip("link", "set", prefix, "up")
  return {
    address: address(1),
    apart: Array.from({ length: count }, (_, index) => {
      const name = `${prefix}-${index}`
      ip("netns", "add", name)
      ip("link", "add", name, "type", "veth", "peer", "name", "eth0", "netns", name)
      ip("link", "set", name, "master", prefix, "up")
      ip("-n", name, "addr", "add", `${address(index + 2)}/24`, "dev", "eth0")
      ip("-n", name, "link", "set", "eth0", "up")
      ip("-n", name, "link", "set", "lo", "up")
      return {
        address: address(index + 2),
        within: ["ip", "netns", "exec", name],
        cut: () => ip("link", "set", name, "down"),
        mend: () => ip("link", "set", name, "up")
      }
    })
  }
}

const remove = (count: number): void => {
  const names = Array.from({ length: count }, (_, index) => `${prefix}-${index}`)
  // The end of a namespace is that of the interface in it.
  for (const args of [...names.map((name) => ["netns", "del", name]), ["link", "del", prefix]]) {
    try {
      ip(...args)
    } catch {
      // It was not made.
    }
  }
}

export const networks = (count: number): Effect.Effect<Networks, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => {
      try {
        return make(count)
      } catch (cause) {
        remove(count)
        throw cause
      }
    }),
    () => Effect.sync(() => remove(count))
  )

const isPossible = (): boolean => {
  try {
    make(1)
    return true
  } catch {
    return false
  } finally {
    remove(1)
  }
}

export const hasNetworks: boolean = isPossible()
if (!hasNetworks) {
  console.log("skipped: runners in networks of their own, as this machine has no ip or does not let us make namespaces")
}

/** Reaches a port of this machine's loopback at another address, for as long as the scope lasts. Answers with the port there. */
export const relayed = (address: string, port: number): Effect.Effect<number, never, Scope.Scope> =>
  Effect.map(
    Effect.acquireRelease(
      Effect.promise(async () => {
        const sockets = new Set<Socket>()
        const server = createServer((outer) => {
          const inner = connect(port, "127.0.0.1")
          for (const [one, other] of [
            [outer, inner],
            [inner, outer]
          ] as const) {
            sockets.add(one)
            one.on("error", () => other.destroy())
            one.on("close", () => {
              sockets.delete(one)
              other.destroy()
            })
            one.pipe(other)
          }
        })
        await new Promise<void>((resolve, reject) => {
          server.once("error", reject)
          server.listen(0, address, resolve)
        })
        return { server, sockets }
      }),
      ({ server, sockets }) =>
        Effect.sync(() => {
          server.close()
          for (const socket of sockets) socket.destroy()
        })
    ),
    ({ server }) => {
      const at = server.address()
      return typeof at === "object" && at !== null ? at.port : 0
    }
  )
