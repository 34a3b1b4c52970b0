/**
 * Sending an operation from the command line: its input from files, its answer to stdout.
 *
 * @since 0.1.0
 */
import { IntercomClient, type IntercomError, type Operation } from "@effect-intercom/core"
import type { JSONValue } from "@jmespath-community/jmespath"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Stdio from "effect/Stdio"
import * as Stream from "effect/Stream"
import { exitCodes, Problem } from "./Problem.ts"

/**
 * An operation on its way.
 *
 * @category models
 * @since 0.1.0
 */
export type Run = Effect.Effect<void, IntercomError | Problem, IntercomClient.IntercomClient | Stdio.Stdio>

/**
 * What is printed of an answer, or of each record: all of it, or what an expression picks.
 *
 * @category models
 * @since 0.1.0
 */
export type Pick = (value: unknown) => unknown

const whole: Pick = (value) => value

/**
 * What a JMESPath expression picks, as `data[].email`. Fails where it is none.
 *
 * @category constructors
 * @since 0.1.0
 */
export const picking = Effect.fnUntraced(function* (expression: Option.Option<string>) {
  if (Option.isNone(expression)) return whole
  const { compile, TreeInterpreter } = yield* Effect.promise(() => import("@jmespath-community/jmespath"))
  const compiled = yield* Effect.try({
    try: () => compile(expression.value),
    catch: (cause) =>
      new Problem({
        description: `--query ${JSON.stringify(expression.value)} is no JMESPath expression`,
        next: "Write it as data[].email or total_count; https://jmespath.org/tutorial.html tells more",
        cause,
        exitCode: exitCodes.usage
      })
  })
  // Type boundary: what Intercom answers is JSON.
  const pick: Pick = (value) => TreeInterpreter.search(compiled, value as JSONValue)
  return pick
})

/** An expression may be right and not fit what came: a sum of texts, say. */
const picked = <A>(pick: () => A): Effect.Effect<A, Problem> =>
  Effect.try({
    try: pick,
    catch: (cause) =>
      new Problem({
        description: `--query does not fit the answer: ${cause instanceof Error ? cause.message : String(cause)}`,
        next: "Look at the answer without --query",
        exitCode: exitCodes.failure
      })
  })

/**
 * Sends it once and prints what it answers: JSON, or the bytes of a file.
 *
 * @category actions
 * @since 0.1.0
 */
export const once = (operation: Operation.Definition, input: unknown, pick = whole): Run =>
  isDownload(operation) ? download(operation, input) : answer(operation, input, pick)

const answer = Effect.fnUntraced(function* (operation: Operation.Definition, input: unknown, pick: Pick) {
  const client = yield* IntercomClient.IntercomClient
  const { value: answered } = yield* client.execute(operation, input, undefined)
  if (answered === undefined) return
  const value = yield* picked(() => pick(answered))
  yield* write(Stream.make(typeof value === "string" ? `${value}\n` : `${JSON.stringify(value, null, 2)}\n`))
})

/** The registry holds operations as they were made, and only forgets what they answer. */
const isDownload = (operation: Operation.Definition): operation is Operation.Download<unknown> =>
  operation.reads === "bytes"

const download = Effect.fnUntraced(function* (operation: Operation.Download<unknown>, input: unknown) {
  const stdio = yield* Stdio.Stdio
  if (yield* stdio.stdoutIsTerminal) {
    return yield* new Problem({
      description: `${operation.id} answers with a file`,
      next: "Send it to one: … > file",
      exitCode: exitCodes.usage
    })
  }
  yield* write(operation(input))
})

/**
 * Whether it answers with pages. The registry holds operations as they were made, and only forgets the types of their pages.
 *
 * @category actions
 * @since 0.1.0
 */
export const isPaginated = (
  operation: Operation.Definition
): operation is Operation.Paginated<Readonly<Record<string, unknown>>, unknown, unknown> =>
  operation.pagination !== undefined

/**
 * Sends it until there are no more pages, and prints a record a line.
 *
 * @category actions
 * @since 0.1.0
 */
export const allPages = Effect.fnUntraced(function* (
  operation: Operation.Paginated<Readonly<Record<string, unknown>>, unknown, unknown>,
  input: Readonly<Record<string, unknown>>,
  pick = whole
) {
  const { IntercomStream } = yield* Effect.promise(() => import("@effect-intercom/streams"))
  yield* write(
    IntercomStream.items(operation, input).pipe(
      Stream.chunks,
      Stream.mapEffect((items) => picked(() => items.map((item) => lineOf(pick(item))).join("")))
    )
  )
})

const lineOf = (value: unknown): string => `${typeof value === "string" ? value : JSON.stringify(value)}\n`

const write = <E>(output: Stream.Stream<string | Uint8Array, E, IntercomClient.IntercomClient>) =>
  Stdio.Stdio.use((stdio) => Stream.run(output, stdio.stdout())).pipe(
    Effect.catchTag("PlatformError", () =>
      Effect.fail(new Problem({ description: "The output cannot be written", exitCode: exitCodes.failure }))
    )
  )

/**
 * The JSON object in a file or (`-`) in stdin; one without fields where none is named.
 *
 * @category conversions
 * @since 0.1.0
 */
export const readInput = Effect.fnUntraced(function* (source: Option.Option<string>) {
  if (Option.isNone(source)) return {}
  const text = yield* source.value === "-" ? readStdin : readFile(source.value)
  const parsed = yield* Effect.try({
    try: (): unknown => JSON.parse(text),
    // The parser quotes what it read, which may be anybody's data.
    catch: () => notAnObject(source.value)
  })
  if (!Predicate.isObject(parsed) || Array.isArray(parsed)) return yield* notAnObject(source.value)
  return parsed
})

const readStdin = Stdio.Stdio.use(({ stdin }) => Stream.mkString(Stream.decodeText(stdin))).pipe(
  Effect.mapError(() => new Problem({ description: "stdin cannot be read", exitCode: exitCodes.usage }))
)

const readFile = (file: string) =>
  FileSystem.FileSystem.use((fileSystem) => fileSystem.readFileString(file)).pipe(
    Effect.mapError(
      (error) =>
        new Problem({
          description: `The input file ${file} cannot be read (${error.reason._tag})`,
          next: "Check its path and permissions",
          exitCode: exitCodes.usage
        })
    )
  )

const notAnObject = (source: string): Problem =>
  new Problem({
    description: `The input from ${source === "-" ? "stdin" : source} is not a JSON object`,
    next: 'It must read like {"id": "6762f0dd1bb69f9f2193bb83"}',
    exitCode: exitCodes.usage
  })
