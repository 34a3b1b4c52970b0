/**
 * The data sets of the reporting export: their attributes, and the rows they have.
 *
 * @since 0.1.0
 */
import { isFromContact } from "../../workspace/Author.ts"
import { byCreation, creation } from "../../workspace/ByCreation.ts"
import type { Collection, Position } from "../../workspace/Collection.ts"
import type { ConversationRecord } from "../conversations/Record.ts"
import type { Row } from "../../workspace/Record.ts"
import type { TicketRecord } from "../tickets/Record.ts"
import type { Workspace } from "../Workspace.ts"
import type { Cell } from "./Csv.ts"

/**
 * A data set.
 *
 * @category models
 * @since 0.1.0
 */
export interface Dataset {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly default_time_attribute_id: string
  readonly attributes: ReadonlyArray<{ readonly id: string; readonly name: string }>
  /** The rows of a time in Unix seconds; both bounds are included. */
  readonly rows: (request: RowRequest) => Generator<ReadonlyArray<Cell>>
}

/**
 * Which rows of a data set, and which attributes of each.
 *
 * @category models
 * @since 0.1.0
 */
export interface RowRequest {
  readonly workspace: Workspace
  readonly attributes: ReadonlyArray<string>
  readonly from: number
  readonly until: number
  /** Whether conversations nobody outside ever wrote in are among them. */
  readonly unanswered: boolean
}

type Attribute<R> = readonly [id: string, name: string, of: (record: R, workspace: Workspace) => Cell]

const conversationAttributes: ReadonlyArray<Attribute<ConversationRecord>> = [
  ["conversation_id", "Conversation ID", ({ id }) => id],
  ["conversation_started_at", "Conversation started at", ({ created_at }) => created_at],
  ["conversation_last_updated_at", "Conversation last updated at", ({ updated_at }) => updated_at],
  ["conversation_state", "Conversation state", ({ state }) => state],
  ["channel", "Channel", ({ source }) => source?.type ?? null],
  ["title", "Title", ({ title }) => title],
  ["currently_assigned_teammate_id", "Teammate currently assigned ID", ({ admin_assignee_id }) => admin_assignee_id],
  ["currently_assigned_team_id", "Team currently assigned ID", ({ team_assignee_id }) => team_assignee_id],
  ["conversation_rating", "Conversation rating", ({ rating }) => rating?.rating ?? null],
  ["conversation_parts", "Conversation parts", ({ part_count }) => part_count]
]

const ticketAttributes: ReadonlyArray<Attribute<TicketRecord>> = [
  ["ticket_id", "Ticket ID", ({ id }) => id],
  ["ticket_created_at", "Ticket created at", ({ created_at }) => created_at],
  ["ticket_last_updated_at", "Ticket last updated at", ({ updated_at }) => updated_at],
  [
    "ticket_state",
    "Ticket state",
    ({ ticket_state_id }, { ticketTypes }) => ticketTypes.getState(ticket_state_id)?.internal_label ?? null
  ],
  [
    "ticket_type",
    "Ticket type",
    ({ ticket_type_id }, { ticketTypes }) => ticketTypes.get(ticket_type_id)?.name ?? null
  ],
  ["currently_assigned_teammate_id", "Teammate currently assigned ID", ({ admin_assignee_id }) => admin_assignee_id]
]

/**
 * All data sets.
 *
 * @category constants
 * @since 0.1.0
 */
export const datasets: ReadonlyArray<Dataset> = [
  {
    id: "conversation",
    name: "Conversation",
    description: "One row for each conversation",
    default_time_attribute_id: "conversation_started_at",
    attributes: conversationAttributes.map(([id, name]) => ({ id, name })),
    rows: (request) =>
      rowsOf(
        request,
        request.workspace.conversations,
        conversationAttributes,
        (conversation) => request.unanswered || hasUserReply(conversation)
      )
  },
  {
    id: "ticket",
    name: "Ticket",
    description: "One row for each ticket",
    default_time_attribute_id: "ticket_created_at",
    attributes: ticketAttributes.map(([id, name]) => ({ id, name })),
    rows: (request) => rowsOf(request, request.workspace.tickets, ticketAttributes, () => true)
  }
]

const hasUserReply = ({ parts, source }: ConversationRecord): boolean =>
  [source?.author, ...parts().map(({ author }) => author)].some((author) => isFromContact(author))

function* rowsOf<R extends Row>(
  { attributes, from, until, workspace }: RowRequest,
  collection: Pick<Collection<R>, "page">,
  all: ReadonlyArray<Attribute<R>>,
  includes: (record: R) => boolean
): Generator<ReadonlyArray<Cell>> {
  const chosen = attributes.flatMap((id) => all.filter(([known]) => known === id))
  const selection = {
    ...byCreation("ascending"),
    key: `created from ${from} to ${until}`,
    matches: (read: (field: typeof creation) => unknown) => {
      const created = read(creation)
      return typeof created === "number" && created >= from && created <= until
    }
  }
  let after: Position | undefined
  do {
    const page = collection.page(selection, { limit: 500, after, now: workspace.now() })
    for (const record of page.rows) if (includes(record)) yield chosen.map(([, , of]) => of(record, workspace))
    after = page.next
  } while (after !== undefined)
}
