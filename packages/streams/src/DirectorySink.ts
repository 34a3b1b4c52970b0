/**
 * Exports to a directory: a file of lines for each stream, in any format whose records are lines.
 *
 * @since 0.1.0
 */
export { make as makeFolder } from "./files/Folder.ts"
export { sync as syncFolder } from "./files/SyncedDirectory.ts"
export { type DirectoryOptions, type LineFormat, type LineWriter, make } from "./sink/Directory.ts"
