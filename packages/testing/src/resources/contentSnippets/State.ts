/**
 * Short texts an assistant answers with: none from the start.
 *
 * @since 0.1.0
 */
import type { JsonObject, Row } from "../../workspace/Record.ts"
import { makeShelf, type Shelf } from "../../workspace/Shelf.ts"
import type { AppliedTag } from "../tags/Record.ts"

/**
 * A content snippet as the workspace holds it.
 *
 * @category models
 * @since 0.1.0
 */
export interface ContentSnippetRecord extends Row {
  readonly title: string
  readonly locale: string
  /** What it says, in blocks. Not worked out of the Markdown, nor the other way round. */
  readonly json_blocks: ReadonlyArray<JsonObject>
  readonly body_markdown: string | null
  readonly audience_ids: ReadonlyArray<number>
  readonly ai_chatbot_availability: boolean
  readonly ai_copilot_availability: boolean
  readonly ai_sales_agent_availability: boolean
  readonly tags: ReadonlyArray<AppliedTag>
}

/**
 * Makes the snippets of a workspace.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeContentSnippets = (now: () => number): Shelf<ContentSnippetRecord> =>
  makeShelf({
    now,
    firstId: 4001,
    blank: () => ({
      title: "Snippet",
      locale: "en",
      json_blocks: [],
      body_markdown: null,
      audience_ids: [],
      ai_chatbot_availability: true,
      ai_copilot_availability: true,
      ai_sales_agent_availability: false,
      tags: []
    })
  })
