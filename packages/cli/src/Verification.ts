/**
 * Holding an exported file against what a fake workspace says it has.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as HttpClient from "effect/http/HttpClient"
import type * as HttpClientError from "effect/http/HttpClientError"
import * as Option from "effect/Option"
import type * as PlatformError from "effect/PlatformError"
import * as Predicate from "effect/Predicate"
import * as Stream from "effect/Stream"

/**
 * What was found in a file.
 *
 * @category models
 * @since 0.1.0
 */
export interface Comparison {
  readonly stream: string
  readonly lines: number
  readonly bytes: number
  /** The first few differences, in words. None when every line equals a record and every record has its line. */
  readonly differences: ReadonlyArray<string>
}

/**
 * A served workspace that can be asked what it holds.
 *
 * @category models
 * @since 0.1.0
 */
export interface Controlled {
  readonly url: string
  readonly secret: string
}

/**
 * Compares a file of NDJSON with the records of a served workspace. Order does not matter; each record has to be
 * there once, character for character as the workspace writes it.
 *
 * @category guards
 * @since 0.1.0
 */
export const compare = Effect.fnUntraced(function* (
  { secret, url }: Controlled,
  stream: string,
  file: string
): Effect.fn.Return<
  Comparison,
  HttpClientError.HttpClientError | PlatformError.PlatformError,
  HttpClient.HttpClient | FileSystem.FileSystem
> {
  const fileSystem = yield* FileSystem.FileSystem
  const response = yield* HttpClient.get(`${url}/_fake/dump/${stream}`, { headers: { "x-fake-secret": secret } })
  const missing = new Map<string, string>()
  yield* eachLine(response.stream, (line) => {
    missing.set(idOf(line) ?? "", line)
  })
  const differences: Array<string> = []
  const differs = (what: string) => {
    if (differences.length < mostDifferences) differences.push(what)
  }
  let lines = 0
  yield* eachLine(fileSystem.stream(file), (line) => {
    lines++
    const id = idOf(line)
    const record = id === undefined ? undefined : missing.get(id)
    if (id === undefined) differs(`line ${lines} is no record`)
    else if (record === undefined) differs(`line ${lines} holds ${id}, which is not in the workspace or came before`)
    else if (record !== line) differs(`line ${lines} holds ${id} with other content`)
    if (id !== undefined) missing.delete(id)
  })
  if (missing.size > 0) differs(`${missing.size} records are not in the file`)
  return { stream, lines, bytes: Number((yield* fileSystem.stat(file)).size), differences }
})

const mostDifferences = 5

const eachLine = <E, R>(bytes: Stream.Stream<Uint8Array, E, R>, take: (line: string) => void) =>
  bytes.pipe(
    Stream.decodeText,
    Stream.splitLines,
    Stream.runForEachArray((lines) => Effect.sync(() => lines.forEach(take)))
  )

/** The id of the record in a line, or undefined where it is none. */
const idOf = (line: string): string | undefined => {
  const record = Option.getOrUndefined(parse(line))
  return Predicate.hasProperty(record, "id") ? String(record.id) : undefined
}

const parse = Option.liftThrowable((line: string): unknown => JSON.parse(line))
