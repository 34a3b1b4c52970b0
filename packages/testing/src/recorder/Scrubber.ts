/**
 * Takes the token and personal data out of what is recorded: e-mail addresses, phone numbers, names, addresses of
 * machines and of pictures. The same value always becomes the same stand-in, and a stand-in stays as it is, so that a
 * program which goes on with what was replayed asks what was recorded.
 *
 * @since 0.1.0
 */
import * as Predicate from "effect/Predicate"
import type { Json } from "../workspace/Record.ts"
import { hmacSha1Hex } from "../webhooks/HmacSha1.ts"

/**
 * Scrubs the texts and values of one recording. It remembers the names it has seen, for they return in texts.
 *
 * @category models
 * @since 0.1.0
 */
export interface Scrubber {
  /** `isPerson` says that the outermost object is one, where nothing in it does. */
  readonly json: (value: unknown, isPerson?: boolean) => Json
  readonly text: (text: string) => string
  /** The value of a field of this name, as of a parameter of the query. */
  readonly field: (name: string, text: string) => string
}

/**
 * Makes a scrubber that also replaces whatever stands in `fields`.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeScrubber = (fields: ReadonlyArray<string>, secrets: () => ReadonlyArray<string>): Scrubber => {
  const names = new Map<string, string>()

  const text = (given: string): string => {
    let scrubbed = given
    for (const secret of secrets()) if (secret !== "") scrubbed = scrubbed.replaceAll(secret, "<token>")
    scrubbed = scrubbed.replace(emails, standIns.email).replace(phones, standIns.phone)
    // Words alone are types and states, whose meaning has to stay.
    if (/[\s<]/.test(scrubbed)) for (const [name, standIn] of names) scrubbed = scrubbed.replace(whole(name), standIn)
    return scrubbed
  }

  const field = (name: string, value: string, isPerson: boolean): string => {
    if (fields.includes(name)) return standIns.other(value)
    if (isPerson && nameFields.has(name)) return standIns.name(value)
    if (name.includes("phone") && /^[\d\s()+.-]{5,}$/.test(value)) return standIns.phone(value)
    if (name === "ip" || name === "ip_address" || name.endsWith("_ip")) return standIns.address(value)
    if (isPerson && pictureFields.has(name)) return standIns.picture(value)
    return text(value)
  }

  const learn = (value: unknown, isPerson: boolean): void => {
    if (Array.isArray(value)) return value.forEach((entry) => learn(entry, false))
    if (!Predicate.isObject(value)) return
    const person = isPerson || isAboutPerson(value)
    for (const [name, inner] of Object.entries(value)) {
      if (!person || !nameFields.has(name) || typeof inner !== "string") learn(inner, false)
      else for (const part of [inner, ...inner.split(/\s+/)]) learnName(part)
    }
  }

  const learnName = (name: string): void => {
    if (name.length >= 3 && /^\p{Lu}/u.test(name) && !/^Person( |$)/.test(name)) names.set(name, standIns.name(name))
  }

  const walk = (value: unknown, name: string, isPerson: boolean): Json => {
    if (typeof value === "string") return field(name, value, isPerson)
    if (Array.isArray(value)) return value.map((entry) => walk(entry, name, false))
    if (Predicate.isObject(value)) {
      const person = isPerson || isAboutPerson(value)
      const asked = askedField(value)
      return Object.fromEntries(
        Object.entries(value).map(([key, inner]) => [
          text(key),
          key === "value" && asked !== undefined ? walkAsked(inner, asked) : walk(inner, key, person)
        ])
      )
    }
    return typeof value === "number" || typeof value === "boolean" ? value : null
  }

  /** What a search compares a field with is a value of that field. */
  const walkAsked = (value: unknown, name: string): Json =>
    Array.isArray(value) ? value.map((entry) => walkAsked(entry, name)) : walk(value, name, true)

  return {
    text,
    field: (name, value) => field(name, value, nameFields.has(name)),
    json: (value, isPerson = false) => {
      learn(value, isPerson)
      return walk(value, "", isPerson)
    }
  }
}

/** Each part with an end: without one, a pattern begins anew at each letter of a long text. */
const emails = /[^\s@"'<>(),;:=/\\]{1,320}@[^\s@"'<>(),;:/\\]{1,255}\.[^\s@"'<>(),;:./\\]{1,63}/g

const phones = /\+\d(?:[\s().-]{0,2}\d){7,14}(?!\d)/g

const nameFields: ReadonlySet<string> = new Set([
  "name",
  "first_name",
  "last_name",
  "display_name",
  "full_name",
  "pseudonym",
  "update_by_name"
])

const pictureFields: ReadonlySet<string> = new Set(["avatar", "image_url"])

const people: ReadonlySet<unknown> = new Set([
  "contact",
  "user",
  "lead",
  "visitor",
  "admin",
  "customer",
  "author",
  "teammate",
  "participant"
])

const isAboutPerson = (value: object): boolean =>
  ("type" in value && people.has(value.type)) ||
  "email" in value ||
  "phone" in value ||
  "avatar" in value ||
  ("role" in value && people.has(value.role))

const askedField = (value: object): string | undefined =>
  "field" in value && "operator" in value && typeof value.field === "string" ? value.field : undefined

const whole = (name: string): RegExp =>
  new RegExp(`(?<![\\p{L}\\p{N}])${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\p{L}\\p{N}])`, "gu")

/** Ten hexadecimal digits of a value. Nothing leads back from them but trying out values. */
const digest = (value: string): string => hmacSha1Hex("recording", value).slice(0, 10)

const digits = (value: string, count: number): string =>
  String(Number.parseInt(digest(value), 16) % 10 ** count).padStart(count, "0")

const unless =
  (known: RegExp, standIn: (value: string) => string) =>
  (value: string): string =>
    value === "" || known.test(value) ? value : standIn(value)

const standIns = {
  email: unless(/^person-[\da-f]{10}@example\.com$/, (value) => `person-${digest(value.toLowerCase())}@example.com`),
  phone: unless(/^\+1555\d{7}$/, (value) => `+1555${digits(value.replace(/\D/g, ""), 7)}`),
  name: unless(/^Person [\da-f]{10}$/, (value) => `Person ${digest(value)}`),
  address: unless(/^192\.0\.2\.\d{1,3}$/, (value) => `192.0.2.${Number.parseInt(digest(value), 16) % 256}`),
  picture: unless(
    /^https:\/\/example\.com\/picture\/[\da-f]{10}$/,
    (value) => `https://example.com/picture/${digest(value)}`
  ),
  other: unless(/^scrubbed-[\da-f]{10}$/, (value) => `scrubbed-${digest(value)}`)
} as const
