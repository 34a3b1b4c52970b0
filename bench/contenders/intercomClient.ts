/**
 * The official client, in the loop its README shows.
 */
import { IntercomClient } from "intercom-client"
import type { Contender } from "../contender.ts"

export const readIntercomClient: Contender = async (address, sum) => {
  const client = new IntercomClient({ token: "bench", baseUrl: address })
  for await (const contact of await client.contacts.list({ per_page: 150 })) {
    sum.rows++
    sum.checksum += contact.created_at ?? 0
  }
}
