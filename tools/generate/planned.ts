/**
 * What is known of an operation before an example is made of it.
 */
import type { Access, PagesOverlay } from "./overlay/Overlay.ts"
import type { PlannedInput } from "./planInput.ts"
import type { Shape } from "./shape.ts"

export interface OperationWithoutExample {
  readonly resource: string
  readonly name: string
  /** As `contacts.get`. */
  readonly id: string
  readonly summary: string
  readonly notes: ReadonlyArray<string>
  /** What calling it does to the workspace. */
  readonly access: Access
  readonly method: string
  readonly path: string
  readonly since: string
  readonly until: string | undefined
  readonly query: ReadonlyArray<string>
  readonly body: "json" | "multipart" | undefined
  readonly reads: "json" | "text" | "nothing" | "location" | "bytes"
  readonly input: PlannedInput | undefined
  readonly success: Shape
  readonly pages: PagesOverlay | undefined
  readonly idempotent: boolean | undefined
  readonly errorStatuses: ReadonlyArray<number>
}
