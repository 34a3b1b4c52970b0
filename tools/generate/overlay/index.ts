/** The overlay: resources and operations by name, and what is to be corrected of the components. */
import { inbox } from "./inbox.ts"
import { knowledge } from "./knowledge.ts"
import type { ResourceOverlay } from "./Overlay.ts"
import { people } from "./people.ts"
import { workspace } from "./workspace.ts"

export const resources: Readonly<Record<string, ResourceOverlay>> = { ...people, ...inbox, ...knowledge, ...workspace }
