import { idOf, secondsOf } from "../../src/catalog/Field.ts"
import type { Intent, SinkTarget } from "../../src/ExportSink.ts"

/** What a sink is told of contacts. */
export const contactsTarget = (intent: Intent): SinkTarget => ({
  stream: "contacts",
  idOf,
  changedAtOf: (record) => secondsOf(record, "updated_at"),
  intent
})

/** A state as a checkpoint gives it back. */
export const saved = (state: unknown): unknown => JSON.parse(JSON.stringify(state))
