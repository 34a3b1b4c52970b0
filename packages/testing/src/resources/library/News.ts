/**
 * The endpoints of news items and newsfeeds.
 *
 * @since 0.1.0
 */
import { NewsItems, Newsfeeds } from "@effect-intercom/resources"
import * as Predicate from "effect/Predicate"
import type { NewsfeedRecord, NewsItemRecord } from "./Record.ts"
import type { JsonObject } from "../../workspace/Record.ts"
import { type Answer, isRefusal, ok, refuse, type Refusal } from "../../route/Answer.ts"
import { type Check, flag, listOf, oneOf, orNull, readFields, text, wholeNumber } from "../../route/Body.ts"
import { adminId } from "../admins/Teammate.ts"
import type { Call, Route } from "../Route.ts"
import { listOfRows, withRow } from "../../route/Rows.ts"

const list = (call: Call): Answer | Refusal =>
  listOfRows(call, "/news/news_items", call.workspace.newsItems.latest(), (item) => renderItem(call, item))

const get = (call: Call): Answer | Refusal =>
  withRow(call, call.workspace.newsItems, (item) => ok(renderItem(call, item)))

const create = (call: Call): Answer | Refusal => {
  const fields = readItem(call)
  return isRefusal(fields) ? fields : ok(renderItem(call, call.workspace.newsItems.add({ body: "", ...fields })))
}

const update = (call: Call): Answer | Refusal =>
  withRow(call, call.workspace.newsItems, (item) => {
    const fields = readItem(call)
    if (isRefusal(fields)) return fields
    return ok(renderItem(call, call.workspace.newsItems.update(item.id, fields) ?? item))
  })

const remove = (call: Call): Answer | Refusal =>
  withRow(call, call.workspace.newsItems, ({ id }) => {
    call.workspace.newsItems.remove(id)
    return ok({ id, object: "news-item", deleted: true })
  })

const listFeeds = (call: Call): Answer | Refusal =>
  listOfRows(call, "/news/newsfeeds", call.workspace.newsfeeds.all(), renderFeed)

const getFeed = (call: Call): Answer | Refusal =>
  withRow(call, call.workspace.newsfeeds, (feed) => ok(renderFeed(feed)))

/** A feed shows what is live in it. */
const listItems = (call: Call): Answer | Refusal =>
  withRow(call, call.workspace.newsfeeds, ({ id }) =>
    listOfRows(
      call,
      `/news/newsfeeds/${id}/items`,
      call.workspace.newsItems
        .latest()
        .filter(
          ({ newsfeed_assignments, state }) =>
            state === "live" && newsfeed_assignments.some(({ newsfeed_id }) => String(newsfeed_id) === id)
        ),
      (item) => renderItem(call, item)
    )
  )

/**
 * The routes of news items and newsfeeds.
 *
 * @category routes
 * @since 0.1.0
 */
export const newsRoutes: ReadonlyArray<Route> = [
  { operation: NewsItems.list, handle: list },
  { operation: NewsItems.create, handle: create },
  { operation: NewsItems.get, handle: get },
  { operation: NewsItems.update, handle: update },
  { operation: NewsItems.delete, handle: remove },
  { operation: Newsfeeds.list, handle: listFeeds },
  { operation: Newsfeeds.get, handle: getFeed },
  { operation: Newsfeeds.listItems, handle: listItems }
]

const readItem = ({ body, workspace }: Call): Partial<NewsItemRecord> | Refusal => {
  for (const name of ["title", "sender_id"]) {
    if (body[name] === undefined) return refuse(400, "parameter_not_found", `${name} is required`, name)
  }
  const fields = readFields<NewsItemRecord>(body, {
    title: text,
    body: text,
    sender_id: adminId(workspace),
    state: oneOf("draft", "live"),
    deliver_silently: flag,
    labels: listOf(text),
    reactions: listOf(orNull(text)),
    newsfeed_assignments: listOf(assignment)
  })
  if (isRefusal(fields)) return fields
  const { newsfeed_assignments, sender_id } = fields
  return {
    ...fields,
    ...(sender_id === undefined ? {} : { sender_id: Number(sender_id) }),
    ...(newsfeed_assignments === undefined
      ? {}
      : {
          newsfeed_assignments: newsfeed_assignments.map(({ newsfeed_id, published_at }) => ({
            newsfeed_id: Number(newsfeed_id),
            published_at: published_at ?? workspace.now()
          }))
        })
  }
}

const assignment: Check = (value) =>
  Predicate.isObject(value) && "newsfeed_id" in value ? wholeNumber(value.newsfeed_id) : "must name a newsfeed"

const renderItem = ({ workspace }: Call, item: NewsItemRecord): JsonObject => ({
  type: "news-item",
  id: item.id,
  workspace_id: workspace.id,
  title: item.title,
  body: item.body,
  sender_id: item.sender_id,
  state: item.state,
  newsfeed_assignments: item.newsfeed_assignments.map(({ newsfeed_id, published_at }) => ({
    newsfeed_id,
    published_at
  })),
  labels: item.labels,
  cover_image_url: null,
  reactions: item.reactions,
  deliver_silently: item.deliver_silently,
  created_at: item.created_at,
  updated_at: item.updated_at
})

const renderFeed = ({ created_at, id, name, updated_at }: NewsfeedRecord): JsonObject => ({
  id,
  type: "newsfeed",
  name,
  created_at,
  updated_at
})
