/**
 * Writes the searchable fields of each resource, as interfaces that only the type checker reads.
 */
import { property } from "../naming.ts"
import type { SearchTable } from "../searchFields.ts"
import { block } from "./docs.ts"

/** The text of `search/fields.ts`. */
export const printSearchTables = (tables: ReadonlyArray<SearchTable>): string =>
  [
    block(["The fields that can be searched by, with their types.", "", "@since 0.1.0"]),
    ...tables.map(({ endpoint, fields, name }) => {
      const lines = fields.map(({ kind, name: field, since, tableSince }) => {
        const docs = [
          ...(kind === "date" ? ["Unix seconds."] : []),
          ...(since === tableSince ? [] : [`Since ${since}.`])
        ]
        return `${docs.length === 0 ? "" : `/** ${docs.join(" ")} */\n`}readonly ${property(field)}: ${JSON.stringify(kind)}`
      })
      return `${block([`The fields of \`${endpoint}\`, since ${fields[0]?.tableSince}.`, "", "@category models", "@since 0.1.0"])}\nexport interface ${name} {\n${lines.join("\n")}\n}`
    })
  ].join("\n\n") + "\n"
