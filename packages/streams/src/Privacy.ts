/**
 * What of records is kept: fields that are chosen, dropped, or replaced by keyed hashes, in any sink.
 *
 * @since 0.1.0
 */
import * as Mac from "effect/crypto/Mac"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import * as Hex from "effect/encoding/Hex"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { definitionOf, type Source, streamNames } from "./catalog/Catalog.ts"
import { type ExportSink, SinkError, type SinkTarget, type StreamSink } from "./ExportSink.ts"
import * as FieldPath from "./privacy/FieldPath.ts"
import { near } from "./privacy/Near.ts"
import { rewrite, type Rules, type Verb } from "./privacy/Rewriting.ts"
import type { DeadLetter, Problem } from "./state/Problem.ts"

/**
 * What is to be kept of records, and how.
 *
 * A path is names with dots between them, from the record on: `email`, `source.author.email`, `custom_attributes.plan`. The
 * name of a stream in front makes it one of its records only: `contacts.email`. With `*.` in front it may begin at any depth:
 * `*.email`; a `*` further inside is any one name: `custom_attributes.*`. Lists are gone through: a path says the same of
 * each element. What is said of a field is said of everything in it.
 *
 * @category models
 * @since 0.1.0
 */
export interface PrivacyOptions {
  /** The streams of the export. */
  readonly streams: ReadonlyArray<Source>
  /**
   * The only fields that are kept, beside those that a record is known by, and the `id` of an element of which one is kept. All
   * of them when left out.
   */
  readonly fields?: ReadonlyArray<string> | undefined
  /** Fields that are left out. It comes before the others. */
  readonly drop?: ReadonlyArray<string> | undefined
  /** Fields whose texts and numbers become an HMAC-SHA-256 of 64 hexadecimal digits: equal ones stay equal. */
  readonly hash?: ReadonlyArray<string> | undefined
  /** The key of the hashes, 16 bytes or more. Whoever has it can try values; with another key all hashes are others. */
  readonly key?: Redacted.Redacted<string> | undefined
}

/**
 * A choice of what is kept, as {@link make} makes it.
 *
 * @category models
 * @since 0.1.0
 */
export interface Privacy {
  /** What is done with the records of a stream, as a text that holds no key; undefined where the stream is none of its. */
  readonly selectionOf: (stream: string) => string | undefined
  /** The records as they are to be kept; undefined for one that nests too deeply. */
  readonly rewrite: (
    stream: string,
    records: ReadonlyArray<object>
  ) => Effect.Effect<ReadonlyArray<object | undefined>, SinkError>
}

/**
 * The choice makes no sense: a path that no record has, the field a record is known by, or a key that is none.
 *
 * @category errors
 * @since 0.1.0
 */
export class InvalidPrivacy extends Schema.TaggedError<InvalidPrivacy>("@effect-intercom/streams/InvalidPrivacy")(
  "InvalidPrivacy",
  {
    message: Schema.String,
    /** The path that is wrong, where one is. */
    path: Schema.optional(Schema.String),
    /** Paths that may have been meant. */
    near: Schema.Array(Schema.String)
  }
) {}

/**
 * Makes a choice, and fails where no stream has a field that it names: a mistyped path would let through what it is about.
 *
 * **When to use**
 *
 * For exports that go where personal data must not: to a warehouse, to developers, to another country. Give the choice to
 * {@link protect} together with any sink.
 *
 * **Gotchas**
 *
 * It knows fields, not texts: an address in the body of a message stays where bodies are kept. Ids are kept always, since
 * sinks tell records apart by them, and those of elements of lists where anything of the element is, unless they are dropped or
 * hashed. Hashes are of the text as it came: `Ada@example.com` has another one than
 * `ada@example.com`.
 *
 * **Example** (Contacts that can be counted and joined, but not written to)
 *
 * ```ts
 * import { Config, Effect } from "effect"
 * import { Export, NdjsonSink, Privacy } from "@effect-intercom/streams"
 *
 * const program = Effect.gen(function* () {
 *   const streams = ["contacts", "conversations"] as const
 *   const privacy = yield* Privacy.make({
 *     streams,
 *     drop: ["contacts.phone", "conversations.source.body", "*.avatar"],
 *     hash: ["*.email"],
 *     key: yield* Config.Redacted("HASH_KEY")
 *   })
 *   return yield* Export.run({ streams, sink: Privacy.protect(NdjsonSink.directory("./export"), privacy) })
 * })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = Effect.fnUntraced(
  function* ({
    drop = [],
    fields,
    hash = [],
    key,
    streams
  }: PrivacyOptions): Effect.fn.Return<Privacy, InvalidPrivacy, Mac.Mac> {
    const mac = yield* Mac.Mac
    const definitions = streams.map(definitionOf)
    const names = new Set([...streamNames, ...definitions.map(({ name }) => name)])
    const parsed: Array<Rule> = []
    for (const [verb, paths] of [
      ["keep", fields ?? []],
      ["drop", drop],
      ["hash", hash]
    ] as const) {
      for (const text of paths) parsed.push({ verb, path: yield* read(text, verb, names, definitions) })
    }
    const isAbout = ({ path }: Rule, stream: string) => path.stream === undefined || path.stream === stream
    const signingKey = hash.length === 0 ? undefined : yield* keyOf(key)
    const sign = (text: string) =>
      signingKey === undefined
        ? Effect.die("nothing is hashed without a key")
        : Effect.map(mac.sign(signingKey, new TextEncoder().encode(text)), Hex.encode)
    // Two keys make two exports. Its HMAC tells them apart as the hashes of the records do.
    const keyPrint = signingKey === undefined ? undefined : yield* Effect.orDie(sign("effect-intercom key"))

    const rulesOf = new Map<string, Rules>()
    const selections = new Map<string, string>()
    for (const definition of definitions) {
      const { identity, inside, name } = definition
      const rules = [...parsed.filter((rule) => isAbout(rule, name)), ...inherited(parsed, inside)]
      const known = rules.filter(({ path }) => isField(definition, path))
      const kept = known.filter(({ verb }) => verb !== "drop")
      if (fields !== undefined && kept.length === 0) {
        const named = `${name}.${identity[0] ?? "id"}`
        return yield* new InvalidPrivacy({ message: `no field of ${name} is named; name one, as ${named}`, near: [] })
      }
      rulesOf.set(name, { rules, isSelective: fields !== undefined, identity: new Set(identity) })
      const told = known.map(({ path, verb }) => `${verb} ${path.anywhere ? "*." : ""}${path.names.join(".")}`)
      const isHashing = known.some(({ verb }) => verb === "hash")
      selections.set(name, JSON.stringify([...new Set(told.toSorted()), ...(isHashing ? [keyPrint] : [])]))
    }
    return {
      selectionOf: (stream) => selections.get(stream),
      rewrite: Effect.fnUntraced(function* (stream, records) {
        const rules = rulesOf.get(stream)
        if (rules === undefined) {
          const message = `what is to be kept of ${stream} was not said; name it among the streams of Privacy.make`
          return yield* new SinkError({ stream, message })
        }
        // Texts are collected first, and hashed once each.
        const texts = new Set<string>()
        const collect = (text: string) => {
          texts.add(text)
          return ""
        }
        for (const record of records) attempt(record, rules, collect)
        const hashes = new Map<string, string>()
        for (const text of texts) {
          const failed = (cause: unknown) => new SinkError({ stream, message: "a field cannot be hashed", cause })
          hashes.set(text, yield* Effect.mapError(sign(text), failed))
        }
        return records.map((record) => attempt(record, rules, (text) => hashes.get(text) ?? ""))
      })
    }
  },
  Effect.provide(Mac.layerWebCrypto.pipe(Layer.provide(SecureRandom.layerWebCrypto)))
)

/**
 * A sink that is given records as the choice keeps them, and nothing else of them: neither in what could not be delivered nor
 * anywhere beside. It is part of what a checkpoint is of, so an export does not go on with another choice or another key.
 *
 * @category combinators
 * @since 0.1.0
 */
export const protect = <R>(sink: ExportSink<R>, privacy: Privacy): ExportSink<R> => ({
  ...sink,
  selectionOf: (stream) => {
    const selections = [sink.selectionOf?.(stream), privacy.selectionOf(stream)].filter((text) => text !== undefined)
    return selections.length === 0 ? undefined : selections.join(" ")
  },
  open: (target, state) =>
    Effect.map(sink.open(target, state), (opened): StreamSink => ({
      ...opened,
      write: (records, problems) => write(privacy, target, opened, records, problems)
    }))
})

const write = Effect.fnUntraced(function* (
  privacy: Privacy,
  { idOf, stream }: SinkTarget,
  opened: StreamSink,
  records: ReadonlyArray<object>,
  problems: ReadonlyArray<Problem>
): Effect.fn.Return<ReadonlyArray<DeadLetter>, SinkError> {
  const rewritten = yield* privacy.rewrite(stream, records)
  const tooDeep = records.flatMap((record, index): ReadonlyArray<DeadLetter> =>
    rewritten[index] === undefined
      ? [{ kind: "dead-letter", id: idOf(record), reason: "it is nested too deeply to be written", record: undefined }]
      : []
  )
  const told = yield* Effect.forEach(
    problems,
    Effect.fnUntraced(function* (problem) {
      if (problem.kind !== "dead-letter") return problem
      const { id, record } = problem
      if (typeof record !== "object" || record === null) return { ...problem, record: undefined }
      const [kept] = yield* privacy.rewrite(stream, [record])
      // An id may be made of fields.
      return { ...problem, record: kept, id: kept !== undefined && idOf(record) === id ? idOf(kept) : id }
    })
  )
  const refused = yield* opened.write(
    rewritten.filter((record) => record !== undefined),
    [...told, ...tooDeep]
  )
  return [...tooDeep, ...(Array.isArray(refused) ? refused : [])]
})

/** Undefined where a record nests deeper than the stack. */
const attempt = (record: object, rules: Rules, hashed: (text: string) => string): object | undefined => {
  try {
    return rewrite(record, rules, hashed)
  } catch {
    return undefined
  }
}

type Known = ReturnType<typeof definitionOf>

type Rule = Rules["rules"][number]

/** What the export adds to records, as the `conversation_id` of a part, stands in no schema. */
const isField = ({ identity, schema }: Known, path: FieldPath.FieldPath): boolean =>
  FieldPath.isIn(schema, path) || (path.names.length === 1 && identity.some((field) => field === path.names[0]))

/**
 * What is said of fields in a list inside records holds for the records that are made of the list. To leave out the list as a
 * whole, or to keep it, is about the records it stands in.
 */
const inherited = (parsed: ReadonlyArray<Rule>, inside: Known["inside"]): ReadonlyArray<Rule> =>
  inside === undefined
    ? []
    : parsed.flatMap(({ path, verb }) => {
        if (path.stream !== undefined && path.stream !== inside.definition.name) return []
        const isHashed = verb === "hash" && FieldPath.covers(path, inside.path)
        const all = isHashed ? [{ ...path, anywhere: false, names: ["*"] }] : []
        return [...FieldPath.within(path, inside.path), ...all].map((inner) => ({ verb, path: inner }))
      })

const read = (
  text: string,
  verb: Verb,
  names: ReadonlySet<string>,
  definitions: ReadonlyArray<Known>
): Effect.Effect<FieldPath.FieldPath, InvalidPrivacy> => {
  const path = FieldPath.parse(text, names)
  if (path === undefined) {
    return refuse(text, `${JSON.stringify(text)} is no path to a field, as email, contacts.email or *.email`)
  }
  const concerned = definitions.filter(({ name }) => path.stream === undefined || path.stream === name)
  if (concerned.length === 0) {
    const own = definitions[0]?.name ?? "contacts"
    return refuse(
      text,
      `${text} is a field of ${path.stream}, which is not exported; a field of that name is written ${own}.${text}`
    )
  }
  const isKnownBy = concerned.find(
    ({ identity }) => verb !== "keep" && path.names.length === 1 && identity.some((field) => field === path.names[0])
  )
  if (isKnownBy !== undefined) {
    return refuse(
      text,
      `${text} is what records of ${isKnownBy.name} are known by, and can be neither dropped nor hashed`
    )
  }
  if (concerned.some((definition) => isField(definition, path))) return Effect.succeed(path)
  const known = concerned.flatMap(({ name, schema }) =>
    FieldPath.pathsOf(schema).map((field) => (path.stream === undefined ? field : `${name}.${field}`))
  )
  const close = path.anywhere
    ? near(
        path.names.join("."),
        known.map((field) => field.split(".").slice(-path.names.length).join("."))
      ).map((field) => `*.${field}`)
    : near(text, known)
  const meant = close.length === 0 ? "" : `. Did you mean ${close.join(" or ")}?`
  const whose = concerned.map(({ name }) => name).join(", ")
  return refuse(text, `no record of ${whose} has a field ${text}${meant}`, close)
}

const refuse = (path: string, message: string, close: ReadonlyArray<string> = []) =>
  Effect.fail(new InvalidPrivacy({ path, message, near: close }))

const keyOf = (key: Redacted.Redacted<string> | undefined) => {
  const bytes = new TextEncoder().encode(key === undefined ? "" : Redacted.value(key))
  if (bytes.length < leastKey) {
    const message = `hashing needs a key of at least ${leastKey} bytes, as openssl rand -hex 32 makes one`
    return Effect.fail(new InvalidPrivacy({ message, near: [] }))
  }
  return Effect.orDie(Mac.key(Mac.hmacSha256, bytes))
}

const leastKey = 16
