/**
 * Turns the flat input of an operation into a request: path, query and body.
 *
 * @since 0.1.0
 */
import * as Headers from "effect/http/Headers"
import * as HttpBody from "effect/http/HttpBody"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import * as UrlParams from "effect/http/UrlParams"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { InvalidInput } from "../IntercomError.ts"
import type { Definition } from "../operation/Definition.ts"
import { findInputIssues, joined } from "../check/InputIssues.ts"
import type { Version } from "../Version.ts"

/**
 * What a request needs beside the input.
 *
 * @category models
 * @since 0.1.0
 */
export interface Settings {
  readonly baseUrl: string
  readonly accessToken: Redacted.Redacted
  readonly version: Version
  readonly headers: Readonly<Record<string, string>> | undefined
  readonly query: Readonly<Record<string, string>> | undefined
}

/**
 * A request, and the token it carries, which must not stand in any error.
 *
 * @category models
 * @since 0.1.0
 */
export interface Prepared {
  readonly request: HttpClientRequest.HttpClientRequest
  readonly token: string
}

/**
 * Checks the input and makes the request. Nothing is sent.
 *
 * @category constructors
 * @since 0.1.0
 */
export const prepare = (
  operation: Definition,
  input: unknown,
  settings: Settings
): Result.Result<Prepared, InvalidInput> => {
  try {
    return requestOf(operation, input, settings)
  } catch {
    // What is nested beyond the stack, goes in a circle, or is half a character.
    return refuse({ path: "", message: "Expected an input that can be written" })
  }
}

const requestOf: typeof prepare = (operation, input, settings) => {
  const issues = operation.input === undefined ? [] : findInputIssues(operation.input, input)
  if (issues.length > 0) return refuse(...issues)
  const fields = new Map(Predicate.isObject(input) ? Object.entries(input) : [])

  const path = fillPath(operation.path, fields)
  if (Result.isFailure(path)) return Result.fail(path.failure)

  const query: Array<readonly [string, string]> = []
  for (const name of operation.query) {
    appendQuery(query, name, fields.get(name))
    fields.delete(name)
  }
  if (settings.query !== undefined) query.push(...Object.entries(settings.query))

  if (operation.body === undefined) {
    const unexpected = Array.from(fields).flatMap(([name, value]) => (value === undefined ? [] : [name]))
    if (unexpected.length > 0) {
      return refuse(...unexpected.map((path) => ({ path, message: "Expected no excess property" })))
    }
  }

  for (const [name, value] of Object.entries(settings.headers ?? {})) {
    if (!isHeaderName.test(name)) return refuse({ path: "headers", message: "Expected names that a request may hold" })
    if (!isHeaderValue.test(value)) {
      return refuse({ path: `headers.${name}`, message: "Expected a text of one line, in Latin letters" })
    }
  }

  const bearer = bearerOf(settings.accessToken)
  if (Result.isFailure(bearer)) return Result.fail(bearer.failure)
  const { token } = bearer.success

  let request = HttpClientRequest.makeWith(
    operation.method,
    settings.baseUrl + path.success,
    query.length === 0 ? UrlParams.empty : UrlParams.make(query),
    Option.none(),
    headersOf(bearer.success, operation, settings),
    HttpBody.empty
  )
  if (operation.body === "json") {
    const content = Object.fromEntries(fields)
    const body = JSON.stringify(content)
    const emptied = body.includes("null") ? noNumberIn(content, "") : undefined
    if (emptied !== undefined) return refuse({ path: emptied, message: "Expected a finite number" })
    request = HttpClientRequest.bodyText(request, body, "application/json")
  } else if (operation.form !== undefined) {
    request = HttpClientRequest.bodyFormData(request, operation.form(fields))
  }
  return Result.succeed({ request, token })
}

/** Those of the connection itself, which HTTP layers refuse in ways of their own, are none. */
const isHeaderName =
  /^(?!(?:connection|content-length|expect|keep-alive|te|trailer|transfer-encoding|upgrade)$)[\w!#$%&'*+.^`|~-]+$/i

const isHeaderValue = /^[\t\x20-\x7e\x80-\xff]*$/

const accepts = {
  json: "application/json",
  nothing: "application/json",
  location: "application/json",
  text: "text/plain, application/json",
  bytes: "application/octet-stream"
} as const

/** A token fit to be sent, with the headers of calls that add none of their own: they are the same from call to call. */
interface Bearer {
  readonly token: string
  readonly headers: Map<string, Headers.Headers>
}

const bearers = new WeakMap<Redacted.Redacted, Bearer>()

const bearerOf = (accessToken: Redacted.Redacted): Result.Result<Bearer, InvalidInput> => {
  const known = bearers.get(accessToken)
  if (known !== undefined) return Result.succeed(known)
  const token = Redacted.value(accessToken).trim()
  if (!/^[\x21-\x7e]+$/.test(token)) {
    return refuse({
      path: "accessToken",
      message: token === "" ? "Expected an access token, got an empty text" : "Expected a token of printable characters"
    })
  }
  const bearer = { token, headers: new Map() }
  bearers.set(accessToken, bearer)
  return Result.succeed(bearer)
}

const headersOf = (
  { headers, token }: Bearer,
  { reads }: Definition,
  settings: Pick<Settings, "headers" | "version">
): Headers.Headers => {
  const key = `${reads} ${settings.version}`
  const kept = settings.headers === undefined ? headers.get(key) : undefined
  if (kept !== undefined) return kept
  const made = Headers.fromInput({
    // A file comes as it is: an export job's is an archive by itself.
    "accept-encoding": reads === "bytes" ? "identity" : "gzip",
    ...settings.headers,
    // Later ones win, however the others are spelled.
    accept: accepts[reads],
    authorization: `Bearer ${token}`,
    "intercom-version": settings.version
  })
  if (settings.headers === undefined) headers.set(key, made)
  return made
}

const refuse = (...issues: ReadonlyArray<{ readonly path: string; readonly message: string }>) =>
  Result.fail(new InvalidInput({ issues }))

/** Where a value holds NaN or an infinity, which JSON writes as the null that empties a field. */
const noNumberIn = (value: unknown, path: string): string | undefined => {
  if (typeof value === "number" && !Number.isFinite(value)) return path
  if (!Predicate.isObjectOrArray(value)) return undefined
  for (const [name, item] of Object.entries(value)) {
    const found = noNumberIn(item, joined(path, Array.isArray(value) ? Number(name) : name))
    if (found !== undefined) return found
  }
  return undefined
}

/**
 * Puts the input's fields into the placeholders, each within its own segment, and takes them out of `fields`.
 */
const fillPath = (template: string, fields: Map<string, unknown>): Result.Result<string, InvalidInput> => {
  let path = ""
  for (const segment of segmentsOf(template)) {
    if (!segment.isPlaceholder) {
      path += `/${segment.name}`
      continue
    }
    const { name } = segment
    const value = fields.get(name)
    fields.delete(name)
    if (typeof value !== "string" && typeof value !== "number") {
      return refuse({ path: name, message: "Expected a string or number for the path" })
    }
    const text = String(value)
    // `.` and `..` would move the request to another endpoint, even when percent-encoded.
    if (text === "" || text === "." || text === "..") {
      return refuse({ path: name, message: "Expected an identifier: neither empty nor made of dots" })
    }
    path += `/${encodeURIComponent(text)}`
  }
  return Result.succeed(path)
}

interface Segment {
  readonly name: string
  readonly isPlaceholder: boolean
}

/** A template is taken apart when it is first called for. */
const segmentsOf = (template: string): ReadonlyArray<Segment> => {
  let segments = templates.get(template)
  if (segments === undefined) {
    segments = template
      .split("/")
      .slice(1)
      .map((segment) => {
        const name = /^\{(\w+)\}$/.exec(segment)?.[1]
        return { name: name ?? segment, isPlaceholder: name !== undefined }
      })
    templates.set(template, segments)
  }
  return segments
}

const templates = new Map<string, ReadonlyArray<Segment>>()

const appendQuery = (query: Array<readonly [string, string]>, name: string, value: unknown): void => {
  if (value === undefined || value === null) return
  if (Array.isArray(value)) for (const item of value) appendQuery(query, `${name}[]`, item)
  else if (Predicate.isObject(value)) {
    for (const [key, inner] of Object.entries(value)) appendQuery(query, `${name}[${key}]`, inner)
  } else query.push([name, String(value)])
}
