/**
 * Everything a workspace holds, record by record, as the API would answer it.
 *
 * @since 0.1.0
 */
import { Version } from "@effect-intercom/core"
import { renderCompany } from "../routes/Companies.ts"
import { renderContact } from "../routes/RenderContact.ts"
import { renderConversation, renderWithParts } from "../routes/RenderConversation.ts"
import { renderTicket } from "../routes/RenderTicket.ts"
import { byCreation } from "../workspace/ByCreation.ts"
import type { Collection, Position } from "../workspace/Collection.ts"
import type { JsonObject, Row } from "../workspace/Records.ts"
import type { Workspace } from "../workspace/Workspace.ts"

/**
 * What can be dumped. `conversations` have their parts, as a single one is answered; `conversation-rows` have none, as
 * in lists.
 *
 * @category models
 * @since 0.1.0
 */
export const dumpable = ["contacts", "companies", "conversations", "conversation-rows", "tickets"] as const

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
      return records(workspace, workspace.contacts, renderContact)
    case "companies":
      return records(workspace, workspace.companies, renderCompany)
    case "conversations":
      return records(workspace, workspace.conversations, renderWithParts)
    case "conversation-rows":
      return records(workspace, workspace.conversations, renderConversation)
    case "tickets":
      return records(workspace, workspace.tickets, (workspace, ticket) =>
        renderTicket({ workspace, version: Version.latestStable }, ticket)
      )
  }
}

function* records<R extends Row>(
  workspace: Workspace,
  collection: Pick<Collection<R>, "page">,
  render: (workspace: Workspace, record: R) => JsonObject
): Generator<JsonObject> {
  let after: Position | undefined
  do {
    const page = collection.page(byCreation("ascending"), { limit: 500, after, now: workspace.now() })
    for (const record of page.rows) yield render(workspace, record)
    after = page.next
  } while (after !== undefined)
}
