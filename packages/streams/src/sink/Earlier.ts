/**
 * The files of an earlier export that another one takes the place of.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Path from "effect/Path"
import type { PlatformError } from "effect/PlatformError"
import * as Schema from "effect/Schema"
import * as Entry from "../files/Entry.ts"
import type { FileError } from "../files/Error.ts"
import * as SyncedDirectory from "../files/SyncedDirectory.ts"
import { DirectoryState } from "./DirectoryState.ts"
import { ParquetState } from "./ParquetState.ts"
import { ParquetTablesState } from "./ParquetTablesState.ts"
import * as SideFiles from "./SideFiles.ts"
import * as TableFiles from "./TableFiles.ts"
import * as Folders from "./TableFolders.ts"

/**
 * Makes room for an export that begins anew: the files that the state of an earlier one tells of are removed, whatever their
 * form. Where something else is in the way of the new one's first files, that is refused before anything is removed.
 *
 * @category actions
 * @since 0.1.0
 */
export const makeRoom = Effect.fnUntraced(function* (
  directory: string,
  stream: string,
  state: unknown,
  firstFiles: ReadonlyArray<string>
): Effect.fn.Return<void, FileError | PlatformError, FileSystem.FileSystem | Path.Path> {
  const fileSystem = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const own = ownFiles(stream, state, yield* fileSystem.readDirectory(directory))
  for (const file of firstFiles) {
    if (!own.includes(file)) yield* Entry.requireNone(fileSystem, path.join(directory, file))
  }
  for (const file of own) yield* Entry.find(fileSystem, path.join(directory, file))
  for (const file of own) yield* Entry.remove(fileSystem, path.join(directory, file))
  // After a failure of the power they must not stand again beside the files of the export that begins.
  if (own.length > 0) yield* SyncedDirectory.sync(fileSystem, directory)
  const known = Option.getOrUndefined(decodeTables(state))
  if (known !== undefined) {
    const folders: Folders.TableFolders = { fileSystem, path, location: directory, stream, tables: known.tables }
    yield* TableFiles.forget(folders)
    yield* Folders.remove(folders, { files: () => true, collected: () => true })
  }
})

const decodeTables = /*#__PURE__*/ Schema.decodeUnknownOption(ParquetTablesState)

/**
 * Those of the files that are there which the earlier export wrote, the last of a series first: where their removal is broken
 * off, what is left is a series still. A state is data: names in it are made again here.
 */
const ownFiles = (stream: string, state: unknown, there: ReadonlyArray<string>): ReadonlyArray<string> => {
  const known = Option.getOrUndefined(decode(state))
  if (known === undefined) return Option.isNone(decodeTables(state)) ? [] : there.filter(isSideFile(stream))
  const own = new Set(sideFiles(stream))
  if ("records" in known) {
    const { file } = known.records
    if (known.part === undefined) {
      if (/^(\.[a-z0-9]+)+$/i.test(file.slice(stream.length)) && file.startsWith(stream)) own.add(file)
    } else {
      const ending = /^-\d{4,}((?:\.[a-z0-9]+)+)$/i.exec(file.slice(stream.length))?.[1]
      if (ending !== undefined) addSeries(own, there, { stream, endings: [ending], ...known, part: known.part })
    }
  } else {
    addSeries(own, there, { stream, endings: parquetEndings, ...known })
  }
  const present = new Set(there)
  return [...own].filter((file) => present.has(file))
}

const sideFiles = (stream: string): ReadonlyArray<string> =>
  [false, true].flatMap((gzip) => Object.values(SideFiles.namesOf(stream, gzip)))

const isSideFile =
  (stream: string) =>
  (file: string): boolean =>
    sideFiles(stream).includes(file)

const parquetEndings = [".parquet", ".parquet.new", ".part.gz"]

/** The files of a series up to the last that is known, and those that follow it where the run may have begun them. */
const addSeries = (
  own: Set<string>,
  there: ReadonlyArray<string>,
  {
    endings,
    goesOn,
    part,
    stream
  }: {
    readonly stream: string
    readonly endings: ReadonlyArray<string>
    readonly part: number
    readonly goesOn?: boolean | undefined
  }
): void => {
  const numbers = new Map<number, Array<string>>()
  for (const file of there) {
    const [, digits, ending = ""] =
      /^-(\d{4,})(\..+)$/.exec(file.startsWith(stream) ? file.slice(stream.length) : "") ?? []
    const number = Number(digits)
    if (!endings.includes(ending) || String(number).padStart(4, "0") !== digits) continue
    numbers.set(number, [...(numbers.get(number) ?? []), file])
  }
  let last = part
  if (goesOn === true) while (numbers.has(last + 1)) last++
  for (const [number, files] of [...numbers].toSorted(([one], [other]) => other - one)) {
    if (number <= last) for (const file of files) own.add(file)
  }
}

const decode = /*#__PURE__*/ Schema.decodeUnknownOption(/*#__PURE__*/ Schema.Union([DirectoryState, ParquetState]))
