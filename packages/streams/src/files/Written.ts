/**
 * Files that a run wrote, and whether they are still there at its end.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type { FileError } from "./Error.ts"
import * as FileEnd from "./FileEnd.ts"

/**
 * A file, and where it ended when it was safe.
 *
 * @category models
 * @since 0.1.0
 */
export interface Written {
  readonly location: string
  readonly end: FileEnd.FileEnd
}

/**
 * Tells in words what of some files is not as it was written.
 *
 * @category conversions
 * @since 0.1.0
 */
export const missing = Effect.fnUntraced(function* (
  fileSystem: FileSystem.FileSystem,
  files: ReadonlyArray<Written>
): Effect.fn.Return<ReadonlyArray<string>, FileError> {
  const texts: Array<string> = []
  for (const { end, location } of files) {
    const difference = yield* FileEnd.compare(fileSystem, location, end).pipe(
      // A link in its place, or a directory.
      Effect.catchIf(
        ({ kind }) => kind === "occupied",
        () => Effect.succeed({ kind: "changed", size: 0 } as const)
      )
    )
    if (difference !== undefined) texts.push(`${location} ${wordsOf(difference, end)}`)
  }
  return texts
})

const wordsOf = ({ kind, size }: FileEnd.Difference, { bytes }: FileEnd.FileEnd): string => {
  switch (kind) {
    case "missing":
      return "is no longer there"
    case "shorter":
    case "longer":
      return `is ${kind} than it was written (${size} of ${bytes} bytes)`
    case "changed":
      return "was changed while it was written"
  }
}
