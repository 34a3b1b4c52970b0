/**
 * The contacts of a workspace, and how tests and requests change them.
 *
 * @since 0.1.0
 */
import { type ContactSeeds, nowhere } from "./Seed.ts"
import * as ObjectId from "../../workspace/seeding/ObjectId.ts"
import { assertRecordsLike, type Collection, type SavedRecords } from "../../workspace/Collection.ts"
import type { ContactRecord } from "./Record.ts"
import { type ChangeOptions, indexedAt, type ResourceClock } from "../../workspace/Clock.ts"
import { type Entries, type Persisted, refill } from "../../workspace/Persisted.ts"

/**
 * The contacts of a workspace.
 *
 * @category models
 * @since 0.1.0
 */
export interface Contacts extends Persisted<SavedContacts> {
  readonly get: (id: string) => ContactRecord | undefined
  /** Finds a user by e-mail: the first, where an import brought several with the same. */
  readonly findUserByEmail: (email: string) => ContactRecord | undefined
  readonly findByExternalId: (externalId: string) => ContactRecord | undefined
  /** Finds a contact that was merged into another one, by the external id it had. */
  readonly findMergedByExternalId: (externalId: string) => ContactRecord | undefined
  /** The contacts that were merged into one, in that order. */
  readonly mergedInto: (id: string) => ReadonlyArray<ContactRecord>
  /** Adds a contact; what is left out has the value of a contact nobody knows anything of. */
  readonly add: (fields?: Partial<ContactRecord>, options?: ChangeOptions) => ContactRecord
  /** Changes fields, and `updated_at` unless it is among them. Undefined where there is no such contact. */
  readonly update: (id: string, fields: Partial<ContactRecord>, options?: ChangeOptions) => ContactRecord | undefined
  readonly remove: (id: string, options?: ChangeOptions) => void
  readonly page: Collection<ContactRecord>["page"]
  readonly changes: Collection<ContactRecord>["changes"]
  readonly revision: () => number
  readonly reset: () => void
}

/**
 * The contacts that were touched, as JSON, and what finds them.
 *
 * @category models
 * @since 0.1.0
 */
export interface SavedContacts {
  readonly added: number
  readonly byEmail: Entries<string, ReadonlyArray<string>>
  readonly byExternalId: Entries<string, string>
  readonly merged: Entries<string, ReadonlyArray<string>>
  readonly records: SavedRecords
}

/**
 * Makes the contacts of a collection.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeContacts = (
  collection: Collection<ContactRecord>,
  seeds: ContactSeeds,
  clock: ResourceClock
): Contacts => {
  let added = 0
  const byEmail = new Map<string, ReadonlySet<string>>()
  const byExternalId = new Map<string, string>()
  const merged = new Map<string, ReadonlySet<string>>()

  const put = (contact: ContactRecord, options: ChangeOptions | undefined): ContactRecord => {
    if (contact.email !== null && contact.role === "user") {
      const email = contact.email.toLowerCase()
      byEmail.set(email, new Set([...(byEmail.get(email) ?? []), contact.id]))
    }
    if (contact.external_id !== null) byExternalId.set(contact.external_id, contact.id)
    const { merged_into } = contact
    if (merged_into !== null) merged.set(merged_into, new Set([...(merged.get(merged_into) ?? []), contact.id]))
    collection.put(contact, indexedAt(clock, contact, options))
    return contact
  }

  /** The maps keep what a contact once had, so what is found is looked at again. */
  const find = (
    changedIds: Iterable<string>,
    seededIndex: number | undefined,
    matches: (contact: ContactRecord) => boolean
  ): ContactRecord | undefined => {
    for (const id of [...changedIds, ...(seededIndex === undefined ? [] : [seeds.idOf(seededIndex)])]) {
      const contact = collection.get(id)
      if (contact !== undefined && matches(contact)) return contact
    }
    return undefined
  }

  const withExternalId = (
    externalId: string,
    matches: (contact: ContactRecord) => boolean
  ): ContactRecord | undefined => {
    const changedId = byExternalId.get(externalId)
    return find(
      changedId === undefined ? [] : [changedId],
      seeds.indexOfExternalId(externalId),
      (contact) => contact.external_id === externalId && matches(contact)
    )
  }

  return {
    get: collection.get,
    page: collection.page,
    changes: collection.changes,
    revision: collection.revision,
    findUserByEmail: (email) => {
      const wanted = email.toLowerCase()
      return find(
        byEmail.get(wanted) ?? [],
        seeds.indexOfEmail(wanted),
        (contact) => contact.merged_into === null && contact.role === "user" && contact.email?.toLowerCase() === wanted
      )
    },
    findByExternalId: (externalId) => withExternalId(externalId, (contact) => contact.merged_into === null),
    findMergedByExternalId: (externalId) => withExternalId(externalId, (contact) => contact.merged_into !== null),
    mergedInto: (id) =>
      [...(merged.get(id) ?? [])].flatMap((source) => {
        const contact = collection.get(source)
        return contact?.merged_into === id ? [contact] : []
      }),
    add: (fields, options) => {
      const created_at = fields?.created_at ?? clock.now()
      const contact: ContactRecord = {
        ...unknownContact,
        ...fields,
        id: fields?.id ?? ObjectId.make(created_at, seeds.machine, seeds.count + added++),
        created_at,
        updated_at: fields?.updated_at ?? created_at
      }
      return put(contact, options)
    },
    update: (id, fields, options) => {
      const contact = collection.get(id)
      if (contact === undefined) return undefined
      return put({ ...contact, updated_at: clock.now(), ...fields, id }, options)
    },
    remove: (id, options) => collection.remove(id, indexedAt(clock, { id }, options)),
    save: () => ({
      added,
      byEmail: [...byEmail].map(([email, ids]) => [email, [...ids]]),
      byExternalId: [...byExternalId],
      merged: [...merged].map(([id, sources]) => [id, [...sources]]),
      records: collection.save()
    }),
    load: (saved) => {
      assertRecordsLike(unknownContact, saved.records)
      added = saved.added
      refill(
        byEmail,
        saved.byEmail.map(([email, ids]) => [email, new Set(ids)])
      )
      refill(byExternalId, saved.byExternalId)
      refill(
        merged,
        saved.merged.map(([id, sources]) => [id, new Set(sources)])
      )
      collection.load(saved.records)
    },
    reset: () => {
      added = 0
      byEmail.clear()
      byExternalId.clear()
      merged.clear()
      collection.reset()
    }
  }
}

const unknownContact: Omit<ContactRecord, "id" | "created_at" | "updated_at"> = {
  external_id: null,
  role: "user",
  email: null,
  phone: null,
  name: null,
  avatar: null,
  owner_id: null,
  has_hard_bounced: false,
  marked_email_as_spam: false,
  unsubscribed_from_emails: false,
  signed_up_at: null,
  last_seen_at: null,
  last_replied_at: null,
  last_contacted_at: null,
  last_email_opened_at: null,
  last_email_clicked_at: null,
  language_override: null,
  browser: null,
  browser_version: null,
  browser_language: null,
  os: null,
  location: nowhere,
  custom_attributes: {},
  tags: [],
  companies: [],
  archived: false,
  blocked: false,
  merged_into: null
}
