/**
 * The content snippets endpoints.
 *
 * @since 0.1.0
 */
import { ContentSnippets } from "@effect-intercom/resources"
import type { JsonObject } from "../../workspace/Record.ts"
import { isRefusal, refuse, type Refusal, unprocessable } from "../../route/Answer.ts"
import { flag, listOf, missing, object, orNull, readFields, text, wholeNumber } from "../../route/Body.ts"
import { flatListOfRows } from "../../route/Rows.ts"
import { shelved } from "../../route/Shelved.ts"
import type { Call, Route } from "../Route.ts"
import type { Workspace } from "../Workspace.ts"
import type { ContentSnippetRecord } from "./State.ts"

const read = (
  { body, workspace }: Call,
  known: ContentSnippetRecord | undefined
): Partial<ContentSnippetRecord> | Refusal => {
  const { audience_ids: given, ...rest } = body
  const fields =
    (known === undefined ? missing(body, ["title"]) : undefined) ??
    readFields<ContentSnippetRecord>(rest, {
      title: text,
      locale: text,
      json_blocks: listOf(object),
      body_markdown: orNull(text),
      ai_chatbot_availability: flag,
      ai_copilot_availability: flag,
      ai_sales_agent_availability: flag
    })
  if (isRefusal(fields)) return unprocessable(fields)
  if (given === undefined) return fields
  const named = readFields<Pick<ContentSnippetRecord, "audience_ids">>(
    { audience_ids: given ?? [] },
    { audience_ids: listOf(wholeNumber) }
  )
  if (isRefusal(named)) return unprocessable(named)
  const audience_ids = (named.audience_ids ?? []).map(Number)
  const unknown = audience_ids.filter((id) => workspace.audiences.get(String(id)) === undefined)
  return unknown.length === 0
    ? { ...fields, audience_ids }
    : refuse(404, "parameter_invalid", `audience_ids names audiences that are not there: ${unknown.join(", ")}`)
}

const render = (_: Call, snippet: ContentSnippetRecord): JsonObject => ({
  type: "content_snippet",
  id: snippet.id,
  title: snippet.title,
  locale: snippet.locale,
  json_blocks: snippet.json_blocks,
  body_markdown: snippet.body_markdown,
  chatbot_availability: Number(snippet.ai_chatbot_availability),
  copilot_availability: Number(snippet.ai_copilot_availability),
  ai_chatbot_availability: snippet.ai_chatbot_availability,
  ai_copilot_availability: snippet.ai_copilot_availability,
  ai_sales_agent_availability: snippet.ai_sales_agent_availability,
  audience_ids: snippet.audience_ids,
  created_at: snippet.created_at,
  updated_at: snippet.updated_at
})

const snippets = shelved<Workspace, ContentSnippetRecord>({
  shelf: (workspace) => workspace.contentSnippets,
  read,
  render,
  created: 201,
  notFound: refuse(404, "not_found", "Content snippet not found")
})

/**
 * The routes of content snippets.
 *
 * @category routes
 * @since 0.1.0
 */
export const contentSnippetRoutes: ReadonlyArray<Route> = [
  {
    operation: ContentSnippets.list,
    handle: (call) =>
      flatListOfRows(call, "/content_snippets", call.workspace.contentSnippets.latest(), (snippet) =>
        render(call, snippet)
      )
  },
  { operation: ContentSnippets.create, handle: snippets.create },
  { operation: ContentSnippets.get, handle: snippets.get },
  { operation: ContentSnippets.update, handle: snippets.update },
  { operation: ContentSnippets.delete, handle: snippets.remove }
]
