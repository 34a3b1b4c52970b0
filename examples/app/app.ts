/**
 * An Intercom app: a teammate installs it, it answers new conversations, and it has a card in the Inbox.
 *
 * Everything here is the app. `try.ts` runs it against a fake workspace.
 */
import { Effect, Layer, type Redacted } from "effect"
import { HttpRouter, HttpServerRequest, HttpServerResponse } from "effect/http"
import { CanvasKit, OAuth, TokenStore, Webhooks, Workspaces } from "@effect-intercom/app"
import { Admins, Conversations } from "@effect-intercom/resources"

/** From the Developer Hub: Basic information. */
export interface Credentials {
  readonly clientId: string
  readonly clientSecret: Redacted.Redacted
}

/** Sends the teammate to Intercom. The state belongs to this browser, and is good once. */
const install = ({ clientId }: Credentials) =>
  Effect.gen(function* () {
    const session = crypto.randomUUID()
    const url = OAuth.authorizeUrl({ clientId, state: yield* OAuth.newState(session) })
    return HttpServerResponse.redirect(url).pipe(
      HttpServerResponse.setCookieUnsafe("session", session, { httpOnly: true, sameSite: "lax", secure: true })
    )
  })

/** The teammate comes back with a code, which is exchanged for the token of the workspace. */
const callback = (credentials: Credentials) =>
  Effect.gen(function* () {
    const request = yield* HttpServerRequest.HttpServerRequest
    const query = new URL(request.url, "http://localhost").searchParams
    yield* OAuth.checkState(query.get("state") ?? "", request.cookies["session"] ?? "")
    const { region, token, workspaceId } = yield* OAuth.exchange({ ...credentials, code: query.get("code") ?? "" })
    yield* Workspaces.install({ region, token, workspaceId })
    return HttpServerResponse.text("Installed. You can close this page.")
  }).pipe(
    Effect.catchTag("OAuthError", (error) =>
      Effect.succeed(HttpServerResponse.text(error.message, { status: error.kind === "unavailable" ? 502 : 400 }))
    )
  )

/** Answers whoever begins a conversation. It may run twice for one notification, so it looks before it writes. */
const answer = Effect.fn("answer")(function* (id: string) {
  const conversation = yield* Conversations.get({ id })
  const parts = conversation.conversation_parts?.conversation_parts ?? []
  if (parts.some(({ author }) => author?.type === "admin")) return
  const me = yield* Admins.identify()
  yield* Conversations.reply({
    id,
    message_type: "comment",
    type: "admin",
    admin_id: me.id,
    body: "<p>Thank you! We answer within the hour.</p>"
  })
})

/** Works the inbox: as slowly as it likes, since Intercom has had its answer. */
export const work = Webhooks.run({
  "conversation.user.created": ({ item, workspaceId }) => Workspaces.use(workspaceId, answer(item.id)),
  unknown: ({ sentTopic }) => Effect.logInfo(`no handler for ${sentTopic}`)
})

/** The card, and what it shows after a click. */
const form = CanvasKit.canvas([
  CanvasKit.text("How was it?", { style: "header" }),
  CanvasKit.singleSelect({ id: "mood", options: { good: "Good", bad: "Bad" } }),
  CanvasKit.button({ id: "send", label: "Send" })
])

const thanks = (request: CanvasKit.SubmitRequest) => {
  const { mood } = CanvasKit.values(form, request) // "good" | "bad" | undefined
  return CanvasKit.canvas([CanvasKit.text(mood === "bad" ? "We are sorry." : "Thank you!")])
}

/** All routes of the app. */
export const routes = (credentials: Credentials) => {
  const { clientSecret: secret } = credentials
  return Layer.mergeAll(
    HttpRouter.add("GET", "/install", install(credentials)),
    HttpRouter.add("GET", "/callback", callback(credentials)),
    Webhooks.layerRoutes({ path: "/webhooks", secret, uninstalled: Workspaces.forget }),
    CanvasKit.layerRoutes({ path: "/canvas", secret, initialize: () => form, submit: thanks })
  )
}

/**
 * Where the app keeps things. In memory, for a start; `Webhooks.layerInboxSql`, `TokenStore.layerSql` and
 * `OAuth.layerStatesSql` put them into a database that several processes share.
 */
export const services = Layer.mergeAll(Webhooks.layerInbox(), OAuth.layerStates(), Workspaces.layer()).pipe(
  Layer.provideMerge(TokenStore.layerMemory)
)
