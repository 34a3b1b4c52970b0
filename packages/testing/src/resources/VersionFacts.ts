/**
 * Which fields of records came later than the first version.
 *
 * @since 0.1.0
 */
import { Version } from "@effect-intercom/core"
import type { JsonObject } from "../workspace/Record.ts"

/**
 * The fields that came after the first version, and the first version that shows each. What is not named here every
 * version shows.
 *
 * @category constants
 * @since 0.1.0
 */
export const firstVersions = {
  contact: { enabled_push_messaging: "2.12" },
  conversation: {
    ticket: "2.9",
    linked_objects: "2.10",
    custom_attributes: "2.11",
    ai_agent: "2.11",
    ai_agent_participated: "2.11"
  },
  conversation_part: {
    email_message_metadata: "2.13",
    state: "2.13",
    tags: "2.13",
    event_details: "2.13",
    app_package_code: "2.13"
  },
  admin: { team_priority_level: "2.8", away_status_reason_id: "2.14" }
} as const satisfies Readonly<Record<string, Readonly<Record<string, Version.Version>>>>

/**
 * A kind of record whose fields grew.
 *
 * @category models
 * @since 0.1.0
 */
export type GrownRecord = keyof typeof firstVersions

/**
 * A record without the fields a version does not have yet.
 *
 * @category conversions
 * @since 0.1.0
 */
export const inVersion = (record: GrownRecord, version: Version.Version, fields: JsonObject): JsonObject => {
  const later = laterFields.get(`${record} ${version}`) ?? []
  if (later.length === 0) return fields
  const shown: Record<string, JsonObject[string]> = { ...fields }
  for (const field of later) delete shown[field]
  return shown
}

const laterFields: ReadonlyMap<string, ReadonlyArray<string>> = /*#__PURE__*/ new Map(
  /*#__PURE__*/ Object.entries(firstVersions).flatMap(([record, fields]) =>
    Version.versions.map((version): readonly [string, ReadonlyArray<string>] => [
      `${record} ${version}`,
      Object.entries<Version.Version>(fields).flatMap(([field, first]) =>
        Version.compare(version, first) < 0 ? [field] : []
      )
    ])
  )
)
