/** The overlay: resources and operations by name, what is to be corrected of the components, and what examples show. */
import type { Examples } from "./Example.ts"
import { operations } from "./exampleOperations.ts"
import { answers, fields, handwritten, ids } from "./exampleValues.ts"
import { inbox } from "./inbox.ts"
import { knowledge } from "./knowledge.ts"
import type { ResourceOverlay } from "./Overlay.ts"
import { people } from "./people.ts"
import { workspace } from "./workspace.ts"

export const resources: Readonly<Record<string, ResourceOverlay>> = { ...people, ...inbox, ...knowledge, ...workspace }

export const examples: Examples = { answers, fields, handwritten, ids, operations }
