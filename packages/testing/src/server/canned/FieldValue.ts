/**
 * What stands in a field nobody has said anything of: by its name, and by where it is.
 *
 * @since 0.1.0
 */
import * as Hash from "effect/Hash"
import { below } from "../../workspace/seeding/Random.ts"

/**
 * Where a field is.
 *
 * @category models
 * @since 0.1.0
 */
export interface FieldPlace {
  readonly seed: number
  /** Unix seconds. */
  readonly now: number
  readonly path: ReadonlyArray<string>
}

/**
 * A number for a field of this name: an id, a time in Unix seconds, a count.
 *
 * @category conversions
 * @since 0.1.0
 */
export const numberNamed = (name: string, place: FieldPlace): number => {
  if (isTime(name)) return timeNamed(name, place.now)
  if (name === "id" || name.endsWith("_id") || name.endsWith("_ids")) return 1_000_000 + pick(9_000_000, place)
  if (name === "page" || name === "total_pages" || name === "total_count" || name === "count") return 1
  if (name === "per_page") return 50
  return pick(100, place)
}

/**
 * A text for a field of this name.
 *
 * @category conversions
 * @since 0.1.0
 */
export const textNamed = (name: string, place: FieldPlace): string => {
  if (name === "id" || name.endsWith("_id") || name.endsWith("_ids")) return String(1_000_000 + pick(9_000_000, place))
  if (isTime(name) || name.endsWith("_date") || name === "date") return isoTime(timeNamed(name, place.now))
  const known = texts[name]
  if (known !== undefined) return known
  if (name.includes("email")) return `person-${pick(10_000, place)}@example.com`
  if (name.includes("phone")) return `+353155${String(10_000 + pick(90_000, place))}`
  if (/(^|_)(url|link|uri)$/.test(name)) return `https://example.com/${name}/${pick(10_000, place)}`
  if (name.includes("time_zone") || name.includes("timezone")) return "Europe/Dublin"
  return `${name.replaceAll("_", " ") || "text"} ${pick(10_000, place)}`
}

const texts: Readonly<Record<string, string>> = {
  state: "active",
  status: "completed",
  locale: "en",
  default_locale: "en",
  language: "en",
  currency: "EUR",
  color: "#0071b2",
  country: "Ireland",
  country_code: "IE",
  region: "Dublin",
  city: "Dublin",
  ip: "192.0.2.1",
  ip_address: "192.0.2.1",
  start_time: "09:00",
  end_time: "17:00",
  body: "<p>Hello</p>",
  body_html: "<p>Hello</p>",
  html: "<p>Hello</p>",
  version: "1"
}

/**
 * Whether a field of this name holds a time.
 *
 * @category guards
 * @since 0.1.0
 */
export const isTime = (name: string): boolean => /_at$|(^|_)timestamp$|_until$|_since$|_after$|_before$|_ts$/.test(name)

const day = 86_400

/** What was made is a month old, what was changed a day. */
const timeNamed = (name: string, now: number): number => now - (name.startsWith("created") ? 30 * day : day)

const isoTime = (seconds: number): string => new Date(seconds * 1000).toISOString()

const pick = (limit: number, { path, seed }: FieldPlace): number => below(limit, seed, Hash.string(path.join(".")), 0)
