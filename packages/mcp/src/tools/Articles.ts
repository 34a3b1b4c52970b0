/**
 * Tools about articles.
 *
 * @since 0.1.0
 */
import { Articles } from "@effect-intercom/resources"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Kept } from "../door/Kept.ts"
import { ask } from "../door/Reading.ts"
import { line, time } from "../text/Fields.ts"
import { plain } from "../text/Html.ts"
import { page } from "./Page.ts"
import { cursor, id, limit, reading, text } from "./Parameters.ts"
import { nextNumber } from "./Refs.ts"
import { timeline } from "./Timeline.ts"

/** @internal */
export const find = reading("find_articles", "Find help center articles by words.", {
  text: text(200),
  state: Schema.optionalKey(Schema.Literals(["published", "draft", "all"])),
  limit,
  cursor
})

/** @internal */
export const read = reading("read_article", "The text of an article.", { id, cursor })

/** @internal */
export const handleFind = Effect.fnUntraced(function* (of: typeof find.parametersSchema.Type) {
  const number = of.cursor === undefined ? 1 : Number(of.cursor)
  if (!Number.isSafeInteger(number) || number < 1) {
    return yield* Effect.fail("The cursor is none of this tool's. Next: leave it out to begin again.")
  }
  const found = yield* ask(
    Articles.search({ phrase: of.text, state: of.state ?? "published", page: number, per_page: of.limit ?? 10 })
  )
  return yield* page({
    what: "articles",
    total: found.total_count,
    lines: (found.data?.articles ?? []).slice(0, of.limit ?? 10).map(lineOf),
    cursor: nextNumber(found.pages),
    next: "Next: read_article with an id."
  })
})

/** @internal */
export const handleRead = Effect.fnUntraced(function* ({ cursor, id }: typeof read.parametersSchema.Type) {
  const article = yield* ask(Articles.get({ id }))
  return yield* timeline({
    before: `Article ${JSON.stringify(id)}.`,
    about: [],
    entries: [{ id: "text", head: lineOf(article), body: plain(article.body ?? "") }],
    cursor,
    tool: "read_article"
  })
})

const lineOf = (article: Kept<Articles.Article>): string =>
  line(
    ["id", article.id],
    ["title", article.title],
    ["description", article.description],
    ["state", article.state],
    ["url", article.url],
    ["updated", time(article.updated_at)]
  )
