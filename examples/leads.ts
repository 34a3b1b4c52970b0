/**
 * Stream: read contacts page by page, keep the leads, and stop when there are enough. One page is in memory at a time,
 * and pages nobody needs are not requested.
 *
 *     node examples/leads.ts > leads.ndjson
 */
import { NodeRuntime, NodeServices } from "@effect/platform-node"
import { Effect, Stdio, Stream } from "effect"
import { IntercomClient } from "@effect-intercom/core"
import { UndiciHttpClient } from "@effect-intercom/core/node"
import { Contacts } from "@effect-intercom/resources"
import { IntercomStream } from "@effect-intercom/streams"

const leads = IntercomStream.items(Contacts.list, {}).pipe(
  Stream.filter((contact) => contact.role === "lead"),
  Stream.take(100)
)

const program = Stdio.Stdio.use(({ stdout }) =>
  leads.pipe(
    Stream.map((lead) => `${JSON.stringify({ id: lead.id, email: lead.email, created_at: lead.created_at })}\n`),
    Stream.run(stdout())
  )
)

program.pipe(
  Effect.provide(IntercomClient.layerConfig()),
  Effect.provide([UndiciHttpClient.layer, NodeServices.layer]),
  NodeRuntime.runMain
)
