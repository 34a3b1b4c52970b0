/** The same call with this SDK. */
import { Effect } from "effect"
import { FetchHttpClient } from "effect/http"
import { IntercomClient } from "@effect-intercom/core"
import { Contacts } from "@effect-intercom/resources"

Contacts.get({ id: "1" }).pipe(
  Effect.provide(IntercomClient.layer({ accessToken: "…" })),
  Effect.provide(FetchHttpClient.layer),
  Effect.runPromise
)
