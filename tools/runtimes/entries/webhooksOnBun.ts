/**
 * Webhooks in `Bun.serve`. Prints what went wrong.
 */
import process from "node:process"
import { Webhooks } from "@effect-intercom/app"
import { secret, webhookDifferences, work } from "./webhooks.ts"

declare const Bun: {
  readonly serve: (options: {
    readonly port: number
    readonly hostname: string
    readonly fetch: (request: Request) => Promise<Response>
  }) => { readonly port: number; readonly stop: (closeConnections: boolean) => Promise<void> }
}

const webhooks = Webhooks.toWebHandler({ secret, work })
const server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: (request) => webhooks(request) })
const url = `http://127.0.0.1:${server.port}/webhooks`
for (const line of await webhookDifferences("Bun.serve", (request) => fetch(request), url)) {
  console.log(line)
  process.exitCode = 1
}
await server.stop(true)
await webhooks.dispose()
