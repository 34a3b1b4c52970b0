/**
 * The limit: an HTTP client, `JSON.parse`, and nothing else.
 */
import { Agent, request } from "undici"
import type { Caller, Contender, Sum } from "./contender.ts"

const headers = { authorization: "Bearer bench", accept: "application/json", "intercom-version": "2.16" }

interface Page {
  readonly data: ReadonlyArray<{ readonly id: string; readonly created_at: number }>
  readonly pages: { readonly next?: { readonly starting_after: string } }
}

const readPages = async (address: string, sum: Sum, read: (url: string) => Promise<string>): Promise<void> => {
  let url: string | undefined = `${address}/contacts?per_page=150`
  while (url !== undefined) {
    const page: Page = JSON.parse(await read(url))
    for (const contact of page.data) {
      sum.rows++
      sum.checksum += contact.created_at
    }
    const after = page.pages.next?.starting_after
    url =
      after === undefined ? undefined : `${address}/contacts?per_page=150&starting_after=${encodeURIComponent(after)}`
  }
}

export const readUndici: Contender = async (address, sum) => {
  const dispatcher = new Agent()
  await readPages(address, sum, async (url) => (await request(url, { headers, dispatcher })).body.text())
  await dispatcher.close()
}

export const readFetch: Contender = (address, sum) =>
  readPages(address, sum, async (url) => (await fetch(url, { headers })).text())

const callWith = (read: (url: string) => Promise<string>, address: string) => async (id: string, times: number) => {
  const url = `${address}/contacts/${id}`
  let contacts = 0
  for (let call = 0; call < times; call++) {
    const contact: { readonly type: string } = JSON.parse(await read(url))
    if (contact.type === "contact") contacts++
  }
  return contacts
}

export const callUndici: Caller = (address) => {
  const dispatcher = new Agent()
  return {
    call: callWith(async (url) => (await request(url, { headers, dispatcher })).body.text(), address),
    close: () => dispatcher.close()
  }
}

export const callFetch: Caller = (address) => ({
  call: callWith(async (url) => (await fetch(url, { headers })).text(), address),
  close: async () => {}
})
