/**
 * How much of what is written down the glossary explains.
 */
import type { Told } from "../generate/glossary.ts"

export interface Figures {
  readonly name: string
  readonly explained: number
  readonly plain: number
  readonly unknown: number
  readonly unaccounted: number
}

export type Standing = "explained" | "plain" | "unknown" | "unaccounted"

/** What the glossary makes of a field. */
export const standingOf = ({ entry }: Told): Standing => {
  if (entry === undefined) return "unaccounted"
  if (typeof entry === "string" || "words" in entry) return "explained"
  return "plain" in entry ? "plain" : "unknown"
}

/** The records in which at most a tenth may be unknown, by the beginnings of their names. */
const areas: Readonly<Record<string, RegExp>> = {
  contacts: /^(Contact|SocialProfile|MergeHistory|MergePreview|Visitor)/,
  companies: /^(Company|Companies)(?!Note)/,
  conversations:
    /^(Conversation(?!Attribute(List|Option|Reference)?$|Statistics)|CallSummary|CustomAction|Operator|PriorityChanged|Snoozed|PartAttachment|EmailMessage|EmailAddress|SourceEmail|SlaApplied|LinkedObject|Handling|Teammate|SideConversation|DeletedConversation|Reference$|AddressableList$)/,
  "statistics of conversations": /^Conversation(Statistics|ResponseTime)/,
  "agents in conversations": /^(Ai(Agent|Topic|Subtopic)|ContentSource|SalesAgent)/,
  tickets: /^Ticket(?!Type|State)/,
  "ticket types and states": /^Ticket(Type|State)/,
  articles: /^(Article|DeletedArticle)/,
  collections: /^(Collection|DeletedCollection|Group|Section|DeletedSection)/,
  admins: /^(Admin|App$|TeamPriorityLevel|AwayStatus)/,
  teams: /^Team/,
  tags: /^Tag/,
  notes: /^(Note|CompanyNote)/,
  segments: /^Segment/,
  "data attributes": /^(DataAttribute|ConversationAttribute(List|Option|Reference)?$)/,
  events: /^DataEvent/,
  messages: /^(Message|Whatsapp)/,
  subscriptions: /^(Subscription|Translation)/,
  lists: /^(CursorPages|PagesLink|StartingAfterPaging)/
}

/** The figures of each area, of all other records, of all inputs, and of everything. */
export const figuresByArea = (told: ReadonlyArray<Told>): ReadonlyArray<Figures> => {
  const records = told.filter(({ direction }) => direction === "response")
  const inputs = told.filter(({ direction }) => direction === "request")
  const named = Object.entries(areas).map(([name, pattern]) =>
    count(
      name,
      records.filter(({ record }) => areaOf(record) === pattern)
    )
  )
  return [
    ...named,
    count("inputs", inputs),
    count(
      "other records",
      records.filter(({ record }) => areaOf(record) === undefined)
    ),
    count("all", told)
  ]
}

/** The first area a record belongs to. */
const areaOf = (record: string): RegExp | undefined => Object.values(areas).find((pattern) => pattern.test(record))

/** The figures of each record by itself. */
export const figuresByRecord = (told: ReadonlyArray<Told>): ReadonlyArray<Figures> =>
  [...Map.groupBy(told, ({ record }) => record)].map(([record, fields]) => count(record, fields))

const count = (name: string, told: ReadonlyArray<Told>): Figures => {
  const having = (standing: Standing) => told.filter((each) => standingOf(each) === standing).length
  return {
    name,
    explained: having("explained"),
    plain: having("plain"),
    unknown: having("unknown"),
    unaccounted: having("unaccounted")
  }
}

/** How many fields there are. */
export const sizeOf = ({ explained, plain, unaccounted, unknown }: Figures): number =>
  explained + plain + unknown + unaccounted

/** Whether more is unknown than may be; what stands outside the areas may be unknown. */
export const isTooUnknown = (figures: Figures): boolean =>
  figures.name !== "other records" && figures.name !== "all" && figures.unknown > sizeOf(figures) / 10

/** A table of figures. */
export const printFigures = (figures: ReadonlyArray<Figures>): string => {
  const width = Math.max(...figures.map(({ name }) => name.length))
  const row = (name: string, ...cells: ReadonlyArray<string | number>) =>
    `${name.padEnd(width)}  ${cells.map((cell) => `${cell}`.padStart(13)).join("")}`
  return [
    row("", "fields", "explained", "plain", "unknown", "unaccounted"),
    ...figures.map((each) =>
      row(each.name, sizeOf(each), share(each.explained, each), each.plain, each.unknown, each.unaccounted)
    )
  ].join("\n")
}

const share = (some: number, figures: Figures): string => {
  const all = sizeOf(figures)
  return all === 0 ? "0" : `${some} (${Math.round((100 * some) / all)} %)`
}
