/**
 * Keeps two exports from writing into one place: a directory or a database.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Path from "effect/Path"
import type { PlatformError } from "effect/PlatformError"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { cannotWrite, FileError } from "./Error.ts"

/** What the lock says of who holds it. */
const Holder = /*#__PURE__*/ Schema.Struct({
  /** Null on a runtime that does not tell. */
  pid: Schema.NullOr(Schema.Number),
  host: Schema.NullOr(Schema.String),
  /** Unix seconds. */
  since: Schema.Number,
  /** Tells the locks of one process apart. Earlier versions had none. */
  id: /*#__PURE__*/ Schema.optional(Schema.String)
})

type Holder = typeof Holder.Type

/** What an export writes into. */
type Kind = "directory" | "database"

/** Places this process writes to, and the scopes in which it does. */
const held = /*#__PURE__*/ new Map<string, Scope.Scope>()

/** The ids of its locks, those that it is about to write included. */
const ids = /*#__PURE__*/ new Set<string>()

/** Milliseconds between two signs of life, and after which a process on another machine is taken for dead. */
const beat = 20_000
const deadAfter = 180_000

/**
 * Holds a place that is there until the scope closes, and tells whether it was not held yet. The streams of one run share a
 * scope, and so the lock: a file, which is `export.lock` in a directory and `export.db.lock` beside a database. Whoever only reads a database need not look at it.
 *
 * A lock whose process is gone is taken over: by its id where it ran on this machine, by the signs of life it gives every
 * twenty seconds where it ran on another.
 *
 * @category constructors
 * @since 0.1.0
 */
export const hold = Effect.fnUntraced(function* (
  kind: Kind,
  location: string
): Effect.fn.Return<boolean, FileError, FileSystem.FileSystem | Path.Path | Scope.Scope> {
  const fileSystem = yield* FileSystem.FileSystem
  const scope = yield* Effect.scope
  const path = yield* Path.Path
  // A link to it is another name for the same place.
  const place = yield* Effect.mapError(fileSystem.realPath(location), cannotWrite)
  if (held.get(place) === scope) return false
  const lock = kind === "directory" ? path.join(location, "export.lock") : `${place}.lock`
  const id = crypto.randomUUID()
  const acquired = Effect.sync(() => ids.add(id)).pipe(
    Effect.andThen(acquire(fileSystem, lock, { kind, id })),
    Effect.catchTag("PlatformError", (error) => Effect.fail(cannotWrite(error))),
    Effect.onError(() => Effect.sync(() => ids.delete(id))),
    Effect.andThen(Effect.sync(() => held.set(place, scope)))
  )
  const release = Effect.andThen(
    Effect.ignore(letGo(fileSystem, lock, id)),
    Effect.sync(() => {
      held.delete(place)
      ids.delete(id)
    })
  )
  yield* Effect.acquireRelease(acquired, () => release)
  yield* Effect.forkScoped(
    Effect.forever(Effect.andThen(Effect.sleep(beat), Effect.ignore(giveSign(fileSystem, lock))))
  )
  return true
})

const acquire = Effect.fnUntraced(function* (
  fileSystem: FileSystem.FileSystem,
  location: string,
  { id, kind }: { readonly kind: Kind; readonly id: string }
) {
  const now = yield* Clock.currentTimeMillis
  const own: Holder = { ...thisProcess(), since: Math.floor(now / 1000), id }
  const take = fileSystem.open(location, { flag: "wx" }).pipe(
    Effect.flatMap((file) =>
      file.writeAll(new TextEncoder().encode(`${JSON.stringify(own)}\n`)).pipe(
        Effect.andThen(giveSign(fileSystem, location)),
        // On a disk that is full, say. Left there it would keep everybody out, and says of nobody that he is gone.
        Effect.onError(() => Effect.ignore(fileSystem.remove(location)))
      )
    ),
    Effect.scoped,
    Effect.as(true),
    Effect.catchIf(
      ({ reason }) => reason._tag === "AlreadyExists",
      () => Effect.succeed(false)
    )
  )
  if (yield* take) return
  const text = yield* read(fileSystem, location)
  const holder = Option.getOrUndefined(parseHolder(text))
  const refused = new FileError({ kind: "locked", message: refusalOf(kind, location, holder) })
  const signedAt = yield* lastSign(fileSystem, location)
  if (isAlive(holder, now - signedAt)) return yield* refused
  // Of several that find a dead lock each moves away what is there. Should that be the lock of one that was faster, it
  // goes back.
  const aside = `${location}.${crypto.randomUUID()}`
  yield* fileSystem.rename(location, aside).pipe(Effect.catchIf(isMissing, () => Effect.void))
  if ((yield* read(fileSystem, aside)) !== text) {
    yield* Effect.ignore(fileSystem.rename(aside, location))
    return yield* refused
  }
  yield* fileSystem.remove(aside, { force: true })
  if (!(yield* take)) return yield* refused
})

/** One that took it over, as this process gave no signs of life, is not to lose it. */
const letGo = Effect.fnUntraced(function* (fileSystem: FileSystem.FileSystem, location: string, id: string) {
  const holder = Option.getOrUndefined(parseHolder(yield* read(fileSystem, location)))
  if (holder?.id === id) yield* fileSystem.remove(location)
})

/** Empty where the file is not there, or was not written to its end. */
const read = (fileSystem: FileSystem.FileSystem, location: string) =>
  fileSystem.readFileString(location).pipe(Effect.catchIf(isMissing, () => Effect.succeed("")))

const isMissing = ({ reason }: PlatformError): boolean => reason._tag === "NotFound"

/** The clock of the program writes and reads the signs, whatever that of a file server says. */
const giveSign = (fileSystem: FileSystem.FileSystem, location: string) =>
  Effect.flatMap(Clock.currentTimeMillis, (now) => fileSystem.utimes(location, now / 1000, now / 1000))

const lastSign = (fileSystem: FileSystem.FileSystem, location: string) =>
  fileSystem.stat(location).pipe(
    Effect.map(({ mtime }) => Option.match(mtime, { onNone: () => 0, onSome: (date) => date.getTime() })),
    Effect.catchIf(isMissing, () => Effect.succeed(0))
  )

const parseHolder = /*#__PURE__*/ Schema.decodeUnknownOption(/*#__PURE__*/ Schema.fromJsonString(Holder))

const isAlive = (holder: Holder | undefined, silence: number): boolean => {
  const own = thisProcess()
  // Nothing can be asked of a process of another machine, nor of one that did not come to say who it is.
  if (holder === undefined || holder.pid === null || holder.host === null || holder.host !== own.host) {
    return silence < deadAfter
  }
  // In a container a process often has the number of the one before.
  return holder.pid === own.pid ? ids.has(holder.id ?? "") : isRunning(holder.pid)
}

const isRunning = (pid: number): boolean => {
  try {
    // Signal 0 is none: it only asks whether there is such a process.
    return process.kill(pid, 0)
  } catch (error) {
    // It is another user's.
    return Predicate.hasProperty(error, "code") && error.code === "EPERM"
  }
}

const thisProcess = (): Pick<Holder, "pid" | "host"> => {
  if (typeof process === "undefined" || typeof process.getBuiltinModule !== "function") return { pid: null, host: null }
  return { pid: process.pid, host: process.getBuiltinModule("node:os").hostname() }
}

const refusalOf = (kind: Kind, location: string, holder: Holder | undefined): string => {
  const who =
    holder === undefined || holder.pid === null || holder.host === null
      ? "another export"
      : `another export (process ${holder.pid} on ${holder.host}, since ${timeOf(holder.since)})`
  return `${who} writes into this ${kind}; wait until it ends, name another ${kind}, or, if it no longer runs, delete ${location}`
}

const timeOf = (seconds: number): string => DateTime.formatIso(DateTime.makeUnsafe(seconds * 1000))
