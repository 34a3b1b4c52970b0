/**
 * A page of a browser: it asks the server it came from for its settings, and reports to it.
 */
import { FetchHttpClient } from "effect/http"
import { differences, type Settings } from "./program.ts"

const report = (lines: ReadonlyArray<string>) => fetch("/page/report", { method: "POST", body: JSON.stringify(lines) })

try {
  const settings: Settings = await (await fetch("/page/settings")).json()
  await report(await differences(settings, FetchHttpClient.layer))
} catch (error) {
  await report([String(error)])
}
