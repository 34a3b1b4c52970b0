/**
 * `docs/tables.md`, from the tables themselves.
 */
import { Tables } from "@effect-intercom/streams"
import { catalog } from "../../packages/streams/src/catalog/Catalog.ts"
import { columnWords } from "./words.ts"

/** Streams whose records others speak of, by the end of the column that does. */
const spokenOf: Readonly<Record<string, string>> = {
  contact_id: "contacts",
  company_id: "companies",
  conversation_id: "conversations",
  admin_id: "admins",
  admin_assignee_id: "admins",
  team_assignee_id: "teams",
  owner_id: "admins",
  tag_id: "tags",
  segment_id: "segments",
  note_id: "notes",
  subscription_type_id: "subscription_types",
  ticket_type_id: "ticket_types",
  ticket_state_id: "ticket_states",
  help_center_id: "help_centers",
  away_status_reason_id: "away_status_reasons"
}

/** Shown in the picture; the others hang on nothing, or on few. */
const pictured = [
  "contacts",
  "companies",
  "conversations",
  "tickets",
  "admins",
  "teams",
  "tags",
  "segments",
  "calls",
  "notes"
]

/** A company's own `company_id` is the one you gave it. */
const isOwn = (table: string, column: string): boolean =>
  (table === "companies" && column === "company_id") || table === column.replace(/_id$/, "s")

const targetOf = (table: string, column: string): string | undefined =>
  isOwn(table, column) || !Object.hasOwn(spokenOf, column) ? undefined : spokenOf[column]

const picture = (): ReadonlyArray<string> => {
  const lines = new Set<string>()
  for (const { children, main, stream } of Tables.all()) {
    if (!pictured.includes(stream)) continue
    for (const { name } of main.columns) {
      const target = targetOf(main.name, name)
      if (target !== undefined && pictured.includes(target)) lines.add(`  ${target} |o--o{ ${stream} : ${name}`)
    }
    for (const child of children) {
      const [, own = ""] = child.key
      const target = targetOf(child.name, own)
      if (child.holds !== "grows" && (target === undefined || !pictured.includes(target))) continue
      lines.add(`  ${stream} ||--o{ ${child.name} : ${child.key[0] ?? ""}`)
      if (target !== undefined) lines.add(`  ${target} ||--o{ ${child.name} : ${own}`)
    }
  }
  return ["```mermaid", "erDiagram", ...lines, "```"]
}

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll(/\s+/g, " ")

const tableLines = (stream: keyof typeof catalog, table: Tables.Table | Tables.ChildTable): ReadonlyArray<string> => [
  "| column | type | what it says |",
  "|---|---|---|",
  ...table.columns.map((column) => {
    const target = targetOf(table.name, column.name)
    const words = columnWords(catalog[stream].schema.ast, table, column)
    const joins = target === undefined || column.source === "parent" ? "" : ` → \`${target}.id\``
    const key = table.key.includes(column.name) ? " (key)" : ""
    return `| \`${column.name}\`${key} | ${column.type} | ${cell(words + joins).trim()} |`
  })
]

const aboutChild = (child: Tables.ChildTable): string => {
  const what =
    child.form === "entries"
      ? `What \`${child.path.join(".")}\` holds, by name.`
      : `The elements of \`${child.path.join(".")}\`.`
  const stays =
    child.holds === "grows"
      ? " Rows are added and changed and never go."
      : child.isShortened
        ? " Intercom sends the first ten; rows go only where it sent them all."
        : " Rows are those of the record as it is now."
  return what + stays
}

export const render = (): string =>
  [
    "# Tables",
    "",
    "What `PostgresSink`, `SqliteSink` and `DuckDbSink` make, and `ParquetSink` with `tables: true`. Written by `pnpm tables` from the schemas of the records; every stream has the tables below, whether a workspace fills them or not.",
    "",
    "- Times are `timestamptz` (in SQLite text such as `2026-01-02T03:04:05.000Z`), ids are text, durations are seconds.",
    "- `record` holds the whole record, also what has no column here: lists in objects, and fields that are newer than these words.",
    "- Each table has a view `current_…` with what is there now: without records that are gone, and the rows of their lists.",
    "- Custom attributes are in `custom_attributes`, and in a column each where the sink is given the workspace's data attributes: `custom_plan`.",
    "- `export_columns` says which column shows which field, `export_problems` what went wrong with single records, `export_reports` holds the report of every run.",
    "- In Parquet and in messages of Singer and Airbyte (`ProtocolSink`) rows are only added. Tables of lists have the `exported_at` of their record there, which tells the rows of its latest version; `record_hash` and the tables of the export itself are not there.",
    "",
    "## How they hang together",
    "",
    ...picture(),
    "",
    ...Tables.all().flatMap(({ children, main, renamed, stream }) => {
      const name = Tables.isStream(stream) ? stream : undefined
      if (name === undefined) return []
      return [
        `## ${stream}`,
        "",
        ...tableLines(name, main),
        "",
        ...(renamed.length === 0
          ? []
          : [
              ...renamed.map(
                ({ from, table, to }) =>
                  `- \`${from}\` is \`${to}\` in \`${table}\`, since another column has its name.`
              ),
              ""
            ]),
        ...children.flatMap((child) => [`### ${child.name}`, "", aboutChild(child), "", ...tableLines(name, child), ""])
      ]
    })
  ]
    .join("\n")
    .trimEnd() + "\n"
