/**
 * A page for each resource: its operations with endpoint, versions, input, failures, example and command line, and the fields of its
 * records.
 */
import { Version } from "@effect-intercom/core"
import { Operations } from "@effect-intercom/resources"
import { join } from "node:path"
import type { Page } from "./page.ts"
import { type Declared, declaredIn, type Field, modulesOf, operationWords } from "./source.ts"

type Entry = (typeof Operations.all)[number]

/** The pages of all resources. */
export const resourcePages = (root: string): ReadonlyArray<Page> => {
  const generated = join(root, "packages/resources/src/generated")
  const modules = modulesOf(generated)
  const declared = new Map<string, ReadonlyArray<Declared>>()
  for (const folder of ["records", "inputs"]) {
    for (const [name, text] of modulesOf(join(generated, folder)))
      declared.set(`./${folder}/${name}.ts`, declaredIn(text))
  }
  return Operations.resources.map(({ name, summary }) => {
    const source = modules.get(name) ?? ""
    const shown = Array.from(
      source.matchAll(/^export \* from "([^"]+)"$/gm),
      ([, file = ""]) => declared.get(file) ?? []
    )
    const types = [...declaredIn(source), ...shown.flat()]
    return pageOf(name, summary, operationWords(source), types)
  })
}

const pageOf = (
  resource: string,
  summary: string,
  words: ReadonlyMap<string, string>,
  types: ReadonlyArray<Declared>
): Page => {
  const entries = Operations.all.filter((entry) => entry.resource === resource)
  const inputs = new Map(types.map((type) => [type.name, type]))
  const records = types.filter(({ name }) => !/Input|Fields$/.test(name))
  return {
    slug: `resources/${kebab(resource)}`,
    title: resource,
    description: summary,
    body: [
      "```ts",
      `import { ${resource} } from "@effect-intercom/resources"`,
      "```",
      "",
      // Search leads to the operations themselves.
      "<div data-pagefind-ignore>",
      "",
      "| operation | versions | endpoint |",
      "|---|---|---|",
      ...entries.map(
        (entry) =>
          `| [\`${resource}.${entry.name}\`](#${anchorOf(entry)}) | ${versionsOf(entry)} | \`${endpointOf(entry)}\` |`
      ),
      "",
      "</div>",
      "",
      ...entries.flatMap((entry) => section(entry, words.get(entry.name) ?? entry.summary, inputs)),
      ...(records.length === 0 ? [] : ["## Records", ""]),
      ...records.flatMap((record) => [`### ${record.name}`, "", ...typeOf(record)])
    ].join("\n")
  }
}

const section = (entry: Entry, words: string, inputs: ReadonlyMap<string, Declared>): ReadonlyArray<string> => {
  const { name, operation, resource } = entry
  const input = inputs.get(`${name[0]?.toUpperCase()}${name.slice(1)}Input`)
  return [
    `<section data-since="${operation.since}"${operation.until === undefined ? "" : ` data-until="${operation.until}"`}>`,
    "",
    // The endpoint is what people look for.
    `## ${endpointOf(entry).replace(/[{}]/g, (brace) => `\\${brace}`)}`,
    "",
    `<p class="operation"><code>${resource}.${name}</code> <span class="versions">${versionsOf(entry)}</span></p>`,
    "",
    words,
    "",
    ...(input === undefined ? [] : ["**Input**", "", ...typeOf(input)]),
    "**Command line**",
    "",
    "```sh",
    [`effect-intercom call ${operation.id}`, ...parametersOf(entry).map((parameter) => `--${parameter} …`)].join(" "),
    `effect-intercom call ${operation.id} --help`,
    "```",
    "",
    "</section>",
    ""
  ]
}

const typeOf = ({ fields, text, words }: Declared): ReadonlyArray<string> => [
  ...(words === "" || words.startsWith("The input of ") ? [] : [words, ""]),
  ...(text === undefined ? [] : ["```ts", text, "```", ""]),
  ...(fields.length === 0 ? [] : ["| field | type | |", "|---|---|---|", ...fields.map(rowOf), ""])
]

const rowOf = ({ isOptional, name, type, words }: Field): string =>
  `| \`${name}${isOptional ? "?" : ""}\` | ${inCell(`\`${type.replace(/ \| undefined$/, "").replaceAll(" | (string & {})", " | …")}\``)} | ${inCell(words)} |`

const inCell = (text: string): string => text.replaceAll("|", "\\|")

const endpointOf = ({ operation: { method, path } }: Entry): string => `${method} ${path}`

const parametersOf = ({ operation: { path } }: Entry): ReadonlyArray<string> =>
  Array.from(path.matchAll(/\{(\w+)\}/g), ([, parameter = ""]) => parameter)

const versionsOf = ({ operation: { since, until } }: Entry): string =>
  until === undefined ? `since ${since}` : `${since} to ${until}`

/** As the site makes anchors of headings. */
const anchorOf = (entry: Entry): string =>
  endpointOf(entry)
    .toLowerCase()
    .replace(/[^\w\s-]/g, "")
    .replace(/\s/g, "-")

const kebab = (name: string): string => name.replace(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase()

/** All versions, for the filter of the pages. */
export const versions: ReadonlyArray<string> = Version.versions
