/**
 * Everything a workspace holds, record by record, as the API would answer it.
 *
 * @since 0.1.0
 */
import { Version } from "@effect-intercom/core"
import { renderCompany } from "../resources/companies/Routes.ts"
import { renderContact } from "../resources/contacts/Render.ts"
import { renderConversation, renderWithParts } from "../resources/conversations/Render.ts"
import { renderTicket } from "../resources/tickets/Render.ts"
import type { Seen } from "../resources/Route.ts"
import { byCreation } from "../workspace/ByCreation.ts"
import type { Collection, Position } from "../workspace/Collection.ts"
import type { JsonObject, Row } from "../workspace/Record.ts"
import type { Workspace } from "../resources/Workspace.ts"

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
 * The records of a resource that lists show, oldest first, as a version shows them.
 *
 * @category conversions
 * @since 0.1.0
 */
export const dump = (
  workspace: Workspace,
  resource: Dumpable,
  version: Version.Version = Version.latestStable
): Iterable<JsonObject> => {
  const seen: Seen = { workspace, version }
  switch (resource) {
    case "contacts":
      return records(workspace, workspace.contacts, (contact) => renderContact(seen, contact))
    case "companies":
      return records(workspace, workspace.companies, (company) => renderCompany(workspace, company))
    case "conversations":
      return records(workspace, workspace.conversations, (conversation) => renderWithParts(seen, conversation))
    case "conversation-rows":
      return records(workspace, workspace.conversations, (conversation) => renderConversation(seen, conversation))
    case "tickets":
      return records(workspace, workspace.tickets, (ticket) => renderTicket(seen, ticket))
  }
}

function* records<R extends Row>(
  workspace: Workspace,
  collection: Pick<Collection<R>, "page">,
  render: (record: R) => JsonObject
): Generator<JsonObject> {
  let after: Position | undefined
  do {
    const page = collection.page(byCreation("ascending"), { limit: 500, after, now: workspace.now() })
    for (const record of page.rows) yield render(record)
    after = page.next
  } while (after !== undefined)
}
