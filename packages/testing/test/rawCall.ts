import { Effect } from "effect"
import { HttpClient, HttpClientRequest } from "effect/http"
import { FakeIntercom } from "../src/FakeIntercom.ts"

/** What came back, with the JSON parsed. */
export interface RawAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: unknown
}

/** Calls the fake as any client would: with the token and no opinion on the answer. `headers` replace the usual ones. */
export const rawCall = Effect.fnUntraced(function* (
  method: "GET" | "POST" | "PUT" | "DELETE",
  path: string,
  options: {
    readonly body?: unknown
    readonly headers?: Readonly<Record<string, string>>
    readonly origin?: string
  } = {}
) {
  const http = yield* HttpClient.HttpClient
  const fake = yield* FakeIntercom
  const request = HttpClientRequest.make(method)((options.origin ?? fake.url) + path, {
    headers: { accept: "application/json", authorization: "Bearer fake-access-token", ...options.headers }
  }).pipe((request) =>
    options.body === undefined
      ? request
      : HttpClientRequest.bodyText(
          request,
          typeof options.body === "string" ? options.body : JSON.stringify(options.body),
          "application/json"
        )
  )
  const response = yield* http.execute(request)
  const text = yield* response.text
  const answer: RawAnswer = {
    status: response.status,
    headers: response.headers,
    body: text === "" ? undefined : JSON.parse(text)
  }
  return answer
})

/** The first code and message of an error list. */
export const objection = ({ body }: RawAnswer): string => {
  const { errors, type } = body as { readonly type: string; readonly errors: ReadonlyArray<Record<string, string>> }
  return type === "error.list" ? `${errors[0]?.["code"]}: ${errors[0]?.["message"]}` : `not an error list: ${type}`
}
