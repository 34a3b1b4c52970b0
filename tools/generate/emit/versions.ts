/**
 * Writes the versions that core knows.
 */
import type { Versions } from "../versions.ts"
import { block } from "./docs.ts"

/** The text of core's `generated/versions.ts`. */
export const printVersions = ({ all, latestStable }: Versions): string =>
  [
    block(["The versions of Intercom's API, in the order they appeared.", "", "@since 0.1.0"]),
    `${block(["Every version, oldest first.", "", "@internal"])}\nexport const versions = [${all.map((version) => JSON.stringify(version)).join(", ")}] as const`,
    `${block(["The newest stable version whose description is published.", "", "@internal"])}\nexport const latestStable = ${JSON.stringify(latestStable)}`
  ].join("\n\n") + "\n"
