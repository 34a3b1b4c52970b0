/**
 * The schemas that the namespaces of the committed package export, by name.
 */
import * as resources from "@effect-intercom/resources"
import { Schema } from "effect"

export type AnySchema = Schema.Codec<unknown, unknown>

/** Records and inputs of all resources; where two resources export one name, it is the same schema. */
export const responseSchemas: ReadonlyMap<string, AnySchema> = new Map(
  Object.values(resources).flatMap((namespace) =>
    Object.entries(namespace).flatMap(([name, value]) => {
      const known: unknown = value
      // What a namespace exports as a schema is one of a record or an input.
      return Schema.isSchema(known) ? [[name, known as AnySchema] as const] : []
    })
  )
)
