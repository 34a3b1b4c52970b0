/** The call of one operation, with attributes typed. */
import { Effect } from "effect"
import { FetchHttpClient } from "effect/http"
import { IntercomClient } from "@effect-intercom/core"
import { Contacts } from "@effect-intercom/resources"

const MyContacts = Contacts.withAttributes({ plan: { type: "string" } })

MyContacts.get({ id: "1" }).pipe(
  Effect.provide(IntercomClient.layer({ accessToken: "…" })),
  Effect.provide(FetchHttpClient.layer),
  Effect.runPromise
)
