/**
 * The official client, in the loop its README shows.
 */
import { IntercomClient } from "intercom-client"
import type { Caller, Contender, Reader } from "./contender.ts"

export const readIntercomClient: Contender = async (address, sum) => {
  const client = new IntercomClient({ token: "bench", baseUrl: address })
  for await (const contact of await client.contacts.list({ per_page: 150 })) {
    sum.rows++
    sum.checksum += contact.created_at ?? 0
  }
}

export const callIntercomClient: Caller = (address) => {
  const client = new IntercomClient({ token: "bench", baseUrl: address })
  return {
    async call(id, times) {
      let contacts = 0
      for (let call = 0; call < times; call++) {
        const contact = await client.contacts.find({ contact_id: id })
        if (contact.type === "contact") contacts++
      }
      return contacts
    },
    close: async () => {}
  }
}

export const readCompaniesWithPeer: Reader = async (address, token) => {
  let rows = 0
  for await (const _ of await new IntercomClient({ token, baseUrl: address }).companies.list({ per_page: 60 })) rows++
  return rows
}

export const readContactsWithPeer: Reader = async (address, token) => {
  let rows = 0
  for await (const _ of await new IntercomClient({ token, baseUrl: address }).contacts.list({ per_page: 150 })) rows++
  return rows
}
