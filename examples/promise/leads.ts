/**
 * Promises: the same SDK in a program that does not use Effect. It reads leads until there are enough, and looks after one of them.
 *
 *     node examples/promise/leads.ts
 */
import { isIntercomError, make } from "@effect-intercom/promise"
import { Contacts, Search } from "@effect-intercom/resources"
import { IntercomStream } from "@effect-intercom/streams"

const intercom = make({
  accessToken: process.env["INTERCOM_ACCESS_TOKEN"],
  baseUrl: process.env["INTERCOM_BASE_URL"] // for a fake workspace
})

try {
  const leads = IntercomStream.items(Contacts.search, { query: Search.contacts.field("role").equals("lead") })
  const ids: Array<string> = []
  for await (const lead of intercom.each(leads)) {
    if (ids.push(lead.id) === 20) break
  }
  console.log(`${ids.length} leads`)

  const lead = await intercom(Contacts.get({ id: ids[0] ?? "" }), { signal: AbortSignal.timeout(10_000) })
  console.log(lead.email)
} catch (error) {
  if (!isIntercomError(error)) throw error
  console.error(error.reason._tag === "Unauthorized" ? "check INTERCOM_ACCESS_TOKEN" : error.message)
  process.exitCode = 1
} finally {
  await intercom.close()
}
