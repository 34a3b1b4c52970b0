import { Webhooks } from "@effect-intercom/app"
import type { ConfigurationError } from "@effect-intercom/core"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as HttpRouter from "effect/http/HttpRouter"
import * as Layer from "effect/Layer"
import { describe, expect, test } from "tstyche"

class Mailer extends Context.Service<Mailer, { readonly send: (to: string) => Effect.Effect<void> }>()("Mailer") {}

const secret = "client-secret"
const mails = Webhooks.run({ otherwise: () => Mailer.use((mailer) => mailer.send("ada")) })

describe("Webhooks.layerRoutes", () => {
  test("needs a router, an inbox, and what is told of uninstalls", () => {
    expect(Webhooks.layerRoutes({ path: "/webhooks", secret })).type.toBe<
      Layer.Layer<never, ConfigurationError, HttpRouter.HttpRouter | Webhooks.Inbox>
    >()
    expect(
      Webhooks.layerRoutes({ path: "/webhooks", secret, uninstalled: (id) => Mailer.use((mailer) => mailer.send(id)) })
    ).type.toBe<Layer.Layer<never, ConfigurationError, HttpRouter.HttpRouter | Mailer | Webhooks.Inbox>>()
  })
})

describe("Webhooks.toWebHandler", () => {
  test("takes notifications to be worked, or an inbox that is worked elsewhere", () => {
    expect(Webhooks.toWebHandler).type.toBeCallableWith({ secret, work: Webhooks.run({}) })
    expect(Webhooks.toWebHandler).type.toBeCallableWith({ secret, inbox: Webhooks.layerInbox() })
    expect(Webhooks.toWebHandler).type.not.toBeCallableWith({ secret })
  })

  test("wants the services that handlers need", () => {
    const layer = Layer.succeed(Mailer, { send: () => Effect.void })
    expect(Webhooks.toWebHandler).type.toBeCallableWith({ secret, work: mails, layer })
    expect(Webhooks.toWebHandler).type.not.toBeCallableWith({ secret, work: mails })
    expect(Webhooks.toNodeHandler).type.not.toBeCallableWith({ secret, work: mails })
  })
})
