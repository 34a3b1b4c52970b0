/**
 * Reads the evidence beside descriptions and examples: what answers of the real Intercom looked like.
 *
 * A file of `evidence/` is a recording, shapes without values, or a list of single facts that somebody reported. Whoever has
 * another recording adds a file.
 */
import { readdir, readFile } from "node:fs/promises"
import { join, resolve } from "node:path"

/** The kinds of value JSON has. */
export type Kind = "string" | "number" | "boolean" | "object" | "array" | "null"

/** How many records or answers were seen, and for each path in them how often it held which kind. */
export interface ObservedShape {
  readonly observed: number
  readonly fields: Readonly<Record<string, Partial<Record<Kind, number>>>>
}

/** What was seen of one workspace. */
export interface Recording {
  /** The name of its file. */
  readonly name: string
  /** Where it is from. */
  readonly origin: string
  /** By what the records call themselves in `type`. */
  readonly records: Readonly<Record<string, ObservedShape>>
  /** By method and path, the top of what lists and searches answered. */
  readonly answers: Readonly<Record<string, ObservedShape>>
}

/** One fact about a field, where it was learnt, and why it is believed. */
export interface Report {
  readonly component: string
  /** `notes.data[].id` for the field `id` of what the list `data` of the object `notes` holds. */
  readonly path: string
  /** The kinds of value it was seen as. */
  readonly kinds: ReadonlyArray<Kind>
  /** Whether it was seen to be left out. */
  readonly absent?: boolean
  readonly origin: string
}

export interface Observations {
  readonly recordings: ReadonlyArray<Recording>
  readonly reports: ReadonlyArray<Report>
}

export const noObservations: Observations = { recordings: [], reports: [] }

/** The folder of this repository. */
export const evidenceFolder = resolve(import.meta.dirname, "evidence")

/** All files of a folder, by name. */
export const readObservations = async (folder: string = evidenceFolder): Promise<Observations> => {
  const recordings: Array<Recording> = []
  const reports: Array<Report> = []
  const files = (await readdir(folder)).filter((file) => file.endsWith(".json")).toSorted()
  for (const file of files) {
    // The files are of this repository; what they hold is what the interfaces above name.
    const read = JSON.parse(await readFile(join(folder, file), "utf8")) as
      | Omit<Recording, "name">
      | { readonly reports: ReadonlyArray<Report> }
    if ("reports" in read) reports.push(...read.reports)
    else recordings.push({ ...read, name: file.slice(0, -".json".length) })
  }
  return { recordings, reports }
}

/** A place in a recorded shape, with what stands below it. */
export interface ObservedNode {
  readonly kinds: ReadonlyMap<Kind, number>
  readonly fields: ReadonlyMap<string, ObservedNode>
  readonly items: ObservedNode | undefined
}

/** The paths of a recorded shape as a tree, whose root is an object seen as often as the records. */
export const treeOf = ({ fields, observed }: ObservedShape): ObservedNode =>
  nodeAt(
    Object.entries(fields).map(([path, kinds]) => ({ steps: stepsOf(path), kinds })),
    { object: observed }
  )

/** `tags.data[].id` is `tags`, `data`, an element, `id`. */
export const stepsOf = (path: string): ReadonlyArray<string> =>
  path.split(".").flatMap((step) => (step.endsWith("[]") ? [step.slice(0, -2), element] : [step]))

/** The step from a list to what it holds; no field is called so. */
export const element = "[]"

interface Entry {
  readonly steps: ReadonlyArray<string>
  readonly kinds: Partial<Record<Kind, number>>
}

const nodeAt = (below: ReadonlyArray<Entry>, kinds: Entry["kinds"]): ObservedNode => {
  const fields = new Map<string, ObservedNode>()
  let items: ObservedNode | undefined
  for (const [step, entries] of Map.groupBy(below, ({ steps }) => steps[0] ?? "")) {
    const own = entries.find(({ steps }) => steps.length === 1)
    const inner = entries.filter(({ steps }) => steps.length > 1)
    const node = nodeAt(
      inner.map(({ kinds, steps }) => ({ steps: steps.slice(1), kinds })),
      own?.kinds ?? {}
    )
    if (step === element) items = node
    else fields.set(step, node)
  }
  // JSON is read: what stands there are counts by kind.
  return { kinds: new Map(Object.entries(kinds) as ReadonlyArray<[Kind, number]>), fields, items }
}

/** How often something stood there, null included. */
export const timesOf = ({ kinds }: ObservedNode): number => [...kinds.values()].reduce((sum, times) => sum + times, 0)
