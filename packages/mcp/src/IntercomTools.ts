/**
 * Tools for models: twelve made for the work of support, and three for everything else the API reads. None of them writes.
 *
 * **When to use**
 *
 * Where a program of yours talks to a `LanguageModel` of `effect/ai` that is to look into a workspace. For clients that speak the
 * Model Context Protocol there is `IntercomMcp`, and for changes `IntercomWrites`.
 *
 * **Details**
 *
 * {@link toolkit} is what the model is told of, less than 8 KB of it; {@link layer} is what happens when it calls, and needs an
 * `IntercomClient`. Tools answer in plain text of at most {@link mostBytes}, and go on from a cursor. What fails is an answer too,
 * with what to do next, so that a program does not fail because a model asked for a record that is gone. A call of Intercom ends after
 * 45 seconds, attempts included.
 *
 * Fields that `drop` and `hash` name are in no answer; secrets and tokens never are.
 *
 * **Gotchas**
 *
 * - Texts of customers stand between markers. Put {@link aboutMarkers} into the system prompt, or the model does not know what they mean.
 *   Even then a model may believe what it reads: give it no tool whose misuse you could not bear.
 * - `LanguageModel` of Effect writes the parameters of calls onto its spans. Look what your tracer keeps.
 *
 * **Example** (What a model is answered)
 *
 * ```ts
 * import { Effect, Stream } from "effect"
 * import { IntercomTools } from "@effect-intercom/mcp"
 *
 * const counted = Effect.gen(function* () {
 *   const { handle } = yield* IntercomTools.toolkit
 *   const results = yield* Stream.runCollect(Stream.unwrap(handle("count", { of: "people" })))
 *   return results.map(({ result }) => result)
 * }).pipe(Effect.provide(IntercomTools.layer({ drop: ["*.phone"] })))
 *
 * yield* counted // => ["12 people match."]
 * ```
 *
 * @since 0.1.0
 */
import type { IntercomClient } from "@effect-intercom/core"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { type Tool, Toolkit } from "effect/ai"
import { type InvalidPersonalData, Personal, type PersonalData } from "./door/Personal.ts"
import { layerGuarded } from "./door/Reading.ts"
import * as Articles from "./tools/Articles.ts"
import * as Companies from "./tools/Companies.ts"
import * as Conversations from "./tools/Conversations.ts"
import * as Counts from "./tools/Counts.ts"
import * as Operations from "./tools/Operations.ts"
import * as People from "./tools/People.ts"
import * as Tickets from "./tools/Tickets.ts"
import * as Values from "./tools/Values.ts"

export { InvalidPersonalData, type PersonalData } from "./door/Personal.ts"
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
): Layer.Layer<Tool.HandlersFor<typeof toolkit.tools>, InvalidPersonalData, IntercomClient.IntercomClient> =>
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
