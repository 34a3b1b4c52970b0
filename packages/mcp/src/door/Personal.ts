/**
 * Personal data that models are not to see: fields that are left out, or replaced by keyed hashes, in everything that is answered.
 *
 * @since 0.1.0
 */
import { Export, Privacy } from "@effect-intercom/streams"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"

/**
 * What models are not to see. Paths are written as `Privacy.make` of `@effect-intercom/streams` takes them: `email`,
 * `contacts.phone`, `*.name`.
 *
 * Here a path is about everything that has such a field, at any depth of any answer: `contacts.email` covers the `email` of an author and
 * of a visitor too. What is said of one record is better said of too many than of too few.
 *
 * @category models
 * @since 0.1.0
 */
export interface PersonalData {
  /** Fields that are left out. */
  readonly drop?: ReadonlyArray<string> | undefined
  /** Fields whose texts and numbers become an HMAC-SHA-256 of 64 hexadecimal digits: equal ones stay equal. */
  readonly hash?: ReadonlyArray<string> | undefined
  /** The key of the hashes, 16 bytes or more. */
  readonly key?: Redacted.Redacted<string> | undefined
}

/**
 * A path that no record has, or a key that is none.
 *
 * @category errors
 * @since 0.1.0
 */
export class InvalidPersonalData extends Schema.TaggedError<InvalidPersonalData>(
  "@effect-intercom/mcp/InvalidPersonalData"
)("InvalidPersonalData", {
  message: Schema.String,
  /** The path that is wrong, where one is. */
  path: Schema.optional(Schema.String),
  /** Paths that may have been meant. */
  near: Schema.Array(Schema.String)
}) {}

/**
 * Takes what models are not to see out of an answer; undefined where it nests too deeply to tell.
 *
 * @internal
 */
export class Personal extends Context.Service<
  Personal,
  { readonly protect: (value: unknown) => Effect.Effect<unknown> }
>()("@effect-intercom/mcp/Personal") {
  /**
   * Fails where no record has a field that is named: a mistyped path would show what it is about.
   *
   * @since 0.1.0
   */
  static readonly layer = ({ drop = [], hash = [], key }: PersonalData): Layer.Layer<Personal, InvalidPersonalData> =>
    Layer.effect(
      Personal,
      Effect.gen(function* () {
        if (drop.length === 0 && hash.length === 0) return { protect: Effect.succeed }
        yield* Privacy.make({ streams, drop, hash, key })
        const privacy = yield* Privacy.make({ streams, drop: drop.map(anywhere), hash: hash.map(anywhere), key })
        return {
          protect: (value: unknown) =>
            typeof value === "object" && value !== null
              ? Effect.map(Effect.orDie(privacy.rewrite(stream, [{ value }])), ([kept]) =>
                  kept !== undefined && "value" in kept ? kept.value : undefined
                )
              : Effect.succeed(value)
        }
      }).pipe(
        Effect.catchTag("InvalidPrivacy", ({ message, near, path }) =>
          Effect.fail(new InvalidPersonalData({ message, near, path }))
        )
      )
    )
}

/** Rows of content exports have any field, so that no path to one is mistyped; and no tool reads them. */
const streams = Export.streamNames.filter((name) => name !== "content_data")

/** Rules that hold at any depth are the same for all streams. */
const stream = "contacts"

const anywhere = (path: string): string => {
  const [first = "", ...rest] = path.split(".")
  const isOfStream = rest.length > 0 && Export.streamNames.some((name) => name === first)
  return first === "*" ? path : ["*", ...(isOfStream ? rest : [first, ...rest])].join(".")
}
