/** Many contacts by their ids, and gets that are batched. */
import { Effect } from "effect"
import { FetchHttpClient } from "effect/http"
import { IntercomClient } from "@effect-intercom/core"
import { Batching, Contacts } from "@effect-intercom/resources"

Contacts.get({ id: "1" }).pipe(
  Effect.andThen(Contacts.getMany(["1", "2"])),
  Effect.provide(Batching.layer()),
  Effect.provide(IntercomClient.layer({ accessToken: "…" })),
  Effect.provide(FetchHttpClient.layer),
  Effect.runPromise
)
