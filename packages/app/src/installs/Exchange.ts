/**
 * From an admin who agrees to a token of the workspace.
 *
 * @since 0.1.0
 */
import { IntercomClient, Region } from "@effect-intercom/core"
import { Admins } from "@effect-intercom/resources"
import * as Effect from "effect/Effect"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import type * as HttpClientResponse from "effect/http/HttpClientResponse"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import { OAuthError } from "./OAuthError.ts"

/**
 * An app in a workspace: all that calls for it need.
 *
 * @category models
 * @since 0.1.0
 */
export interface Install {
  /** Intercom's code of the workspace, which notifications name too. */
  readonly workspaceId: string
  readonly region: Region.Region
  readonly token: Redacted.Redacted
}

/** Where admins of a region agree. */
const consentHosts: { readonly [R in Region.Region]: string } = {
  us: "https://app.intercom.com",
  eu: "https://app.eu.intercom.com",
  au: "https://app.au.intercom.com"
}

/**
 * Where an admin is sent to put the app into a workspace. `redirectUri` has to be one of the app's redirect URLs; the first
 * of them is taken when it is left out.
 *
 * ```ts
 * const state = yield* OAuth.newState(sessionId)
 * const url = OAuth.authorizeUrl({ clientId, state })
 * ```
 *
 * @category conversions
 * @since 0.1.0
 */
export const authorizeUrl = (options: {
  readonly clientId: string
  readonly state: string
  readonly redirectUri?: string | undefined
  /** Where the admin's workspace is hosted. `us` when left out, which leads the others on. */
  readonly region?: Region.Region | undefined
}): string => {
  const url = new URL("/oauth", consentHosts[options.region ?? "us"])
  url.searchParams.set("client_id", options.clientId)
  url.searchParams.set("state", options.state)
  if (options.redirectUri !== undefined) url.searchParams.set("redirect_uri", options.redirectUri)
  return url.href
}

/**
 * What a code is exchanged with.
 *
 * @category models
 * @since 0.1.0
 */
export interface ExchangeOptions {
  readonly clientId: string
  readonly clientSecret: string | Redacted.Redacted
  /** As the admin's browser brings it, after `checkState`. */
  readonly code: string
  /** Where the workspace is hosted, if that is known; otherwise every region is asked whose token it is. */
  readonly region?: Region.Region | undefined
  /** Another place to send requests to, such as a fake workspace. */
  readonly baseUrl?: string | undefined
}

/**
 * Exchanges a code for a token, and asks for the workspace it is of. `POST /auth/eagle/token`, then `GET /me`. The exchange
 * is sent once, as a code is good once.
 *
 * ```ts
 * yield* OAuth.checkState(state, sessionId)
 * const install = yield* OAuth.exchange({ clientId, clientSecret, code })
 * yield* Workspaces.install(install)
 * ```
 *
 * @category actions
 * @since 0.1.0
 */
export const exchange = Effect.fn("OAuth.exchange")(function* (
  options: ExchangeOptions
): Effect.fn.Return<Install, OAuthError, HttpClient.HttpClient> {
  const token = yield* tokenFor(options)
  const regions = options.region === undefined ? Region.regions : [options.region]
  for (const region of regions) {
    const install = yield* whose(token, region, options.baseUrl)
    if (install !== undefined) return install
  }
  return yield* new OAuthError({ kind: "workspace" })
})

const tokenFor = Effect.fnUntraced(function* (
  options: ExchangeOptions
): Effect.fn.Return<Redacted.Redacted, OAuthError, HttpClient.HttpClient> {
  const http = yield* HttpClient.HttpClient
  const { clientSecret } = options
  const request = HttpClientRequest.post(
    `${options.baseUrl ?? Region.hosts[options.region ?? "us"]}/auth/eagle/token`
  ).pipe(
    HttpClientRequest.acceptJson,
    HttpClientRequest.bodyJsonUnsafe({
      code: options.code,
      client_id: options.clientId,
      client_secret: typeof clientSecret === "string" ? clientSecret : Redacted.value(clientSecret)
    })
  )
  const unavailable = () => Effect.fail(new OAuthError({ kind: "unavailable" }))
  // A redirect would carry the secret elsewhere.
  const response = yield* http
    .execute(request)
    .pipe(
      Effect.provideService(FetchHttpClient.RequestInit, { redirect: "manual" }),
      Effect.timeoutOrElse({ duration: "30 seconds", orElse: unavailable }),
      Effect.catchTag("HttpClientError", unavailable)
    )
  const answer = yield* jsonOf(response)
  const { access_token, token } = answer
  const found = typeof access_token === "string" ? access_token : token
  const { status } = response
  if (status >= 200 && status < 300 && typeof found === "string" && found !== "") return Redacted.make(found)
  return yield* new OAuthError({ kind: refusalOf(status, JSON.stringify(answer)), status })
})

/** Bytes of the largest answer that is looked at: room for a token many times over. */
const mostBytes = 65_536

/** The fields of an answer; none where it is no JSON object, is too large or takes too long. */
const jsonOf = (response: HttpClientResponse.HttpClientResponse): Effect.Effect<Readonly<Record<string, unknown>>> =>
  Effect.suspend(() => {
    const decoder = new TextDecoder()
    let length = 0
    let text = ""
    return Stream.runForEachWhile(response.stream, (chunk) =>
      Effect.sync(() => {
        length += chunk.byteLength
        if (length <= mostBytes) text += decoder.decode(chunk, { stream: true })
        return length <= mostBytes
      })
    ).pipe(
      Effect.timeout("30 seconds"),
      Effect.flatMap(() => Effect.try((): unknown => (length <= mostBytes ? JSON.parse(text + decoder.decode()) : {}))),
      Effect.map((json) => (Predicate.isObject(json) ? { ...json } : {})),
      Effect.catch(() => Effect.succeed({}))
    )
  })

/** Which refusal it is shows in the status; where a status means both, the text tells what it is about. */
const refusalOf = (status: number, text: string): OAuthError["kind"] => {
  if (status === 429 || status >= 500 || status < 400) return "unavailable"
  if (/invalid_grant|\bcode\b(?!":)/i.test(text)) return "code"
  return status === 401 || status === 403 || /client|secret|credential/i.test(text) ? "credentials" : "code"
}

/** The install a token stands for, undefined where this region does not know it. */
const whose = Effect.fnUntraced(function* (
  token: Redacted.Redacted,
  region: Region.Region,
  baseUrl: string | undefined
): Effect.fn.Return<Install | undefined, OAuthError, HttpClient.HttpClient> {
  const me = yield* Admins.identify().pipe(
    Effect.provide(IntercomClient.layer({ accessToken: token, region, baseUrl })),
    Effect.catch((error) =>
      error.reason._tag === "Unauthorized"
        ? Effect.undefined
        : Effect.fail(
            new OAuthError({ kind: "unavailable", ...(error.status === undefined ? {} : { status: error.status }) })
          )
    )
  )
  const workspaceId = me?.app?.id_code
  if (workspaceId === undefined || workspaceId === null || workspaceId === "") return undefined
  const told = me?.app?.region?.toLowerCase()
  return { workspaceId, token, region: Region.regions.find((known) => known === told) ?? region }
})
