/**
 * Whether what the fake shows in a version is what the official description of that version knows. Runs where
 * INTERCOM_OPENAPI names the folder of the descriptions.
 */
import { CallOptions, Version } from "@effect-intercom/core"
import {
  Admins,
  Articles,
  Companies,
  Contacts,
  Conversations,
  Notes,
  Tags,
  Teams,
  Tickets,
  TicketTypes
} from "@effect-intercom/resources"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { parse } from "yaml"
import { FakeIntercom } from "../src/FakeIntercom.ts"

interface Property {
  readonly $ref?: string
  readonly type?: string
  readonly nullable?: boolean
  readonly enum?: ReadonlyArray<unknown>
}

type Schemas = Readonly<Record<string, { readonly properties?: Readonly<Record<string, Property>> } | undefined>>

const folder = process.env["INTERCOM_OPENAPI"]

/** The record of each kind a workspace shows, by the name the descriptions give it. */
const recordsIn = Effect.fnUntraced(function* (version: Version.Version) {
  const { workspace } = yield* FakeIntercom
  const admin = workspace.admins[0]?.id ?? ""
  const contact = workspace.contacts.add({ owner_id: admin, email: "ada@example.com" }).id
  const company = workspace.companies.add().id
  const assigned = { admin_assignee_id: Number(admin), contacts: [contact] }
  const { id } = workspace.conversations.add({ ...assigned, parts: 1 })
  const ticket = workspace.tickets.add({ ...assigned }).id
  const { id: note } = workspace.notes.add({ on: { type: "contact", id: contact }, author: admin, body: "<p>VIP</p>" })
  const conversation = yield* Conversations.get({ id })
  const tag = workspace.tags.keys().next().value ?? ""
  const shown: Record<string, unknown> = {
    contact: yield* Contacts.get({ id: contact }),
    company: yield* Companies.get({ id: company }),
    conversation,
    conversation_list_item: (yield* Conversations.list({ per_page: 1 })).conversations?.[0],
    conversation_part: conversation.conversation_parts?.conversation_parts?.[0],
    conversation_source: conversation.source,
    admin: yield* Admins.get({ id: admin }),
    team: (yield* Teams.list()).teams?.[0],
    tag: yield* Tags.get({ id: tag }),
    note: yield* Notes.get({ id: note }),
    article: yield* Articles.get({ id: workspace.articles.add({ title: "Engines" }).id }),
    ...(Version.compare(version, "2.9") >= 0
      ? { ticket: yield* Tickets.get({ id: ticket }), ticket_type: yield* TicketTypes.get({ id: "1" }) }
      : {})
  }
  return shown
})

/** Fields the examples show although no schema, or only a later one, names them. */
const shownByExamples = new Set([
  "conversation.custom_attributes",
  "conversation_list_item.custom_attributes",
  "contact.enabled_push_messaging"
])

const fits = (value: unknown, property: Property, schemas: Schemas): boolean => {
  if (value === null || value === undefined) return true
  if (property.$ref !== undefined) {
    const named = schemas[property.$ref.split("/").at(-1) ?? ""]
    return named?.properties === undefined || typeof value === "object"
  }
  switch (property.type) {
    case "integer":
    case "number":
      return typeof value === "number"
    case "string":
      return typeof value === "string"
    case "boolean":
      return typeof value === "boolean"
    case "array":
      return Array.isArray(value)
    case "object":
      return typeof value === "object" && !Array.isArray(value)
    default:
      return true
  }
}

/** What a type is called where it matters whether it changed. */
const kindOf = ({ $ref, type }: Property): string => ($ref === undefined ? (type ?? "any") : "object")

const described = (folder: string): ReadonlyMap<Version.Version, Schemas> =>
  new Map(
    Version.versions.flatMap((version): ReadonlyArray<readonly [Version.Version, Schemas]> => {
      const file = join(folder, `${version}.yaml`)
      if (!existsSync(file)) return []
      // Type boundary: the files are descriptions in the form of OpenAPI 3.
      const { components } = parse(readFileSync(file, "utf8")) as { readonly components: { readonly schemas: Schemas } }
      return [[version, components.schemas]]
    })
  )

describe.skipIf(folder === undefined)("the fake, beside the official descriptions", () => {
  it.effect("shows no field before its version, and values of the type the version gives them", () =>
    Effect.gen(function* () {
      const all = described(folder ?? "")
      assert.isAtLeast(all.size, 10)
      const problems: Array<string> = []
      let compared = 0
      for (const [version, schemas] of all) {
        const shown = yield* recordsIn(version).pipe(
          CallOptions.withOptions({ version }),
          Effect.provide(FakeIntercom.layer({ client: { responses: "report" } }))
        )
        for (const [name, record] of Object.entries(shown)) {
          for (const [field, value] of Object.entries(record ?? {})) {
            const here = schemas[name]?.properties?.[field]
            const everywhere = [...all.values()].flatMap((schemas) => schemas[name]?.properties?.[field] ?? [])
            compared++
            if (here === undefined) {
              const isLater = everywhere.length > 0 && !shownByExamples.has(`${name}.${field}`)
              if (isLater) problems.push(`${name}.${field} is shown in ${version}, which does not have it`)
              continue
            }
            const changesType = new Set(everywhere.map(kindOf)).size > 1
            if (changesType && !fits(value, here, schemas)) {
              problems.push(`${name}.${field} is ${JSON.stringify(value)} in ${version}, which has ${kindOf(here)}`)
            }
          }
        }
      }
      console.log(`${compared} fields of the fake compared with ${all.size} descriptions`)
      assert.deepStrictEqual(problems, [])
      assert.isAbove(compared, 1000)
    })
  )
})
