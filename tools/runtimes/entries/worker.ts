/**
 * workerd, whose `test` command calls `test` and fails where it throws.
 */
import { FetchHttpClient } from "effect/http"
import { differences, type Settings } from "./program.ts"

export default {
  async test(_controller: unknown, settings: Settings): Promise<void> {
    const lines = await differences(settings, FetchHttpClient.layer)
    for (const line of lines) console.log(line)
    if (lines.length > 0) throw new Error(`${lines.length} differences`)
  }
}
