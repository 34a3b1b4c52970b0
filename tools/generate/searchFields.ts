/**
 * Reads the tables of searchable fields that the descriptions of the search operations hold.
 */
import type { Description } from "./descriptions.ts"
import { searches } from "./overlay/searches.ts"

export interface SearchField {
  readonly name: string
  readonly kind: "string" | "number" | "boolean" | "date" | "id" | "tag"
  readonly since: string
  /** The first version of the whole table. */
  readonly tableSince: string
}

export interface SearchTable {
  /** The name of the interface, as `ContactFields`. */
  readonly name: string
  readonly endpoint: string
  readonly fields: ReadonlyArray<SearchField>
}

/** One table for every search. */
export const readSearchTables = (descriptions: ReadonlyArray<Description>): ReadonlyArray<SearchTable> =>
  Object.entries(searches).map(([name, { corrections, path }]) => {
    const rows = descriptions.flatMap(({ document, version }) => {
      const text = document.paths[path]?.post?.description
      return text === undefined ? [] : [{ version, text, fields: rowsOf(text) }]
    })
    const [oldest] = rows
    if (!oldest) throw new Error(`no description has a table of fields for ${path}`)
    const tagsAreSpecial = rows.some(({ text }) => /except Date[^|]* and tag_id/.test(text))
    const known = new Map<string, { since: string; kinds: Set<string> }>()
    for (const { fields, version } of rows) {
      for (const [field, type] of fields) {
        if (field.includes("{")) continue
        const corrected = corrections[field]?.name ?? field
        const entry = known.get(corrected) ?? { since: version, kinds: new Set() }
        known.set(corrected, entry)
        entry.kinds.add(kindOf(type))
      }
    }
    return {
      name,
      endpoint: `POST ${path}`,
      fields: [...known].map(([field, { kinds, since }]): SearchField => ({
        name: field,
        kind: tagsAreSpecial && field === "tag_id" ? "tag" : joined(kinds),
        since,
        tableSince: oldest.version
      }))
    }
  })

const rowsOf = (text: string): ReadonlyArray<readonly [string, string]> =>
  [...text.matchAll(/^\|\s*([\w.]+(?:\{\w+\})?)\s*\|\s*([^|]*?)\s*\|\s*$/gm)].flatMap(([, field = "", type = ""]) =>
    field === "Field" || field.startsWith("-") ? [] : [[field, type] as const]
  )

const kindOf = (type: string): string => {
  if (/^(Date|Datetime)\b/.test(type)) return "date"
  if (/^(Integer|Float)\b/.test(type)) return "number"
  if (/^Boolean\b/.test(type)) return "boolean"
  if (/^String\b/.test(type)) return "string"
  throw new Error(`a search field is of the unknown type ${type}`)
}

const joined = (kinds: ReadonlySet<string>): SearchField["kind"] => {
  const [only, ...others] = [...kinds]
  if (others.length > 0) return "id"
  if (only === "date" || only === "number" || only === "boolean") return only
  return "string"
}
