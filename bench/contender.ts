/**
 * Reads all contacts of a server once, in one of the ways that are compared, and prints what it took.
 *
 *     node bench/contender.ts NAME ADDRESS
 */
import { readFetch, readUndici } from "./contenders/bare.ts"
import type { Contender, Sum } from "./contenders/contender.ts"
import { readIntercomClient } from "./contenders/intercomClient.ts"
import { readSdk, readSdkFetch, readSdkFolded, readSdkLayerUndici, readSdkTrusting } from "./contenders/sdk.ts"
import { printRun } from "./measured.ts"

export const contenders: Readonly<Record<string, Contender>> = {
  undici: readUndici,
  fetch: readFetch,
  "intercom-client": readIntercomClient,
  sdk: readSdk,
  "sdk-folded": readSdkFolded,
  "sdk-trust": readSdkTrusting,
  "sdk-layer-undici": readSdkLayerUndici,
  "sdk-fetch": readSdkFetch
}

if (import.meta.main) {
  const [name = "", address = ""] = process.argv.slice(2)
  const contender = contenders[name]
  if (contender === undefined) throw new Error(`Expected one of ${Object.keys(contenders).join(", ")}`)
  const sum: Sum = { rows: 0, checksum: 0 }
  await printRun(async () => {
    await contender(address, sum)
    // Rows that are only counted might not have been looked at.
    if (sum.rows > 0 && !(sum.checksum > 0)) throw new Error(`The checksum is ${sum.checksum}`)
    return sum.rows
  })
}
