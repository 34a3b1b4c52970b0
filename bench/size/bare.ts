/** What a program without this SDK consists of: the HTTP client of Effect, and a schema of two fields. */
import { Effect, Schema } from "effect"
import { FetchHttpClient, HttpClient, HttpClientResponse } from "effect/http"

const Contact = Schema.Struct({ id: Schema.String, email: Schema.optional(Schema.NullOr(Schema.String)) })

HttpClient.get("https://api.intercom.io/contacts/1", { headers: { authorization: "Bearer …" } }).pipe(
  Effect.flatMap(HttpClientResponse.schemaBodyJson(Contact)),
  Effect.provide(FetchHttpClient.layer),
  Effect.runPromise
)
