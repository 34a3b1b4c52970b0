/**
 * Where the tables of an export in Parquet stand.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"

/**
 * The files of all tables of a stream.
 *
 * @category conversions
 * @since 0.1.0
 */
export const filesOf = Effect.fnUntraced(function* (
  out: string,
  stream: string
): Effect.fn.Return<ReadonlyArray<string>, never, FileSystem.FileSystem> {
  const fileSystem = yield* FileSystem.FileSystem
  const { Tables } = yield* Effect.promise(() => import("@effect-intercom/streams"))
  const { children, main } = Tables.ofNamed(stream)
  const files: Array<string> = []
  for (const { name } of [main, ...children]) {
    const folder = `${out}/${name}`
    const found = yield* Effect.orElseSucceed(fileSystem.readDirectory(folder, { recursive: true }), () => [])
    files.push(...found.filter((file) => file.endsWith(".parquet")).map((file) => `${folder}/${file}`))
  }
  return files
})
