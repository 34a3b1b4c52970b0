/**
 * A program over many attributes of a workspace, as text: each is described, written and searched by.
 */

/** The program, with as many attributes as are told. */
export const programOf = (count: number): string => {
  const attributes = Array.from({ length: count }, (_, at) => ({
    name: `attribute_${at}`,
    ...kinds[at % kinds.length]
  }))
  return `import { Contacts } from "@effect-intercom/resources"
const attributes = {
${attributes.map(({ described, name }) => `  ${name}: ${described}`).join(",\n")}
} as const
const MyContacts = Contacts.withAttributes(attributes)
export const filters = [
${attributes.map(({ compared, name }) => `  MyContacts.Search.custom("${name}").${compared}`).join(",\n")}
]
export const updated = MyContacts.update({
  id: "1",
  custom_attributes: { ${attributes.map(({ name, value }) => `${name}: ${value}`).join(", ")} }
})
`
}

const kinds = [
  { described: `{ type: "string", options: ["a", "b", "c"] }`, compared: `equals("a")`, value: `"b"` },
  { described: `{ type: "string" }`, compared: `contains("a")`, value: `"b"` },
  { described: `{ type: "integer" }`, compared: `greaterThan(1)`, value: "2" },
  { described: `{ type: "boolean" }`, compared: "equals(true)", value: "false" },
  { described: `{ type: "date" }`, compared: "after(1577869200)", value: "1577869200" }
]
