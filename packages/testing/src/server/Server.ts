/**
 * The one handler behind both front doors: a request comes in, the workspace answers as Intercom does.
 *
 * @since 0.1.0
 */
import { Region, Version } from "@effect-intercom/core"
import type * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Result from "effect/Result"
import { depthLimit, isTooDeep } from "./BodyLimits.ts"
import { cannedRoutes } from "./canned/Routes.ts"
import type { Script } from "./Fault.ts"
import { articleVersionRoutes } from "../resources/library/ArticleVersions.ts"
import { audienceRoutes } from "../resources/audiences/Routes.ts"
import { brandRoutes } from "../resources/brands/Routes.ts"
import { contentSnippetRoutes } from "../resources/contentSnippets/Routes.ts"
import { conversationAttributeRoutes } from "../resources/dataAttributes/ConversationAttributes.ts"
import { dataConnectorRoutes } from "../resources/dataConnectors/Routes.ts"
import { emailRoutes } from "../resources/emails/Routes.ts"
import { externalPageRoutes } from "../resources/importSources/Pages.ts"
import { folderRoutes } from "../resources/library/Folders.ts"
import { grantedCompanyRoutes } from "../resources/contacts/GrantedCompanies.ts"
import { importSourceRoutes } from "../resources/importSources/Routes.ts"
import { macroRoutes } from "../resources/macros/Routes.ts"
import { officeHoursRoutes } from "../resources/officeHours/Routes.ts"
import { sectionRoutes } from "../resources/library/Sections.ts"
import { securityRoutes } from "../resources/security/Routes.ts"
import { sideConversationRoutes } from "../resources/conversations/SideConversations.ts"
import { adminRoutes } from "../resources/admins/Routes.ts"
import { type Answer, errorList, isRefusal, refuse, type Refusal } from "../route/Answer.ts"
import { awayModeRoutes } from "../resources/admins/AwayMode.ts"
import { companyRoutes } from "../resources/companies/Routes.ts"
import { contactMergeRoutes } from "../resources/contacts/Merge.ts"
import { contactRoutes } from "../resources/contacts/Routes.ts"
import { conversationParticipantRoutes } from "../resources/conversations/Participants.ts"
import { conversationRedactionRoutes } from "../resources/conversations/Redaction.ts"
import { conversationRoutes } from "../resources/conversations/Routes.ts"
import { contentExportRoutes } from "../resources/exports/Content.ts"
import { dataAttributeRoutes } from "../resources/dataAttributes/Routes.ts"
import { dataEventRoutes } from "../resources/dataEvents/Routes.ts"
import { jobRoutes } from "../resources/jobs/Routes.ts"
import { messageRoutes } from "../resources/messages/Routes.ts"
import { noteRoutes } from "../resources/notes/Routes.ts"
import { activityLogRoutes } from "../resources/activityLogs/Routes.ts"
import { articleDraftRoutes } from "../resources/library/ArticleDrafts.ts"
import { articleRoutes } from "../resources/library/Articles.ts"
import { articleTagRoutes } from "../resources/library/ArticleTags.ts"
import { callRoutes } from "../resources/calls/Routes.ts"
import { customObjectRoutes } from "../resources/customObjects/Routes.ts"
import { helpCenterRoutes } from "../resources/library/HelpCenters.ts"
import { internalArticleRoutes } from "../resources/library/InternalArticles.ts"
import { newsRoutes } from "../resources/library/News.ts"
import { redirectRoutes } from "../resources/library/Redirects.ts"
import { reportingExportRoutes } from "../resources/exports/Reporting.ts"
import { accepts, isOtherRegion, knowsToken, mediaTypes, tidy } from "./Door.ts"
import { type Installs, makeInstalls, tokenPath } from "./Installs.ts"
import { makeRouter } from "./Router.ts"
import { segmentRoutes } from "../resources/segments/Routes.ts"
import { subscriptionTypeRoutes } from "../resources/subscriptionTypes/Routes.ts"
import { tagRoutes } from "../resources/tags/Routes.ts"
import { teamRoutes } from "../resources/teams/Routes.ts"
import { ticketConversionRoutes } from "../resources/tickets/Conversion.ts"
import { ticketRoutes } from "../resources/tickets/Routes.ts"
import { ticketTypeRoutes } from "../resources/ticketTypes/Routes.ts"
import { visitorRoutes } from "../resources/visitors/Routes.ts"
import { salts } from "../workspace/seeding/Plan.ts"
import { uuid } from "../workspace/seeding/Random.ts"
import { makeWorkspace, type Workspace } from "../resources/Workspace.ts"
import { restoreSnapshot } from "./Snapshot.ts"
import type { Delivery, WireAnswer, WireRequest } from "./Delivery.ts"
import { type FakeOptions, resolve } from "./Options.ts"
import { deliver, type FaultPlan, isExecuted, latencyOf, makeFaultPlan, rateLimitMessage } from "./FaultPlan.ts"
import { makeRateWindow } from "./RateWindow.ts"
import { type LoggedRequest, makeRequestLog, type ReceivedRequest } from "./RequestLog.ts"

/**
 * A running fake workspace.
 *
 * @category models
 * @since 0.1.0
 */
export interface FakeServer {
  readonly workspace: Workspace
  readonly token: string
  /** The version of requests that name none, and of webhooks. */
  readonly version: Version.Version
  /** The address of the workspace's region. */
  readonly url: string
  /** The app, and whether it is in the workspace. */
  readonly installs: Installs
  readonly handle: (request: WireRequest) => Effect.Effect<Delivery>
  readonly requests: () => ReadonlyArray<LoggedRequest>
  readonly clearRequests: () => void
  /** Replaces the faults. Requests are counted on. */
  readonly setFaults: (script: Script) => void
  /** Back to the beginning: records, rate limit, log and faults as they were at the start. */
  readonly reset: () => void
}

const routes = [
  ...articleVersionRoutes,
  ...audienceRoutes,
  ...brandRoutes,
  ...contentSnippetRoutes,
  ...conversationAttributeRoutes,
  ...dataConnectorRoutes,
  ...emailRoutes,
  ...externalPageRoutes,
  ...folderRoutes,
  ...grantedCompanyRoutes,
  ...importSourceRoutes,
  ...macroRoutes,
  ...officeHoursRoutes,
  ...sectionRoutes,
  ...securityRoutes,
  ...sideConversationRoutes,
  ...newsRoutes,
  ...internalArticleRoutes,
  ...helpCenterRoutes,
  ...customObjectRoutes,
  ...callRoutes,
  ...articleRoutes,
  ...articleDraftRoutes,
  ...articleTagRoutes,
  ...redirectRoutes,
  ...activityLogRoutes,
  ...contactRoutes,
  ...companyRoutes,
  ...conversationRoutes,
  ...conversationParticipantRoutes,
  ...conversationRedactionRoutes,
  ...adminRoutes,
  ...tagRoutes,
  ...awayModeRoutes,
  ...teamRoutes,
  ...noteRoutes,
  ...segmentRoutes,
  ...subscriptionTypeRoutes,
  ...ticketRoutes,
  ...ticketConversionRoutes,
  ...contactMergeRoutes,
  ...ticketTypeRoutes,
  ...jobRoutes,
  ...dataAttributeRoutes,
  ...dataEventRoutes,
  ...visitorRoutes,
  ...messageRoutes,
  ...contentExportRoutes,
  ...reportingExportRoutes
]
const route = makeRouter([...routes, ...cannedRoutes(routes)])

/**
 * Starts a fake workspace on a clock.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeFakeServer = (options: FakeOptions, clock: Clock.Clock): FakeServer => {
  const resolved = resolve(options, () => clock.currentTimeMillisUnsafe())
  const { before, latency, plan, rateLimit, settings, token, version: appVersion } = resolved
  const workspace = makeWorkspace(plan, settings)
  const begin = (): void => {
    if (resolved.snapshot !== undefined) Result.getOrThrow(restoreSnapshot(workspace, resolved.snapshot))
  }
  begin()
  const log = makeRequestLog()
  const rateWindow = makeRateWindow(rateLimit, resolved.rateHeaders)
  const url = Region.hosts[settings.region]
  const installs = makeInstalls(resolved.app, { seed: plan.seed, token, now: settings.nowMillis })
  let faults: FaultPlan = makeFaultPlan(resolved.faults)

  const versionAsked = ({ headers }: WireRequest): Version.Version | undefined =>
    versionOf(headers["intercom-version"] ?? appVersion)

  const commonHeaders = (request: WireRequest, requestId: string): Record<string, string> => {
    const version = versionAsked(request) ?? appVersion
    return {
      "content-type": "application/json; charset=utf-8",
      date: new Date(settings.nowMillis()).toUTCString(),
      "intercom-version": version,
      "x-intercom-version": version,
      "x-request-id": requestId
    }
  }

  /** Past the door, the limit and the version, to the route. */
  const answer = (
    request: WireRequest,
    received: ReceivedRequest,
    headers: Record<string, string>
  ): Answer | Refusal => {
    if (request.body === undefined) return refuse(413, "request_entity_too_large", "Request Entity Too Large")
    if (isExchange(request)) return installs.exchange(request.body, request.headers["content-type"])
    const isKnown = installs.isInstalled() && knowsToken(request.headers["authorization"], token)
    if (!isKnown || isOtherRegion(request.origin, url)) {
      return refuse(401, "unauthorized", "Access Token Invalid")
    }
    const admission = rateWindow.admit(settings.nowMillis())
    Object.assign(headers, admission.headers)
    if (admission.exceeded) return refuse(429, "rate_limit_exceeded", rateLimitMessage(rateLimit))
    const found = route(request.method, tidy(request.path))
    const answers = found === undefined ? "application/json" : mediaTypes[found.route.operation.reads]
    if (!accepts(request.headers["accept"], answers)) {
      return refuse(406, "media_type_not_acceptable", `The Accept header should send a media type of ${answers}`)
    }
    const version = versionAsked(request)
    if (version === undefined)
      return refuse(400, "intercom_version_invalid", "The requested version could not be found")
    if (found === undefined) {
      return refuse(
        404,
        "not_served_by_fake",
        `The fake workspace does not serve ${request.method} ${request.path} yet`
      )
    }
    if (!Version.isAvailable(found.route.operation, version)) {
      return refuse(400, "intercom_version_invalid", "Requested resource is not available in current API version.")
    }
    const isForm = request.headers["content-type"]?.startsWith("multipart/form-data") === true
    const body = isForm ? {} : (received.body ?? {})
    if (!Predicate.isObject(body))
      return refuse(400, "bad_request", `The body must be a JSON object of at most ${depthLimit} levels`)
    return found.route.handle({
      workspace,
      params: found.params,
      query: request.query,
      body: Object.fromEntries(Object.entries(body)),
      version,
      origin: request.origin
    })
  }

  const execute = (request: WireRequest, received: ReceivedRequest, requestId: string): WireAnswer => {
    const headers = commonHeaders(request, requestId)
    const answered = answer(request, received, headers)
    const { body, file, headers: own, status } = isRefusal(answered) ? errorList(answered, requestId) : answered
    return {
      status,
      headers: { ...headers, ...own },
      body: file ?? (body === undefined ? "" : JSON.stringify(body))
    }
  }

  const handle = Effect.fnUntraced(function* (request: WireRequest): Effect.fn.Return<Delivery> {
    const received = log.receive(receivedOf(request, settings.nowMillis()), sizeOf(request))
    for (const { request: number, run } of before) {
      if (number !== received.number) continue
      const ran = run(workspace)
      if (Effect.isEffect(ran)) yield* ran
    }
    const rule = faults.pick(received)
    const wait = Duration.sum(latency, latencyOf(rule))
    if (Duration.isPositive(wait)) yield* Effect.sleep(wait)
    const requestId = uuid(plan.seed, salts.request, received.number)
    const executed = rule === undefined || isExecuted(rule) ? execute(request, received, requestId) : undefined
    const delivery: Delivery =
      rule === undefined && executed !== undefined
        ? { kind: "whole", answer: executed }
        : deliver(rule?.fault ?? 500, executed, {
            headers: { ...commonHeaders(request, requestId), ...rateWindow.admit(settings.nowMillis()).headers },
            requestId,
            rateLimit
          })
    if ("answer" in delivery) log.answer(received.number, delivery.answer.status)
    return delivery
  })

  return {
    workspace,
    token,
    version: appVersion,
    url,
    installs,
    handle,
    requests: log.entries,
    clearRequests: log.clear,
    setFaults: (script) => {
      faults = makeFaultPlan(script)
    },
    reset: () => {
      workspace.reset()
      begin()
      rateWindow.reset()
      installs.reset()
      log.clear()
      faults = makeFaultPlan(resolved.faults)
    }
  }
}

const isExchange = ({ method, path }: WireRequest): boolean => method === "POST" && tidy(path) === tokenPath

const receivedOf = (request: WireRequest, receivedAt: number): Omit<ReceivedRequest, "number"> => {
  const { authorization: _, ...headers } = request.headers
  return {
    method: request.method,
    host: new URL(request.origin).host,
    path: request.path,
    query: Object.fromEntries(request.query),
    headers,
    // The secret of the app is not kept, as the token is not.
    body:
      request.body === undefined || request.body === "" || isExchange(request) ? undefined : parseBody(request.body),
    receivedAt
  }
}

/** How many characters of a request the log keeps, nearly. */
const sizeOf = ({ body, headers, path, query }: WireRequest): number =>
  (body?.length ?? 0) + path.length + query.toString().length + JSON.stringify(headers).length

/** What is no JSON, or nested deeper than it could be written again, stays a text. */
const parseBody = (text: string): unknown => {
  try {
    const parsed: unknown = JSON.parse(text)
    return isTooDeep(parsed) ? text : parsed
  } catch {
    return text
  }
}

const versionOf = (text: string): Version.Version | undefined => Version.versions.find((version) => version === text)
