/**
 * Webhooks in Express and in Hono, on Node. Prints what went wrong.
 */
import { once } from "node:events"
import type { Server } from "node:http"
import process from "node:process"
import { Webhooks } from "@effect-intercom/app"
import { secret, webhookDifferences, work } from "./webhooks.ts"

/** What is used of Express. */
interface Express {
  readonly default: {
    (): {
      readonly all: (path: string, handler: Webhooks.NodeHandler) => void
      readonly use: (middleware: unknown) => void
      readonly listen: (port: number, host: string) => Server
    }
    readonly json: () => unknown
  }
}

/** What is used of Hono. */
interface HonoModule {
  readonly Hono: new () => {
    readonly all: (path: string, handler: (context: { readonly req: { readonly raw: Request } }) => unknown) => void
    readonly fetch: (request: Request) => Response | Promise<Response>
  }
}

// Type boundary: frameworks are installed beside the runtimes, and not where types are checked.
const { default: express }: Express = await import(String("express"))
const { Hono }: HonoModule = await import(String("hono"))

const inExpress = async () => {
  const webhooks = Webhooks.toNodeHandler({ secret, work })
  const app = express()
  app.all("/webhooks", webhooks)
  app.use(express.json())
  const server = app.listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  const url = `http://127.0.0.1:${address !== null && typeof address === "object" ? address.port : 0}/webhooks`
  const lines = await webhookDifferences("Express", (request) => fetch(request), url)
  server.closeAllConnections()
  server.close()
  await webhooks.dispose()
  return lines
}

const inHono = async () => {
  const webhooks = Webhooks.toWebHandler({ secret, work })
  const app = new Hono()
  app.all("/webhooks", (context) => webhooks(context.req.raw))
  const lines = await webhookDifferences("Hono", async (request) => app.fetch(request))
  await webhooks.dispose()
  return lines
}

for (const line of [...(await inExpress()), ...(await inHono())]) {
  console.log(line)
  process.exitCode = 1
}
