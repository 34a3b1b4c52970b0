import { type IntercomClient, isIntercomError, type IntercomError } from "@effect-intercom/core"
import { Companies, Contacts, Tags } from "@effect-intercom/resources"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Result, Schema } from "effect"
import { FakeIntercom } from "../src/FakeIntercom.ts"
import { type Command, makeReference, type Outcome } from "./model/ReferenceWorkspace.ts"

const below = (limit: number) => Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: limit - 1 }))
const contact = below(4)
const tag = below(2)
const company = below(2)
const email = below(3)

const Commands = Schema.Array(
  Schema.Union([
    Schema.Struct({ do: Schema.Literal("createContact"), role: Schema.Literals(["user", "lead"]), email }),
    Schema.Struct({ do: Schema.Literal("updateContact"), contact, name: Schema.Literals(["Ada", "Grace"]) }),
    Schema.Struct({ do: Schema.Literal("changeEmail"), contact, email }),
    Schema.Struct({ do: Schema.Literals(["archive", "unarchive", "deleteContact"]), contact }),
    Schema.Struct({ do: Schema.Literal("merge"), contact, into: contact }),
    Schema.Struct({ do: Schema.Literals(["createTag", "deleteTag"]), tag }),
    Schema.Struct({ do: Schema.Literals(["tagContact", "untagContact"]), contact, tag }),
    Schema.Struct({ do: Schema.Literals(["createCompany", "deleteCompany"]), company }),
    Schema.Struct({ do: Schema.Literals(["attach", "detach"]), contact, company })
  ])
).check(Schema.isBetweenLength(15, 60))

/** What every program begins with, or it would mostly be about nobody. */
const beginning: ReadonlyArray<Command> = [
  { do: "createContact", role: "user", email: 0 },
  { do: "createContact", role: "lead", email: 0 },
  { do: "createContact", role: "user", email: 1 },
  { do: "createTag", tag: 0 },
  { do: "createTag", tag: 1 },
  { do: "createCompany", company: 0 },
  { do: "createCompany", company: 1 },
  { do: "tagContact", contact: 0, tag: 0 },
  { do: "tagContact", contact: 1, tag: 1 },
  { do: "attach", contact: 1, company: 0 },
  { do: "attach", contact: 2, company: 1 }
]

/** The ids Intercom gave to what the commands name by number: the latest one, where something was made anew. */
interface Given {
  readonly contacts: Array<string>
  readonly tags: Map<number, string>
  readonly companies: Map<number, string>
}

const emailOf = (number: number): string => `person-${number}@example.com`

/** Does in the fake what a command says. */
const perform = (
  command: Command,
  given: Given
): Effect.Effect<unknown, IntercomError, IntercomClient.IntercomClient> => {
  const contactId = "contact" in command ? (given.contacts[command.contact] ?? "never-created") : ""
  const tagId = "tag" in command ? (given.tags.get(command.tag) ?? "404") : ""
  const companyId = "company" in command ? (given.companies.get(command.company) ?? "never-created") : ""
  switch (command.do) {
    case "createContact":
      return Effect.map(Contacts.create({ role: command.role, email: emailOf(command.email) }), ({ id }) =>
        given.contacts.push(id)
      )
    case "updateContact":
      return Contacts.update({ id: contactId, name: command.name })
    case "changeEmail":
      return Contacts.update({ id: contactId, email: emailOf(command.email) })
    case "archive":
      return Contacts.archive({ id: contactId })
    case "unarchive":
      return Contacts.unarchive({ id: contactId })
    case "deleteContact":
      return Contacts.delete({ id: contactId })
    case "merge":
      return Contacts.merge({ from: contactId, into: given.contacts[command.into] ?? "never-created" })
    case "createTag":
      return Effect.map(Tags.create({ name: `tag-${command.tag}` }), ({ id = "" }) => given.tags.set(command.tag, id))
    case "deleteTag":
      return Tags.delete({ id: tagId })
    case "tagContact":
      return Tags.tagContact({ contact_id: contactId, id: tagId })
    case "untagContact":
      return Tags.untagContact({ contact_id: contactId, id: tagId })
    case "createCompany":
      return Effect.map(Companies.create({ company_id: `company-${command.company}` }), ({ id = "" }) =>
        given.companies.set(command.company, id)
      )
    case "deleteCompany":
      return Companies.delete({ id: companyId })
    case "attach":
      return Companies.attachContact({ contact_id: contactId, id: companyId })
    case "detach":
      return Companies.detachContact({ contact_id: contactId, id: companyId })
  }
}

const outcomeOf = (result: Result.Result<unknown, unknown>): Outcome => {
  if (Result.isSuccess(result)) return "done"
  if (!isIntercomError(result.failure)) throw result.failure
  // Type boundary: any other reason differs from every outcome, and is told by the comparison.
  return result.failure.reason._tag as Outcome
}

const idsOf = (rows: ReadonlyArray<{ readonly id?: string }> | undefined): ReadonlyArray<string> =>
  (rows ?? []).map(({ id = "" }) => id).toSorted()

/** What a program sees of the workspace: every contact, list, search, tag and company. */
const seen = Effect.fnUntraced(function* (given: Given, tags: ReadonlySet<number>, companies: ReadonlySet<number>) {
  const listed = yield* Contacts.list({ per_page: 150 })
  const users = yield* Contacts.search({ query: { field: "role", operator: "=", value: "user" } })
  const contacts = yield* Effect.forEach(given.contacts, (id) =>
    Effect.result(
      Effect.map(Contacts.get({ id }), ({ companies, email, name, tags }) => ({
        name: name ?? null,
        email: email ?? null,
        tags: [idsOf(tags?.data), tags?.total_count],
        companies: [idsOf(companies?.data), companies?.total_count]
      }))
    )
  )
  return {
    listed: [idsOf(listed.data), listed.total_count],
    users: [idsOf(users.data), users.total_count],
    contacts: contacts.map((result) => (Result.isSuccess(result) ? result.success : outcomeOf(result))),
    tags: (yield* Tags.list()).data?.flatMap(({ name = "" }) => (name.startsWith("tag-") ? [name] : [])).toSorted(),
    tagged: yield* Effect.forEach([...tags].toSorted(), (tag) =>
      Effect.map(
        Contacts.search({ query: { field: "tag_id", operator: "=", value: given.tags.get(tag) ?? "" } }),
        ({ data }) => idsOf(data)
      )
    ),
    companies: yield* Effect.forEach([...companies].toSorted(), (company) => {
      const id = given.companies.get(company) ?? ""
      return Effect.zipWith(Companies.get({ id }), Companies.listContacts({ id }), ({ user_count }, { data }) => [
        user_count,
        idsOf(data)
      ])
    }),
    companyCount: (yield* Companies.list({ per_page: 60 })).total_count
  }
})

/** The same, by the reference. */
const expected = (
  reference: ReturnType<typeof makeReference>,
  given: Given
): Effect.Success<ReturnType<typeof seen>> => {
  const idsWhere = (matches: (contact: (typeof reference.contacts)[number]) => boolean): ReadonlyArray<string> =>
    reference.contacts.flatMap((contact, number) => (matches(contact) ? [given.contacts[number] ?? ""] : [])).toSorted()
  const active = (matches: (contact: (typeof reference.contacts)[number]) => boolean) =>
    idsWhere((contact) => contact.state === "active" && matches(contact))
  const counted = (ids: ReadonlyArray<string>) => [ids, ids.length]
  const idsIn = (numbers: ReadonlySet<number>, ids: ReadonlyMap<number, string>) =>
    [...numbers].map((number) => ids.get(number) ?? "").toSorted()
  return {
    listed: counted(active(() => true)),
    users: counted(active(({ role }) => role === "user")),
    contacts: reference.contacts.map(({ companies, email, name, state, tags }) =>
      state === "deleted"
        ? "NotFound"
        : state === "merged"
          ? "Gone"
          : {
              name,
              email: emailOf(email),
              tags: counted(idsIn(tags, given.tags)),
              companies: counted(idsIn(companies, given.companies))
            }
    ),
    tags: [...reference.tags].map((tag) => `tag-${tag}`).toSorted(),
    tagged: [...reference.tags].toSorted().map((tag) => active(({ tags }) => tags.has(tag))),
    companies: [...reference.companies].toSorted().map((company) => {
      const members = active(({ companies }) => companies.has(company))
      return [members.length, members]
    }),
    companyCount: reference.companies.size
  }
}

/** How often each command was done, so that the programs are known to be about something. */
const done = new Map<Command["do"], number>()

describe("the fake and a plain reference", () => {
  it.effect.prop(
    "agree on what any program does to contacts, tags and companies",
    [Commands],
    ([commands]) =>
      Effect.gen(function* () {
        const reference = makeReference()
        const given: Given = { contacts: [], tags: new Map(), companies: new Map() }
        const performed: Array<Outcome> = []
        const predicted: Array<Outcome> = []
        for (const command of [...beginning, ...commands]) {
          performed.push(outcomeOf(yield* Effect.result(perform(command, given))))
          const outcome = reference.apply(command)
          predicted.push(outcome)
          if (outcome === "done") done.set(command.do, (done.get(command.do) ?? 0) + 1)
        }
        assert.deepStrictEqual(performed, predicted)
        assert.deepStrictEqual(yield* seen(given, reference.tags, reference.companies), expected(reference, given))
      }).pipe(Effect.provide(FakeIntercom.layer({ rateLimit: false, client: { responses: "strict", retry: false } }))),
    { arbitrary: { runs: 200, size: 100, seed: 1 } }
  )

  it("were compared on programs in which everything was done", () => {
    assert.strictEqual(done.size, 15)
    assert.isAbove(Math.min(...done.values()), 10)
  })
})
