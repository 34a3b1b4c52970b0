/**
 * The app against a fake workspace: somebody installs it, a contact writes, the card is opened, and it is taken out again.
 *
 *     node examples/app/try.ts
 */
import { NodeHttpServer } from "@effect/platform-node"
import { Console, Effect, Layer, Redacted, Schedule } from "effect"
import { FetchHttpClient, HttpRouter, HttpServer } from "effect/http"
import { createServer } from "node:http"
import { IntercomClient } from "@effect-intercom/core"
import { Webhooks, Workspaces } from "@effect-intercom/app"
import { Contacts, Conversations } from "@effect-intercom/resources"
import { FakeIntercom } from "@effect-intercom/testing"
import { routes, services, work } from "./app.ts"

const secret = Redacted.make("fake-client-secret")

/** The app serves its routes, works its inbox, and reaches nothing but the fake workspace. */
const app = HttpRouter.serve(routes({ clientId: "fake-client-id", clientSecret: secret }), {
  disableLogger: true,
  disableListenLog: true
}).pipe(
  Layer.merge(Layer.effectDiscard(Effect.forkScoped(work))),
  Layer.provideMerge(services),
  Layer.provideMerge(FakeIntercom.layerHttpClient({ contacts: 3 })),
  Layer.provideMerge(NodeHttpServer.layer(createServer, { port: 0, host: "127.0.0.1" }))
)

/** A browser, as far as this needs one. */
const browse = (url: string, init?: RequestInit) => Effect.promise(() => fetch(url, { redirect: "manual", ...init }))

const program = Effect.gen(function* () {
  const fake = yield* FakeIntercom
  const url = yield* HttpServer.addressFormattedWith((address) => Effect.succeed(address))

  // Install: to Intercom and back, with the code the fake gives out.
  const sent = yield* browse(`${url}/install`)
  const state = new URL(sent.headers.get("location") ?? "").searchParams.get("state") ?? ""
  const cookie = sent.headers.get("set-cookie")?.split(";")[0] ?? ""
  const back = `${url}/callback?code=${yield* fake.app.authorize}&state=${state}`
  const installed = yield* browse(back, { headers: { cookie } })
  yield* Console.log(yield* Effect.promise(() => installed.text()))

  // Webhook → reply: the fake tells what happens in it, signed.
  yield* fake
    .webhooks({ url: `${url}/webhooks`, secret, topics: ["conversation.user.created"] })
    .pipe(Effect.provide(FetchHttpClient.layer))
  const client = IntercomClient.layer({ accessToken: fake.token, baseUrl: fake.url })
  const replied = yield* Effect.gen(function* () {
    const contact = yield* Contacts.create({ role: "user", email: "ada@example.com" })
    const message = yield* Conversations.create({ from: { type: "user", id: contact.id }, body: "Hello" })
    const read = Conversations.get({ id: message.conversation_id ?? "", display_as: "plaintext" })
    const parts = Effect.map(read, ({ conversation_parts }) => conversation_parts?.conversation_parts ?? [])
    return yield* parts.pipe(
      Effect.repeat({ until: (found) => found.length > 0, schedule: Schedule.spaced("10 millis") }),
      Effect.timeout("10 seconds")
    )
  }).pipe(Effect.provide(client))
  yield* Console.log(`Ada got: ${replied[0]?.body}`)

  // Canvas: Intercom asks for the card.
  const asked = JSON.stringify({ workspace_id: fake.workspace.id })
  const signature = yield* Webhooks.sign("body", secret, asked)
  const headers = { "x-body-signature": signature }
  const card = yield* browse(`${url}/canvas/initialize`, { method: "POST", body: asked, headers })
  yield* Console.log(`card: ${yield* Effect.promise(() => card.text())}`)

  // Taken out again: the token goes with it.
  const uninstall = JSON.stringify({ app_id: fake.workspace.id })
  yield* browse(`${url}/webhooks`, {
    method: "POST",
    body: uninstall,
    headers: { "x-body-signature": yield* Webhooks.sign("body", secret, uninstall) }
  })
  const refused = yield* Effect.flip(Workspaces.use(fake.workspace.id, Contacts.list()))
  yield* Console.log(refused.message)
})

await Effect.runPromise(program.pipe(Effect.provide(app), Effect.scoped))
