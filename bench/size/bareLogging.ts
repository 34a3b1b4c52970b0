/** What a program without this SDK consists of, where it logs what goes wrong. */
import { Effect, Schema } from "effect"
import { FetchHttpClient, HttpClient, HttpClientResponse } from "effect/http"

const Contact = Schema.Struct({ id: Schema.String, email: Schema.optional(Schema.NullOr(Schema.String)) })

HttpClient.get("https://api.intercom.io/contacts/1", { headers: { authorization: "Bearer …" } }).pipe(
  Effect.flatMap(HttpClientResponse.schemaBodyJson(Contact)),
  Effect.catchTag("SchemaError", ({ message }) => Effect.logWarning(message)),
  Effect.provide(FetchHttpClient.layer),
  Effect.runPromise
)
