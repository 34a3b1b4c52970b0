/**
 * The notes on seeded contacts.
 *
 * @since 0.1.0
 */
import type { NoteRecord } from "./Record.ts"
import { adminCount, makeAdmin } from "../admins/Seed.ts"
import type { ContactSeeds } from "../contacts/Seed.ts"
import { type Plan, salts } from "../../workspace/seeding/Plan.ts"
import { below, fraction, pick } from "../../workspace/seeding/Random.ts"
import { indexWithin } from "../../workspace/seeding/Seeds.ts"
import { notes } from "../../workspace/seeding/Words.ts"

const salt = salts.contact + 60

/**
 * The notes of a plan's contacts, made when they are asked for.
 *
 * @category models
 * @since 0.1.0
 */
export interface NoteSeeds {
  readonly get: (id: string) => NoteRecord | undefined
  /** The notes on a contact, oldest first. */
  readonly ofContact: (contactId: string) => ReadonlyArray<NoteRecord>
}

/** Ids leave room for sixteen notes on each contact. */
const firstId = 100_000
const room = 16

/**
 * The notes of a plan, over its contacts.
 *
 * @category fixtures
 * @since 0.1.0
 */
export const noteSeeds = ({ seed }: Plan, contacts: ContactSeeds): NoteSeeds => {
  const make = (contact: number, nth: number): NoteRecord => ({
    id: String(firstId + contact * room + nth),
    created_at: contacts.make(contact).created_at + nth * 3600,
    on: { type: "contact", id: contacts.idOf(contact) },
    author: makeAdmin(seed, below(adminCount, seed, salt, contact + nth)).id,
    body: `<p>${pick(notes, seed, salt + 1, contact + nth)}</p>`
  })
  return {
    get: (id) => {
      const place = /^\d{6,15}$/.test(id) ? Number(id) - firstId : -1
      const contact = indexWithin(Math.floor(place / room), contacts.count)
      const nth = place % room
      return contact !== undefined && nth < countOf(seed, contact) ? make(contact, nth) : undefined
    },
    ofContact: (contactId) => {
      const contact = contacts.indexOf(contactId)
      if (contact === undefined) return []
      return Array.from({ length: countOf(seed, contact) }, (_, nth) => make(contact, nth))
    }
  }
}

/** One in ten contacts has up to three notes; one in eighty-nine has more than a response shows inline. */
const countOf = (seed: number, contact: number): number => {
  const chance = fraction(seed, salt + 2, contact)
  return contact % 89 === 7 ? 12 : chance < 0.1 ? 1 + Math.floor(chance * 30) : 0
}
