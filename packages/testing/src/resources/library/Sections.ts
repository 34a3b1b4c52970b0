/**
 * The endpoints of sections: parts of a collection, until collections could lie in collections.
 *
 * @since 0.1.0
 */
import { Sections } from "@effect-intercom/resources"
import type { JsonObject } from "../../workspace/Record.ts"
import type { Workspace } from "../Workspace.ts"
import { type Answer, isRefusal, type Refusal } from "../../route/Answer.ts"
import { missing, readFields, text, wholeNumber } from "../../route/Body.ts"
import { listOfRows, rowNotFound } from "../../route/Rows.ts"
import { shelved } from "../../route/Shelved.ts"
import type { Call, Route } from "../Route.ts"
import type { CollectionRecord } from "./Record.ts"

/** A section is a collection that lies in another one, seen from before there were such. */
const sectionsOf = ({ collections }: Workspace): ReadonlyArray<CollectionRecord> =>
  collections.latest().filter(({ parent_id }) => parent_id !== null)

const read = ({ body, workspace }: Call, known: CollectionRecord | undefined): Partial<CollectionRecord> | Refusal => {
  const fields =
    (known === undefined ? missing(body, ["name", "parent_id"]) : undefined) ??
    readFields<CollectionRecord>(body, { name: text, parent_id: wholeNumber })
  if (isRefusal(fields) || fields.parent_id === undefined) return fields
  const parent = workspace.collections.get(String(fields.parent_id))
  // Only collections lie on top: a section holds none.
  if (parent === undefined || parent.parent_id !== null) return rowNotFound
  return { ...fields, parent_id: parent.id, help_center_id: parent.help_center_id }
}

const render = ({ workspace }: Call, section: CollectionRecord): JsonObject => ({
  type: "section",
  id: section.id,
  workspace_id: workspace.id,
  name: section.name,
  parent_id: section.parent_id,
  url: `https://help.example/en/collections/${section.parent_id}#section-${section.id}`,
  icon: "book-bookmark",
  order: section.order,
  default_locale: "en",
  created_at: section.created_at,
  updated_at: section.updated_at
})

const sections = shelved<Workspace, CollectionRecord>({
  shelf: ({ collections }) => ({
    ...collections,
    get: (id) => {
      const found = collections.get(id)
      return found === undefined || found.parent_id === null ? undefined : found
    }
  }),
  read,
  render,
  removed: (_, { id }) => ({ id, object: "section", deleted: true })
})

/** What was in the section lies in its collection then. */
const remove = (call: Call): Answer | Refusal =>
  sections.withOne(call, ({ id, parent_id }) => {
    const { articles } = call.workspace
    for (const article of articles.all()) {
      if (String(article.parent_id) === id) articles.update(article.id, { parent_id: Number(parent_id) })
    }
    return sections.remove(call)
  })

/**
 * The routes of sections.
 *
 * @category routes
 * @since 0.1.0
 */
export const sectionRoutes: ReadonlyArray<Route> = [
  {
    operation: Sections.list,
    handle: (call) =>
      listOfRows(call, "/help_center/sections", sectionsOf(call.workspace), (section) => render(call, section))
  },
  { operation: Sections.create, handle: sections.create },
  { operation: Sections.get, handle: sections.get },
  { operation: Sections.update, handle: sections.update },
  { operation: Sections.delete, handle: remove }
]
