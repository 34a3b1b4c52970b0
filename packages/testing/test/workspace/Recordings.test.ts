/**
 * Whether the fake shows what real workspaces show: every key that recordings always have, with a kind that was seen.
 */
import type { Schema } from "effect"
import {
  Admins,
  Articles,
  Companies,
  Contacts,
  Conversations,
  Messages,
  Notes,
  Segments,
  Tags
} from "@effect-intercom/resources"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Predicate, SchemaAST } from "effect"
import { readFileSync } from "node:fs"
import { FakeIntercom } from "../../src/FakeIntercom.ts"
import { rawCall } from "../rawCall.ts"

type Counts = Readonly<Record<string, number>>

interface Recording {
  readonly records: Readonly<
    Record<string, { readonly observed: number; readonly fields: Readonly<Record<string, Counts>> } | undefined>
  >
}

const read = (name: string): Recording =>
  JSON.parse(readFileSync(new URL(`../../../../tools/generate/evidence/${name}.json`, import.meta.url), "utf8"))

/** The recordings of the version the fake is asked for. */
const recording = read("workspace-2026-05")
const older = read("workspace-2025-02")

const version = "2.11"

/** What is known to be wrong in the descriptions: no answer has it. */
const wrong = ["conversation.teammates.teammates", "company.notes.notes"]

const kindOf = (value: unknown): string => (value === null ? "null" : Array.isArray(value) ? "array" : typeof value)

/** The path an object's field or a list's row lies in, empty where that is the record itself. */
const parentOf = (path: string): string => path.replace(/(?:^|\.)[^.[\]]+$|\[\]$/, "")

/** The values of a record at a path, and the objects that should have had one and have none. */
const valuesAt = (record: unknown, path: string): ReadonlyArray<unknown> => {
  let found: ReadonlyArray<unknown> = [record]
  for (const step of path.match(/[^.[\]]+|\[\]/g) ?? []) {
    found = found.flatMap((value) => {
      if (step === "[]") return Array.isArray(value) ? value : []
      return Predicate.isObject(value) ? [value[step]] : []
    })
  }
  return found
}

/** How often something stood where a field of it can be. */
const timesOf = ({
  fields,
  observed
}: {
  readonly observed: number
  readonly fields: Readonly<Record<string, Counts>>
}) => {
  return (path: string): number => (path === "" ? observed : (fields[path]?.["object"] ?? 0))
}

const problemsOf = (name: string, record: unknown): ReadonlyArray<string> => {
  const seen = recording.records[name]
  if (seen === undefined) return [`${name} was not recorded`]
  const times = timesOf(seen)
  const problems: Array<string> = []
  for (const [path, counts] of Object.entries(seen.fields)) {
    const more = older.records[name]?.fields[path] ?? {}
    const kinds = new Set([...Object.keys(counts), ...Object.keys(more)])
    const isAlways =
      !path.endsWith("[]") && Object.values(counts).reduce((sum, count) => sum + count) === times(parentOf(path))
    for (const value of valuesAt(record, path)) {
      if (value === undefined) {
        if (isAlways) problems.push(`${name}.${path} is not there`)
        continue
      }
      // Of what was always null, nothing is known but that it can be.
      const onlyNull = kinds.size === 1 && kinds.has("null")
      if (!onlyNull && !kinds.has(kindOf(value))) {
        problems.push(`${name}.${path} is ${kindOf(value)}, and was ${[...kinds].join(", ")}`)
      }
    }
  }
  return problems
}

/** The keys of a record that neither recordings nor types know. */
const unknownKeys = (name: string, ast: SchemaAST.AST, record: unknown, path = ""): ReadonlyArray<string> => {
  const known = membersOf(ast)
  if (Array.isArray(record)) {
    const rows = known.flatMap((member) => (SchemaAST.isArrays(member) ? member.rest : []))
    const [row] = rows
    return row === undefined ? [] : record.flatMap((value) => unknownKeys(name, row, value, `${path}[]`))
  }
  const objects = known.filter(SchemaAST.isObjects)
  if (!Predicate.isObject(record) || objects.some(({ indexSignatures }) => indexSignatures.length > 0)) return []
  const fields = new Map(
    objects.flatMap((object) => object.propertySignatures.map(({ name, type }) => [String(name), type]))
  )
  return Object.entries(record).flatMap(([key, value]) => {
    const inner = path === "" ? key : `${path}.${key}`
    const type = fields.get(key)
    if (type !== undefined) return unknownKeys(name, type, value, inner)
    return recording.records[name]?.fields[inner] === undefined ? [`${name}.${inner} is known to nobody`] : []
  })
}

const membersOf = (ast: SchemaAST.AST): ReadonlyArray<SchemaAST.AST> =>
  SchemaAST.isSuspend(ast) ? membersOf(ast.thunk()) : SchemaAST.isUnion(ast) ? ast.types.flatMap(membersOf) : [ast]

interface Shown {
  readonly name: string
  readonly schema: Schema.Codec<unknown>
  readonly records: ReadonlyArray<unknown>
}

const rowsOf = (body: unknown, key: string): ReadonlyArray<unknown> => {
  const rows = Predicate.isObject(body) ? body[key] : undefined
  return Array.isArray(rows) ? rows : []
}

const get = (path: string) =>
  Effect.map(rawCall("GET", path, { headers: { "intercom-version": version } }), ({ body }) => body)

const post = (path: string, body: unknown) =>
  Effect.map(rawCall("POST", path, { body, headers: { "intercom-version": version } }), ({ body }) => body)

const idOf = (record: unknown): string => (Predicate.hasProperty(record, "id") ? String(record.id) : "")

/** Things happen: what is new, what was answered, closed and opened again, rated, snoozed, tagged and noted. */
const aDay = Effect.gen(function* () {
  const { workspace } = yield* FakeIntercom
  const admin = workspace.admins[0]?.id ?? ""
  const contact = yield* post("/contacts", {
    role: "user",
    email: "ada@example.com",
    name: "Ada",
    avatar: "https://static.example/ada.png"
  })
  const company = yield* post("/companies", { company_id: "engines", name: "Engines" })
  yield* post("/companies", { company_id: "motors", name: "Motors", remote_created_at: 1_700_000_000, plan: "Pro" })
  yield* post(`/contacts/${idOf(contact)}/companies`, { id: idOf(company) })
  yield* post(`/contacts/${idOf(contact)}/tags`, { id: [...workspace.tags.keys()][0] })
  yield* post(`/contacts/${idOf(contact)}/notes`, { body: "Likes engines", admin_id: admin })
  yield* post(`/contacts/${idOf(contact)}/subscriptions`, { id: "91", consent_type: "opt_out" })
  const opened = yield* post("/conversations", { from: { type: "user", id: idOf(contact) }, body: "Hello" })
  const id = Predicate.hasProperty(opened, "conversation_id") ? String(opened.conversation_id) : ""
  const say = (path: string, body: object) => post(`/conversations/${id}/${path}`, { admin_id: admin, ...body })
  yield* say("reply", { message_type: "comment", type: "admin", body: "Hi" })
  yield* say("reply", { message_type: "comment", type: "user", intercom_user_id: idOf(contact), body: "Hi" })
  yield* say("parts", { message_type: "assignment", type: "admin", assignee_id: admin })
  yield* say("parts", { message_type: "close", type: "admin" })
  yield* say("parts", { message_type: "open", type: "admin" })
  yield* say("tags", { id: [...workspace.tags.keys()][0] })
  workspace.conversations.update(id, { rating: { rating: 5, remark: "", created_at: workspace.now() } })
  const message = yield* post("/messages", {
    from: { type: "admin", id: admin },
    to: { type: "user", id: idOf(contact) },
    message_type: "inapp",
    body: "Hello"
  })
  workspace.conversations.add({ source: null })
  return { contact: idOf(contact), opened, message }
})

const shown = Effect.gen(function* () {
  const { workspace } = yield* FakeIntercom
  const day = yield* aDay
  const conversations = rowsOf(yield* get("/conversations?per_page=150"), "conversations")
  const whole = yield* Effect.forEach(conversations.slice(0, 25), (row) => get(`/conversations/${idOf(row)}`))
  const contacts = rowsOf(yield* get("/contacts?per_page=150"), "data")
  const tagged = yield* get(`/contacts/${day.contact}/tags`)
  const answers: ReadonlyArray<Shown> = [
    { name: "admin", schema: Admins.Admin, records: rowsOf(yield* get("/admins"), "admins") },
    { name: "article", schema: Articles.Article, records: rowsOf(yield* get("/articles?per_page=50"), "data") },
    { name: "company", schema: Companies.Company, records: rowsOf(yield* get("/companies?per_page=60"), "data") },
    { name: "contact", schema: Contacts.Contact, records: contacts },
    { name: "conversation", schema: Conversations.Conversation, records: [...conversations, ...whole] },
    { name: "note", schema: Notes.Note, records: rowsOf(yield* get(`/contacts/${day.contact}/notes`), "data") },
    { name: "segment", schema: Segments.Segment, records: rowsOf(yield* get("/segments"), "segments") },
    { name: "tag", schema: Tags.Tag, records: [...rowsOf(yield* get("/tags"), "data"), ...rowsOf(tagged, "data")] },
    { name: "user_message", schema: Messages.Message, records: [day.opened] },
    { name: "admin_message", schema: Messages.Message, records: [day.message] }
  ]
  assert.isAbove(workspace.admins.length, 0)
  return answers
})

describe("the fake at 2.11, beside recordings of it", () => {
  it.effect("shows every key they always have, with a kind they have, and no key that nobody knows", () =>
    Effect.gen(function* () {
      const answers = yield* shown
      const problems = new Set<string>()
      let held = 0
      for (const { name, records, schema } of answers) {
        assert.isAbove(records.length, 0, name)
        held += records.length
        for (const record of records) {
          for (const problem of problemsOf(name, record)) problems.add(problem)
          for (const problem of unknownKeys(name, schema.ast, record)) problems.add(problem)
          for (const path of wrong.filter((path) => path.startsWith(`${name}.`))) {
            const there = valuesAt(record, path.slice(name.length + 1)).some((value) => value !== undefined)
            if (there) problems.add(`${path} is wrong, and shown`)
          }
        }
      }
      assert.sameMembers(
        answers.map(({ name }) => name),
        Object.keys(recording.records)
      )
      console.log(`${held} records of the fake held against ${answers.length} recorded types`)
      assert.deepStrictEqual([...problems].toSorted(), [])
    }).pipe(
      Effect.provide(
        FakeIntercom.layerHttpClient({
          contacts: 150,
          companies: 40,
          conversations: 80,
          articles: 12,
          rateLimit: false
        })
      )
    )
  )

  it("finds what differs", () => {
    assert.include(problemsOf("segment", { id: 7 }), "segment.id is number, and was string")
    assert.include(problemsOf("segment", { id: "7" }), "segment.name is not there")
    assert.include(problemsOf("contact", { tags: { data: [{}] } }), "contact.tags.data[].url is not there")
    assert.deepStrictEqual(unknownKeys("segment", Segments.Segment.ast, { colour: "red" }), [
      "segment.colour is known to nobody"
    ])
  })
})
