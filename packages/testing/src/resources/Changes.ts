/**
 * The changes of the resources webhooks tell of.
 *
 * @since 0.1.0
 */
import type { Change, Feed } from "../workspace/ChangeFeed.ts"
import type { CompanyRecord } from "./companies/Record.ts"
import type { ContactRecord } from "./contacts/Record.ts"
import type { ConversationRecord } from "./conversations/Record.ts"
import type { TicketRecord } from "./tickets/Record.ts"

/**
 * The resources whose changes are told, and their records.
 *
 * @category models
 * @since 0.1.0
 */
export interface Observed {
  readonly contact: ContactRecord
  readonly company: CompanyRecord
  readonly conversation: ConversationRecord
  readonly ticket: TicketRecord
}

/**
 * A record before and after: no `before` where it is new, no `after` where it is gone.
 *
 * @category models
 * @since 0.1.0
 */
export type WorkspaceChange = Change<Observed>

/**
 * Tells changes.
 *
 * @category models
 * @since 0.1.0
 */
export type ChangeFeed = Feed<Observed>
