/**
 * Webhooks in a worker: each request comes to its `fetch` from outside, as from the network.
 */
import { Webhooks } from "@effect-intercom/app"
import { secret, webhookDifferences, work } from "./webhooks.ts"

// Nothing is opened before the first request, which workers forbid.
const webhooks = Webhooks.toWebHandler({ secret, work })

interface Bindings {
  readonly self: { readonly fetch: (request: Request) => Promise<Response> }
}

export default {
  fetch: (request: Request, _bindings: Bindings, context: Webhooks.RequestContext): Promise<Response> =>
    webhooks(request, context),
  async test(_controller: unknown, { self }: Bindings): Promise<void> {
    const lines = await webhookDifferences("workerd", (request) => self.fetch(request))
    for (const line of lines) console.log(line)
    if (lines.length > 0) throw new Error(`${lines.length} differences`)
  }
}
