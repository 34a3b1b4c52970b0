/**
 * The folders endpoints.
 *
 * @since 0.1.0
 */
import { Folders } from "@effect-intercom/resources"
import * as Predicate from "effect/Predicate"
import type { JsonObject } from "../../workspace/Record.ts"
import type { Workspace } from "../Workspace.ts"
import { type Answer, isRefusal, refuse, type Refusal } from "../../route/Answer.ts"
import { missing, orNull, readFields, text, wholeNumber } from "../../route/Body.ts"
import { listOfRows } from "../../route/Rows.ts"
import { shelved } from "../../route/Shelved.ts"
import type { Call, Route } from "../Route.ts"
import type { FolderRecord } from "./Record.ts"

const notFound: Refusal = refuse(404, "not_found", "Folder not found")

/** A folder cannot lie in itself, nor in one that lies in it. */
const read = ({ body, workspace }: Call, known: FolderRecord | undefined): Partial<FolderRecord> | Refusal => {
  const given = body["folder"]
  const said: Readonly<Record<string, unknown>> = Predicate.isObject(given) ? { ...given } : {}
  const fields =
    (known === undefined ? missing(said, ["name"]) : undefined) ??
    readFields<FolderRecord>(said, {
      name: text,
      description: orNull(text),
      emoji: orNull(text),
      parent_folder_id: orNull(wholeNumber)
    })
  if (isRefusal(fields)) return fields
  const { parent_folder_id } = fields
  if (parent_folder_id === undefined || parent_folder_id === null) return fields
  const parent = Number(parent_folder_id)
  if (workspace.folders.get(String(parent)) === undefined) return notFound
  return known !== undefined && ancestorsOf(workspace, String(parent)).includes(known.id)
    ? refuse(400, "parameter_invalid", "A folder cannot be moved into itself", "parent_folder_id")
    : { ...fields, parent_folder_id: parent }
}

/** A folder and those it lies in. */
const ancestorsOf = ({ folders }: Workspace, id: string): ReadonlyArray<string> => {
  const found: Array<string> = []
  for (let next: string | undefined = id; next !== undefined && !found.includes(next);) {
    found.push(next)
    const parent: number | null | undefined = folders.get(next)?.parent_folder_id
    next = parent === null || parent === undefined ? undefined : String(parent)
  }
  return found
}

/** The internal articles in a folder. */
const contentCount = ({ internalArticles }: Workspace, { id }: FolderRecord): number =>
  internalArticles.all().filter(({ folder_id }) => String(folder_id) === id).length

const render = ({ workspace }: Call, folder: FolderRecord): JsonObject => ({
  id: Number(folder.id),
  name: folder.name,
  description: folder.description,
  emoji: folder.emoji,
  parent_folder_id: folder.parent_folder_id,
  content_count: contentCount(workspace, folder),
  created_at: folder.created_at,
  updated_at: folder.updated_at
})

const folders = shelved<Workspace, FolderRecord>({
  shelf: (workspace) => workspace.folders,
  read,
  render,
  notFound,
  removed: (_, { id }) => ({ id: Number(id), object: "folder", deleted: true })
})

const list = (call: Call): Answer | Refusal => {
  const parent = call.query.get("parent_folder_id")
  const found = call.workspace.folders
    .latest()
    .filter(({ parent_folder_id }) => parent === null || String(parent_folder_id) === parent)
  return listOfRows(call, "/folders", found, (folder) => render(call, folder))
}

/** What holds something stays. */
const remove = (call: Call): Answer | Refusal =>
  folders.withOne(call, (folder) => {
    const holdsFolders = call.workspace.folders
      .all()
      .some(({ parent_folder_id }) => String(parent_folder_id) === folder.id)
    return holdsFolders || contentCount(call.workspace, folder) > 0
      ? refuse(422, "parameter_invalid", "Folder contains content")
      : folders.remove(call)
  })

/**
 * The routes of folders.
 *
 * @category routes
 * @since 0.1.0
 */
export const folderRoutes: ReadonlyArray<Route> = [
  { operation: Folders.list, handle: list },
  { operation: Folders.create, handle: folders.create },
  { operation: Folders.get, handle: folders.get },
  { operation: Folders.update, handle: folders.update },
  { operation: Folders.delete, handle: remove }
]
