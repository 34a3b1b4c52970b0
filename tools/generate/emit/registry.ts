/**
 * Writes the list of all operations, which the command line and the fake workspace read.
 */
import type { Plan } from "../plan.ts"
import { block } from "./docs.ts"

/** The text of `operations.ts`. */
export const printRegistry = (plan: Plan): string => {
  const names = plan.resources.map(({ name }) => name)
  const rows = plan.resources.flatMap(({ name, operations }) =>
    operations.map(
      (operation) =>
        `  [${JSON.stringify(name)}, ${JSON.stringify(operation.name)}, ${JSON.stringify(operation.summary)}, ${JSON.stringify(operation.access)}, ${name}.${operation.name}]`
    )
  )
  return (
    [
      block([
        "Every operation, with its resource and name: for programs that choose one at run time.",
        "",
        "@since 0.1.0"
      ]),
      `import type { Operation } from "@effect-intercom/core"`,
      names.map((name) => `import * as ${name} from "./${name}.ts"`).join("\n"),
      "",
      block([
        "What calling an operation does to the workspace: nothing (`read`, searches included), a change (`write`), or one that no other call takes back (`destructive`).",
        "",
        "@category models",
        "@since 0.1.0"
      ]),
      `export type Access = "read" | "write" | "destructive"`,
      "",
      block(["An operation of the registry.", "", "@category models", "@since 0.1.0"]),
      `export interface OperationEntry {
  /** As \`contacts.get\`. */
  readonly id: string
  /** The namespace that holds it, as \`Contacts\`. */
  readonly resource: string
  /** Its name there, as \`get\`. */
  readonly name: string
  /** One line of what it does. */
  readonly summary: string
  readonly access: Access
  readonly operation: Operation.Definition
}`,
      "",
      `type Row = readonly [resource: string, name: string, summary: string, access: Access, operation: Operation.Definition]\n\nconst rows: ReadonlyArray<Row> = [\n${rows.join(",\n")}\n]`,
      "",
      block(["All operations, by resource.", "", "@category constants", "@since 0.1.0"]),
      `export const all: ReadonlyArray<OperationEntry> = /*#__PURE__*/ rows.map(([resource, name, summary, access, operation]) => ({ id: operation.id, resource, name, summary, access, operation }))`,
      "",
      block([
        "The operation of an id such as `contacts.get`, undefined when there is none.",
        "",
        "@category constants",
        "@since 0.1.0"
      ]),
      `export const find = (id: string): OperationEntry | undefined => all.find((entry) => entry.id === id)`,
      "",
      block(["All resources with one line each.", "", "@category constants", "@since 0.1.0"]),
      `export const resources: ReadonlyArray<{ readonly name: string; readonly summary: string }> = [\n${plan.resources.map(({ name, summary }) => `  { name: ${JSON.stringify(name)}, summary: ${JSON.stringify(summary)} }`).join(",\n")}\n]`
    ].join("\n") + "\n"
  )
}
