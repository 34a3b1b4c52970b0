/**
 * Everything a workspace holds, record by record, as the API would answer it.
 *
 * @since 0.1.0
 */
import { renderCompany } from "../routes/Companies.ts"
import { renderContact } from "../routes/RenderContact.ts"
import { renderConversation, renderWithParts } from "../routes/RenderConversation.ts"
import { companyFields, contactFields, conversationFields } from "../search/Fields.ts"
import type { Collection, Position } from "../workspace/Collection.ts"
import type { FieldNamed } from "../workspace/Field.ts"
import type { JsonObject, Row } from "../workspace/Records.ts"
import type { Workspace } from "../workspace/Workspace.ts"

/**
 * What can be dumped. `conversations` have their parts, as a single one is answered; `conversation-rows` have none, as
 * in lists.
 *
 * @category models
 * @since 0.1.0
 */
export const dumpable = ["contacts", "companies", "conversations", "conversation-rows"] as const

/**
 * One of {@link dumpable}.
 *
 * @category models
 * @since 0.1.0
 */
export type Dumpable = (typeof dumpable)[number]

/**
 * The records of a resource that lists show, oldest first.
 *
 * @category readers
 * @since 0.1.0
 */
export const dump = (workspace: Workspace, resource: Dumpable): Iterable<JsonObject> => {
  switch (resource) {
    case "contacts":
      return records(workspace, workspace.contacts, contactFields, renderContact)
    case "companies":
      return records(workspace, workspace.companies, companyFields, renderCompany)
    case "conversations":
      return records(workspace, workspace.conversations, conversationFields, renderWithParts)
    case "conversation-rows":
      return records(workspace, workspace.conversations, conversationFields, renderConversation)
  }
}

function* records<R extends Row>(
  workspace: Workspace,
  collection: Pick<Collection<R>, "page">,
  fields: FieldNamed<R>,
  render: (workspace: Workspace, record: R) => JsonObject
): Generator<JsonObject> {
  const sort = fields("created_at") ?? { name: "created_at", type: "date", of: ({ created_at }: R) => created_at }
  const all = { key: "all by created_at", matches: undefined, sort, order: "ascending", indexed: false } as const
  let after: Position | undefined
  do {
    const page = collection.page(all, { limit: 500, after, now: workspace.now() })
    for (const record of page.rows) yield render(workspace, record)
    after = page.next
  } while (after !== undefined)
}
