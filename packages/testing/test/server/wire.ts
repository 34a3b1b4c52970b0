import { Effect } from "effect"
import { connect } from "node:net"

/**
 * Writes bytes to a server as no client would, and nothing after them, and reads what comes back until the connection
 * ends: no answer, where it was broken off. `chunks` are written as fast as the server takes them.
 */
export const exchange = (url: string, chunks: string | Iterable<string | Uint8Array>): Effect.Effect<string> =>
  Effect.callback<string>((resume) => {
    const socket = connect(Number(new URL(url).port), "127.0.0.1")
    let received = ""
    socket.setEncoding("utf8")
    socket.on("data", (text) => {
      received += String(text)
    })
    // What was broken off is seen by what was received.
    socket.on("error", () => undefined)
    socket.on("close", () => resume(Effect.succeed(received)))
    const pending = (typeof chunks === "string" ? [chunks] : chunks)[Symbol.iterator]()
    const write = (): void => {
      while (!socket.destroyed) {
        const next = pending.next()
        if (next.done === true) return void socket.end()
        if (!socket.write(next.value)) return void socket.once("drain", write)
      }
    }
    write()
    return Effect.sync(() => socket.destroy())
  })

/** The head of a request, with a line for each header. */
export const head = (line: string, headers: Readonly<Record<string, string>> = {}): string =>
  [
    `${line} HTTP/1.1`,
    ...Object.entries({ Host: "127.0.0.1", Connection: "close", ...headers }).map((entry) => entry.join(": ")),
    "",
    ""
  ].join("\r\n")

/** The status of an answer as it came over the wire, undefined where there was none. */
export const statusOf = (answer: string): number | undefined => {
  const [, status] = /^HTTP\/1\.1 (\d{3})/.exec(answer) ?? []
  return status === undefined ? undefined : Number(status)
}
