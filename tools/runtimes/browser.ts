/**
 * A page for a browser, on one origin with the workspace it talks to, which answers no other page unless it is told.
 */
import { Deferred, Effect, type Scope } from "effect"
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import type { Settings } from "./entries/program.ts"

/** Serves the page until the scope closes. `report` is what the page has to say once it is through. */
export const servePage = (
  script: string,
  workspace: Settings
): Effect.Effect<{ readonly url: string; readonly report: Effect.Effect<ReadonlyArray<string>> }, never, Scope.Scope> =>
  Effect.gen(function* () {
    const reported = yield* Deferred.make<ReadonlyArray<string>>()
    const server = createServer((incoming, outgoing) => {
      const answer = (type: string, body: string) => outgoing.writeHead(200, { "content-type": type }).end(body)
      switch (incoming.url) {
        case "/page":
          return void answer("text/html", '<!doctype html><script type="module" src="/page/script.js"></script>')
        case "/page/script.js":
          return void answer("text/javascript", script)
        case "/page/settings":
          return void answer(
            "application/json",
            JSON.stringify({ url: `http://${incoming.headers.host}`, token: workspace.token })
          )
        case "/page/report":
          return void textOf(incoming).then((text) => {
            Deferred.doneUnsafe(reported, Effect.succeed(JSON.parse(text)))
            return answer("text/plain", "")
          })
        default:
          return passOn(incoming, outgoing, workspace.url)
      }
    })
    yield* Effect.acquireRelease(
      Effect.callback<void>((resume) => void server.listen(0, "127.0.0.1", () => resume(Effect.void))),
      () => Effect.sync(() => server.close().closeAllConnections())
    )
    // Type boundary: a server that listens on a port has an address with one.
    const { port } = server.address() as AddressInfo
    return { url: `http://127.0.0.1:${port}/page`, report: Deferred.await(reported) }
  })

/** To the workspace, which tells its own address by the host it is asked for. */
const passOn = (incoming: IncomingMessage, outgoing: ServerResponse, workspace: string): void => {
  const { headers, method } = incoming
  const there = request(new URL(incoming.url ?? "/", workspace), { method, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(outgoing)
  })
  there.on("error", () => outgoing.destroy())
  outgoing.on("close", () => there.destroy())
  incoming.pipe(there)
}

const textOf = async (message: IncomingMessage): Promise<string> => {
  let text = ""
  for await (const chunk of message) text += String(chunk)
  return text
}
