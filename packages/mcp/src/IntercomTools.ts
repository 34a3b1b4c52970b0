/**
 * Tools for models: twelve made for the work of support, and three for everything else the API reads. None of them writes.
 *
 * @since 0.1.0
 */
import type { IntercomClient } from "@effect-intercom/core"
import type { Privacy } from "@effect-intercom/streams"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { type Tool, Toolkit } from "effect/ai"
import { Personal, type PersonalData } from "./door/Personal.ts"
import { layerGuarded } from "./door/Reading.ts"
import * as Articles from "./tools/Articles.ts"
import * as Companies from "./tools/Companies.ts"
import * as Conversations from "./tools/Conversations.ts"
import * as Counts from "./tools/Counts.ts"
import * as Operations from "./tools/Operations.ts"
import * as People from "./tools/People.ts"
import * as Tickets from "./tools/Tickets.ts"
import * as Values from "./tools/Values.ts"

export type { PersonalData } from "./door/Personal.ts"
export { aboutMarkers, mostBytes } from "./text/Answer.ts"

/**
 * The tools. Give them to `LanguageModel.generateText`, or to an MCP server with `IntercomMcp`.
 *
 * @category constants
 * @since 0.1.0
 */
export const toolkit = /*#__PURE__*/ Toolkit.make(
  People.find,
  People.get,
  Companies.find,
  Companies.get,
  Conversations.find,
  Conversations.read,
  Tickets.find,
  Tickets.read,
  Articles.find,
  Articles.read,
  Counts.count,
  Values.list,
  Operations.find,
  Operations.describe,
  Operations.call
)

/**
 * What {@link toolkit} does when a model calls it.
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (
  options: PersonalData = {}
): Layer.Layer<Tool.HandlersFor<typeof toolkit.tools>, Privacy.InvalidPrivacy, IntercomClient.IntercomClient> =>
  toolkit
    .toLayer(
      Effect.gen(function* () {
        const context = yield* Effect.context<IntercomClient.IntercomClient | Personal>()
        const handled =
          <P, E, R extends IntercomClient.IntercomClient | Personal>(
            handler: (parameters: P) => Effect.Effect<string, E, R>
          ) =>
          (parameters: P) =>
            Effect.provideContext(handler(parameters), context)
        return {
          find_people: handled(People.handleFind),
          get_person: handled(People.handleGet),
          find_companies: handled(Companies.handleFind),
          get_company: handled(Companies.handleGet),
          find_conversations: handled(Conversations.handleFind),
          read_conversation: handled(Conversations.handleRead),
          find_tickets: handled(Tickets.handleFind),
          read_ticket: handled(Tickets.handleRead),
          find_articles: handled(Articles.handleFind),
          read_article: handled(Articles.handleRead),
          count: handled(Counts.handleCount),
          list_values: handled(Values.handleList),
          find_operation: handled(Operations.handleFind),
          describe_operation: handled(Operations.handleDescribe),
          call_operation: handled(Operations.handleCall)
        }
      })
    )
    .pipe(Layer.provide(Layer.mergeAll(Personal.layer(options), layerGuarded(new Set()))))
