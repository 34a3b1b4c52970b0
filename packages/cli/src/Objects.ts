/**
 * The folder of an export by runners: a packed file a segment, and a manifest that names them.
 *
 * @since 0.1.0
 */
import type { DurableExport } from "@effect-intercom/sync"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Path from "effect/Path"
import * as Schema from "effect/Schema"
import type { Told } from "./Destination.ts"
import { exitCodes, Problem } from "./Problem.ts"
import * as Table from "./Table.ts"

type Manifest = typeof DurableExport.Manifest

/**
 * What is told of the folder at the end.
 *
 * @category constructors
 * @since 0.1.0
 */
export const told = Effect.fnUntraced(function* (folder: string): Effect.fn.Return<Told, never, Path.Path> {
  const path = yield* Path.Path
  return {
    name: folder,
    report: `See ${manifestName} in ${folder}`,
    more: manifestName,
    folder,
    isServer: false,
    filesOf: (stream) =>
      FileSystem.FileSystem.use((fileSystem) => fileSystem.readDirectory(path.join(folder, stream))).pipe(
        Effect.orElseSucceed(() => []),
        Effect.map((names) =>
          names.filter((name) => name.endsWith(".ndjson.gz")).map((name) => path.join(folder, stream, name))
        )
      )
  }
})

const manifestName = "manifest.json"

/**
 * Refuses a folder that holds another export: files of both have the same names.
 *
 * @category guards
 * @since 0.1.0
 */
export const refuseOthers = Effect.fnUntraced(function* (
  manifest: Manifest,
  folder: string,
  exportId: string
): Effect.fn.Return<void, Problem, FileSystem.FileSystem | Path.Path> {
  const holds = yield* Effect.gen(function* () {
    const held = yield* read(manifest, folder)
    if (Option.isSome(held)) return held.value.exportId === exportId ? undefined : `the export ${held.value.exportId}`
    if (yield* isThere(folder, manifestName)) return `a ${manifestName} that is none of an export by runners`
    return (yield* isThere(folder, "checkpoint.json")) ? "an export of one process" : undefined
  })
  if (holds === undefined) return
  return yield* new Problem({
    description: `${folder} holds ${holds}, and this is the export ${exportId}`,
    next: "Choose another folder with --out",
    exitCode: exitCodes.usage
  })
})

/**
 * Looks whether what the manifest names is in the folder: runners that write into folders of their own would each hold a part.
 *
 * @category guards
 * @since 0.1.0
 */
export const verify = Effect.fnUntraced(function* (
  manifest: Manifest,
  folder: string,
  exportId: string
): Effect.fn.Return<void, Problem, FileSystem.FileSystem | Path.Path> {
  const held = Option.getOrUndefined(yield* read(manifest, folder))
  const objects = held?.exportId === exportId && held.report !== undefined ? held.objects : undefined
  const missing = yield* Effect.filter(objects ?? [], ({ name }) =>
    Effect.map(isThere(folder, ...name.split("/")), (found) => !found)
  )
  if (objects !== undefined && missing.length === 0) return
  return yield* new Problem({
    description:
      objects === undefined
        ? `The export is at its end, but ${folder} has no ${manifestName} that says so`
        : `The export is at its end, but ${Table.count(missing.length)} of ${Table.plural(objects.length, "file")} are not in ${folder}`,
    next: "All runners have to write into one folder, as on a network disk. Bring the files of all together",
    exitCode: exitCodes.incomplete
  })
})

const isThere = Effect.fnUntraced(function* (folder: string, ...names: ReadonlyArray<string>) {
  const fileSystem = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  return yield* Effect.orElseSucceed(fileSystem.exists(path.join(folder, ...names)), () => false)
})

const read = Effect.fnUntraced(function* (manifest: Manifest, folder: string) {
  const fileSystem = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const text = yield* Effect.option(fileSystem.readFileString(path.join(folder, manifestName)))
  return Option.flatMap(text, Schema.decodeOption(Schema.fromJsonString(manifest)))
})
