/**
 * Reads lists of a workspace in which every answer takes its time, in one of the ways that are compared.
 *
 *     node bench/reader.ts LIST NAME ADDRESS TOKEN
 */
import type { Reader } from "./contenders/contender.ts"
import { readCompaniesWithPeer, readContactsWithPeer } from "./contenders/intercomClient.ts"
import { readCompanies, readContacts } from "./contenders/sdk.ts"
import { printRun } from "./measured.ts"

const companies: Readonly<Record<string, Reader>> = {
  "intercom-client": readCompaniesWithPeer,
  sdk: readCompanies(0),
  "sdk-prefetch-2": readCompanies(2)
}

const contacts: Readonly<Record<string, Reader>> = {
  "intercom-client": readContactsWithPeer,
  sdk: readContacts(0),
  "sdk-prefetch-2": readContacts(2)
}

export const readers = { companies, contacts }

if (import.meta.main) {
  const [list = "", name = "", address = "", token = ""] = process.argv.slice(2)
  const reader = (list === "companies" ? companies : contacts)[name]
  if (reader === undefined)
    throw new Error(`Expected companies or contacts, and one of ${Object.keys(contacts).join(", ")}`)
  // The first reading makes the code warm: the start is measured by itself.
  await reader(address, token)
  await printRun(() => reader(address, token))
}
