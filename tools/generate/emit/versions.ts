/**
 * Writes the versions that core knows.
 */
import type { Versions } from "../versions.ts"
import { block } from "./docs.ts"

/** The text of core's `generated/versions.ts`. */
export const printVersions = ({ all, latestStable }: Versions): string =>
  [
    block(["The versions of Intercom's API, in the order they appeared.", "", "@since 0.1.0"]),
    `export const versions = [${all.map((version) => JSON.stringify(version)).join(", ")}] as const`,
    `export const latestStable = ${JSON.stringify(latestStable)}`
  ].join("\n\n") + "\n"
