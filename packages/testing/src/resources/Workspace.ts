/**
 * The state of a fake workspace: its records, its clock, its open scroll.
 *
 * @since 0.1.0
 */
import type { ActivityLogRecord } from "./activityLogs/Record.ts"
import { makeActivityLogs } from "./activityLogs/State.ts"
import type { CallRecord } from "./calls/Record.ts"
import { makeCalls } from "./calls/State.ts"
import type { CustomObjectRecord } from "./customObjects/Record.ts"
import { makeCustomObjects } from "./customObjects/State.ts"
import { type AudienceRecord, makeAudiences } from "./audiences/State.ts"
import { type BrandRecord, makeBrands } from "./brands/State.ts"
import { type ContentSnippetRecord, makeContentSnippets } from "./contentSnippets/State.ts"
import {
  type DataConnectorRecord,
  type ExecutionRecord,
  makeDataConnectors,
  makeExecutions
} from "./dataConnectors/State.ts"
import { type EmailSettingRecord, makeEmails } from "./emails/State.ts"
import {
  type ExternalPageRecord,
  type ImportSourceRecord,
  makeExternalPages,
  makeImportSources
} from "./importSources/State.ts"
import { type MacroRecord, makeMacros } from "./macros/State.ts"
import {
  makeOfficeHours,
  makeOfficeHoursExceptions,
  type OfficeHoursExceptionRecord,
  type OfficeHoursRecord
} from "./officeHours/State.ts"
import { type IdentitySecretRecord, type IpAllowlist, makeIdentitySecrets, makeIpAllowlist } from "./security/State.ts"
import type { Foundation, Settings } from "../workspace/Foundation.ts"
import type { Shelf } from "../workspace/Shelf.ts"
import type { ChangeFeed, Observed } from "./Changes.ts"
import { adminCount, makeAdmin } from "./admins/Seed.ts"
import { companySeeds, indexOfCompanyId } from "./companies/Seed.ts"
import { contactSeeds } from "./contacts/Seed.ts"
import { conversationSeeds } from "./conversations/Seed.ts"
import { dataEventSeeds } from "./dataEvents/Seed.ts"
import { noteSeeds } from "./notes/Seed.ts"
import { type Receipt, receiptSeeds } from "./exports/Receipts.ts"
import { ticketSeeds } from "./tickets/Seed.ts"
import { visitorSeeds } from "./visitors/Seed.ts"
import * as ObjectId from "../workspace/seeding/ObjectId.ts"
import { type Plan, salts } from "../workspace/seeding/Plan.ts"
import { hex, uuid } from "../workspace/seeding/Random.ts"
import { tagSeeds } from "./tags/Seed.ts"
import { makeAdmins, type Admins } from "./admins/State.ts"
import { makeFeed, observe } from "../workspace/ChangeFeed.ts"
import { makeCollection } from "../workspace/Collection.ts"
import { makeCompanies, type Companies } from "./companies/State.ts"
import { makeContacts, type Contacts } from "./contacts/State.ts"
import { makeConversations, type Conversations } from "./conversations/State.ts"
import { type DataAttributes, makeDataAttributes } from "./dataAttributes/State.ts"
import { type DataEvents, makeDataEvents } from "./dataEvents/State.ts"
import { type ExportJobs, makeExportJobs } from "./exports/Jobs.ts"
import { type Jobs, makeJobs } from "./jobs/State.ts"
import { makeMessages, type Messages } from "./messages/State.ts"
import { type Library, makeLibrary } from "./library/State.ts"
import { makeNotes, type Notes } from "./notes/State.ts"
import { refill } from "../workspace/Persisted.ts"
import type { AdminRecord } from "./admins/Record.ts"
import type { TagRecord } from "./tags/Record.ts"
import { makeScrolls, type Scrolls } from "./companies/Scroll.ts"
import { makeSegments, type SegmentRecord } from "./segments/State.ts"
import { makeSubscriptionTypes, type SubscriptionTypes } from "./subscriptionTypes/State.ts"
import { makeTeams, type Teams } from "./teams/State.ts"
import { makeTickets, type Tickets } from "./tickets/State.ts"
import { makeVisitors, type Visitors } from "./visitors/State.ts"
import { makeTicketTypes, type TicketTypes } from "./ticketTypes/State.ts"

/**
 * The state of a fake workspace. Tests may change it directly; what they do is seen by the next request.
 *
 * @category models
 * @since 0.1.0
 */
export interface Workspace extends Foundation, Library {
  /** Tells what changes, as it changes. */
  readonly changes: ChangeFeed
  readonly contacts: Contacts
  readonly companies: Companies
  readonly conversations: Conversations
  readonly admins: ReadonlyArray<AdminRecord>
  readonly updateAdmin: Admins["update"]
  readonly teams: Teams
  readonly notes: Notes
  readonly segments: ReadonlyArray<SegmentRecord>
  readonly subscriptionTypes: SubscriptionTypes
  readonly ticketTypes: TicketTypes
  readonly tickets: Tickets
  readonly jobs: Jobs
  readonly dataAttributes: DataAttributes
  readonly dataEvents: DataEvents
  readonly visitors: Visitors
  readonly messages: Messages
  /** Who received which seeded message in a time, in Unix seconds. */
  readonly receipts: (from: number, until: number) => Iterable<Receipt>
  /** Log-ins from the start, where the workspace has seeded records. */
  readonly activityLogs: Shelf<ActivityLogRecord>
  readonly calls: Shelf<CallRecord>
  readonly customObjects: Shelf<CustomObjectRecord>
  readonly audiences: Shelf<AudienceRecord>
  /** One from the start: the API makes none. */
  readonly brands: Shelf<BrandRecord>
  readonly contentSnippets: Shelf<ContentSnippetRecord>
  readonly dataConnectors: Shelf<DataConnectorRecord>
  /** What came of data connectors, which the fake never runs. */
  readonly dataConnectorExecutions: Shelf<ExecutionRecord>
  /** One from the start: the API makes none. */
  readonly emails: Shelf<EmailSettingRecord>
  readonly importSources: Shelf<ImportSourceRecord>
  readonly externalPages: Shelf<ExternalPageRecord>
  /** Two from the start: the API makes none. */
  readonly macros: Shelf<MacroRecord>
  /** One from the start. */
  readonly officeHours: Shelf<OfficeHoursRecord>
  readonly officeHoursExceptions: Shelf<OfficeHoursExceptionRecord>
  readonly ipAllowlist: IpAllowlist
  readonly identitySecrets: Shelf<IdentitySecretRecord>
  readonly contentExports: ExportJobs
  readonly reportingExports: ExportJobs
  readonly tags: Map<string, TagRecord>
  readonly scrolls: Scrolls
  readonly newUuid: () => string
  /** What changed since the seeding, as JSON by the part of the workspace. */
  readonly save: () => Readonly<Record<string, unknown>>
  /** Replaces what changed since the seeding. What the state does not name is as it was seeded. */
  readonly load: (state: Readonly<Record<string, unknown>>) => void
  readonly reset: () => void
}

/**
 * Makes the workspace of a plan.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeWorkspace = (plan: Plan, settings: Settings): Workspace => {
  const id = hex(8, plan.seed, salts.workspace, 0)
  const now = () => Math.floor(settings.nowMillis() / 1000)
  const seededContacts = contactSeeds(plan)
  const seededCompanies = companySeeds(plan)
  const seededConversations = conversationSeeds(plan, seededContacts)
  const clock = { now, indexLag: settings.indexLag }
  const changes = makeFeed<Observed>()
  const tags = new Map<string, TagRecord>()
  const admins = makeAdmins(Array.from({ length: adminCount }, (_, index) => makeAdmin(plan.seed, index)))
  const teams = makeTeams(admins)
  const mergedInto = (id: string) => contacts.mergedInto(id).map(({ id }) => id)
  const notes = makeNotes(noteSeeds(plan, seededContacts), clock, mergedInto)
  const subscriptionTypes = makeSubscriptionTypes()
  const ticketTypes = makeTicketTypes(clock, plan.timeline.start)
  const tickets = makeTickets(
    observe(
      changes,
      "ticket",
      makeCollection(ticketSeeds(plan, seededContacts, ticketTypes), () => true)
    ),
    plan.tickets,
    clock
  )
  const jobs = makeJobs(settings.nowMillis)
  const dataAttributes = makeDataAttributes(clock, plan.timeline.start)
  const newUuid = () => uuid(plan.seed, salts.workspace + 40, ++numbers)
  const newJobId = () => hex(16, plan.seed, salts.workspace + 60, ++numbers)
  const dataEvents = makeDataEvents(dataEventSeeds(plan, seededContacts), newUuid, mergedInto)
  const visitors = makeVisitors(visitorSeeds(plan), clock, newUuid)
  const messages = makeMessages()
  const contentExports = makeExportJobs(settings.nowMillis, newJobId, 1)
  const reportingExports = makeExportJobs(settings.nowMillis, newJobId, 5)
  let numbers = 0

  const contacts = makeContacts(
    observe(
      changes,
      "contact",
      makeCollection(seededContacts, (contact) => !contact.archived && contact.merged_into === null)
    ),
    seededContacts,
    clock
  )
  const companies = makeCompanies({
    collection: observe(
      changes,
      "company",
      makeCollection(seededCompanies, () => true)
    ),
    indexOfCompanyId: (companyId) => indexOfCompanyId(companyId, plan.companies),
    idOf: seededCompanies.idOf,
    indexOf: seededCompanies.indexOf,
    newId: (counter, createdAt) =>
      ObjectId.make(createdAt, ObjectId.machineOf(plan.seed, salts.company), plan.companies + counter),
    plan,
    contacts,
    clock
  })
  const conversations = makeConversations(
    observe(
      changes,
      "conversation",
      makeCollection(seededConversations, () => true)
    ),
    clock
  )

  const seedTags = () => {
    tags.clear()
    for (const tag of tagSeeds) tags.set(tag.id, tag)
  }
  seedTags()

  const library = makeLibrary(plan, now, admins.all)
  const activityLogs = makeActivityLogs(plan, now, admins.all)
  const calls = makeCalls(plan, now)
  const customObjects = makeCustomObjects(now)
  const { start } = plan.timeline
  const shelves = {
    audiences: makeAudiences(now),
    brands: makeBrands(now, start, id),
    contentSnippets: makeContentSnippets(now),
    dataConnectors: makeDataConnectors(now, () => admins.all[0]?.id ?? "0"),
    dataConnectorExecutions: makeExecutions(now),
    emails: makeEmails(now, start, id),
    importSources: makeImportSources(now),
    externalPages: makeExternalPages(now),
    macros: makeMacros(now, start),
    officeHours: makeOfficeHours(now, start),
    officeHoursExceptions: makeOfficeHoursExceptions(now),
    ipAllowlist: makeIpAllowlist(),
    identitySecrets: makeIdentitySecrets(now)
  }
  const scrolls = makeScrolls(() => uuid(plan.seed, salts.workspace, ++numbers))

  const parts: Readonly<Record<string, WorkspacePart>> = {
    ...library,
    ...shelves,
    activityLogs,
    calls,
    customObjects,
    contacts,
    companies,
    conversations,
    admins,
    teams,
    notes,
    subscriptionTypes,
    ticketTypes,
    tickets,
    jobs,
    dataAttributes,
    dataEvents,
    visitors,
    messages,
    contentExports,
    reportingExports
  }

  const reset = (): void => {
    for (const part of Object.values(parts)) part.reset()
    scrolls.close()
    seedTags()
    numbers = 0
  }

  return {
    id,
    plan,
    settings,
    now,
    changes,
    contacts,
    companies,
    conversations,
    admins: admins.all,
    updateAdmin: admins.update,
    teams,
    notes,
    segments: makeSegments(plan),
    subscriptionTypes,
    ticketTypes,
    tickets,
    jobs,
    dataAttributes,
    dataEvents,
    visitors,
    messages,
    activityLogs,
    calls,
    customObjects,
    receipts: receiptSeeds(plan, seededContacts),
    contentExports,
    reportingExports,
    tags,
    scrolls,
    nextNumber: () => ++numbers,
    newUuid,
    ...library,
    ...shelves,
    save: () => ({
      ...Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, part.save()])),
      tags: [...tags.values()],
      numbers
    }),
    load: (state) => {
      reset()
      // Type boundary: what is loaded into a part of the workspace was saved by the same part.
      for (const [name, part] of Object.entries(parts)) if (state[name] !== undefined) part.load(state[name] as never)
      const saved = state as { readonly tags?: ReadonlyArray<TagRecord>; readonly numbers?: number }
      if (saved.tags !== undefined) {
        refill(
          tags,
          saved.tags.map((tag) => [tag.id, tag])
        )
      }
      numbers = saved.numbers ?? 0
    },
    reset
  }
}

/** A part of the workspace that can be written to a file, whatever it saves. */
interface WorkspacePart {
  readonly save: () => unknown
  readonly load: (saved: never) => void
  readonly reset: () => void
}
