/**
 * What takes messages of Singer and Airbyte, written from their specifications: it refuses what they do not allow, upserts
 * rows by their keys, and keeps a state only with all rows before it.
 */
import { Ajv, type ValidateFunction } from "ajv"
import type { ProtocolSink } from "../../src/index.ts"

type Row = Readonly<Record<string, unknown>>

/** What was kept: rows of each table by their keys, and the state. */
export interface Kept {
  readonly tables: Map<string, Map<string, Row>>
  state: unknown
}

export interface Receiver {
  /** Takes a line. */
  readonly take: (line: string) => void
  /** What is safe: nothing after the last state is. */
  readonly kept: Kept
}

const ajv = new Ajv({ allowUnionTypes: true, strictSchema: true })
ajv.addFormat("date-time", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/)
ajv.addKeyword("airbyte_type")

/** Compiling takes longer than all the rest. */
const compiled = new Map<string, ValidateFunction>()
const validating = (schema: object): ValidateFunction => {
  const text = JSON.stringify(schema)
  const validate = compiled.get(text) ?? ajv.compile(schema)
  compiled.set(text, validate)
  return validate
}

const check = (validate: ValidateFunction, value: unknown, what: string) => {
  if (!validate(value)) throw new Error(`${what}: ${ajv.errorsText(validate.errors)}`)
}

export const nothing = (): Kept => ({ tables: new Map(), state: undefined })

/** Rows that wait for a state. */
const pending = (kept: Kept) => {
  let rows: Array<readonly [table: string, key: string, row: Row]> = []
  return {
    add: (table: string, keys: ReadonlyArray<string>, row: Row) => {
      const key = keys.map((name) => {
        if (typeof row[name] !== "string" && typeof row[name] !== "number") throw new Error(`${table} has no ${name}`)
        return row[name]
      })
      rows.push([table, JSON.stringify(key), row])
    },
    count: () => rows.length,
    commit: (state: unknown) => {
      for (const [table, key, row] of rows) {
        const held = kept.tables.get(table) ?? new Map<string, Row>()
        kept.tables.set(table, held.set(key, row))
      }
      rows = []
      kept.state = state
    }
  }
}

const singerMessage = ajv.compile<ProtocolSink.SingerMessage>({
  type: "object",
  required: ["type"],
  oneOf: [
    {
      properties: {
        type: { const: "SCHEMA" },
        stream: { type: "string" },
        schema: { type: "object" },
        key_properties: { type: "array", items: { type: "string" } },
        bookmark_properties: { type: "array", items: { type: "string" } }
      },
      required: ["stream", "schema", "key_properties"]
    },
    {
      properties: {
        type: { const: "RECORD" },
        stream: { type: "string" },
        record: { type: "object" },
        time_extracted: { type: "string", format: "date-time" }
      },
      required: ["stream", "record"]
    },
    { properties: { type: { const: "STATE" }, value: {} }, required: ["value"] }
  ]
})

export const singerTarget = (kept: Kept = nothing()): Receiver => {
  const schemas = new Map<string, { readonly validate: ValidateFunction; readonly keys: ReadonlyArray<string> }>()
  const rows = pending(kept)
  return {
    kept,
    take: (line) => {
      const message: unknown = JSON.parse(line)
      if (!singerMessage(message)) throw new Error(ajv.errorsText(singerMessage.errors))
      switch (message.type) {
        case "SCHEMA": {
          const names = Object.keys(message.schema.properties)
          for (const name of [...message.key_properties, ...message.bookmark_properties]) {
            if (!names.includes(name)) throw new Error(`${message.stream} has no property ${name}`)
          }
          schemas.set(message.stream, { validate: validating(message.schema), keys: message.key_properties })
          return
        }
        case "RECORD": {
          const known = schemas.get(message.stream)
          if (known === undefined) throw new Error(`${message.stream} was not described`)
          check(known.validate, message.record, message.stream)
          rows.add(message.stream, known.keys, message.record)
          return
        }
        case "STATE":
          rows.commit(message.value)
      }
    }
  }
}

const descriptor = {
  type: "object",
  required: ["name"],
  properties: { name: { type: "string" }, namespace: { type: "string" } }
}

const airbyteMessage = ajv.compile<ProtocolSink.AirbyteMessage>({
  type: "object",
  required: ["type"],
  oneOf: [
    {
      properties: {
        type: { const: "RECORD" },
        record: {
          type: "object",
          required: ["stream", "data", "emitted_at"],
          properties: { stream: { type: "string" }, data: { type: "object" }, emitted_at: { type: "integer" } }
        }
      },
      required: ["record"]
    },
    {
      properties: {
        type: { const: "STATE" },
        state: {
          type: "object",
          required: ["type", "global"],
          properties: {
            type: { const: "GLOBAL" },
            global: {
              type: "object",
              required: ["stream_states"],
              properties: {
                shared_state: { type: "object" },
                stream_states: {
                  type: "array",
                  items: {
                    type: "object",
                    required: ["stream_descriptor"],
                    properties: { stream_descriptor: descriptor, stream_state: { type: "object" } }
                  }
                }
              }
            },
            sourceStats: { type: "object", properties: { recordCount: { type: "number" } } }
          }
        }
      },
      required: ["state"]
    },
    {
      properties: {
        type: { const: "TRACE" },
        trace: {
          type: "object",
          required: ["type", "emitted_at", "stream_status"],
          properties: {
            type: { const: "STREAM_STATUS" },
            emitted_at: { type: "number" },
            stream_status: {
              type: "object",
              required: ["stream_descriptor", "status"],
              properties: {
                stream_descriptor: descriptor,
                status: { enum: ["STARTED", "RUNNING", "COMPLETE", "INCOMPLETE"] }
              }
            }
          }
        }
      },
      required: ["trace"]
    }
  ]
})

/** The catalog says what a record is; a state comes back as the platform hands it to a source. */
export const airbyteDestination = (catalog: ProtocolSink.AirbyteCatalog, kept: Kept = nothing()): Receiver => {
  const schemas = new Map(
    catalog.streams.map(({ json_schema, name, source_defined_primary_key }) => [
      name,
      { validate: validating(json_schema), keys: source_defined_primary_key.flat() }
    ])
  )
  const rows = pending(kept)
  const statuses = new Map<string, string>()
  return {
    kept,
    take: (line) => {
      const message: unknown = JSON.parse(line)
      if (!airbyteMessage(message)) throw new Error(ajv.errorsText(airbyteMessage.errors))
      switch (message.type) {
        case "RECORD": {
          const { data, stream } = message.record
          const known = schemas.get(stream)
          if (known === undefined) throw new Error(`${stream} is not in the catalog`)
          if (statuses.get(stream) !== "RUNNING") throw new Error(`${stream} is ${statuses.get(stream)}`)
          check(known.validate, data, stream)
          rows.add(stream, known.keys, data)
          return
        }
        case "STATE": {
          const counted = message.state.sourceStats.recordCount
          if (counted !== rows.count()) throw new Error(`${counted} rows were told, and there are ${rows.count()}`)
          rows.commit([message.state])
          return
        }
        case "TRACE": {
          const { status, stream_descriptor } = message.trace.stream_status
          if (!schemas.has(stream_descriptor.name)) throw new Error(`${stream_descriptor.name} is not in the catalog`)
          const before = { STARTED: undefined, RUNNING: "STARTED", COMPLETE: undefined, INCOMPLETE: undefined }[status]
          if (before !== undefined && statuses.get(stream_descriptor.name) !== before) {
            throw new Error(`${stream_descriptor.name} was ${statuses.get(stream_descriptor.name)} before ${status}`)
          }
          statuses.set(stream_descriptor.name, status)
        }
      }
    }
  }
}
