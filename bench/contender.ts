/**
 * Reads all contacts of a server once, in one of the ways that are compared, and prints what it took.
 *
 *     node bench/contender.ts NAME ADDRESS
 */
import { readFetch, readUndici } from "./contenders/bare.ts"
import { readIntercomClient } from "./contenders/intercomClient.ts"
import { readSdkFetch, readSdkFolded, readSdkTrusting, readSdkUndici } from "./contenders/sdk.ts"

/** How many rows were read, and a number made of every row so that none can be skipped. */
export interface Sum {
  rows: number
  checksum: number
}

export type Contender = (address: string, sum: Sum) => Promise<void>

export const contenders: Readonly<Record<string, Contender>> = {
  undici: readUndici,
  fetch: readFetch,
  "intercom-client": readIntercomClient,
  "sdk-undici": readSdkUndici,
  "sdk-undici-folded": readSdkFolded,
  "sdk-undici-trust": readSdkTrusting,
  "sdk-fetch": readSdkFetch
}

if (import.meta.main) {
  const [name = "", address = ""] = process.argv.slice(2)
  const contender = contenders[name]
  if (contender === undefined) throw new Error(`Expected one of ${Object.keys(contenders).join(", ")}`)
  const sum: Sum = { rows: 0, checksum: 0 }
  const cpu = process.cpuUsage()
  const startedAt = performance.now()
  await contender(address, sum)
  const millis = performance.now() - startedAt
  const { system, user } = process.cpuUsage(cpu)
  const rss = process.resourceUsage().maxRSS / 1024
  console.log(JSON.stringify({ name, ...sum, millis, cpuMillis: (system + user) / 1000, rssMegabytes: rss }))
}
