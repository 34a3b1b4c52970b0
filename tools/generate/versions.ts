/**
 * The versions in the order they appeared, those without a description among them.
 */
import { rank } from "./descriptions.ts"

export interface Versions {
  /** Every version, oldest first; the moving one stands last under both its names. */
  readonly all: ReadonlyArray<string>
  /** The newest that is described and does not move. */
  readonly latestStable: string
}

/** The versions that are described, and those that are only announced. */
export const orderVersions = (described: ReadonlyArray<string>, announced: ReadonlyArray<string>): Versions => {
  const numbered = described.filter((version) => version !== preview)
  const latestStable = numbered.findLast((version) => /^\d+\.\d+$/.test(version))
  if (latestStable === undefined) throw new Error("no description is of a version such as 2.16")
  const all = [...new Set([...described, ...announced])].toSorted((left, right) => rank(left) - rank(right))
  return { all: all.includes(preview) ? [...all, "Unstable"] : all, latestStable }
}

const preview = "Preview"
