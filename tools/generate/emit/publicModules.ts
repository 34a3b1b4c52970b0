/**
 * The modules users import: each shows a generated one, and may have more that is written by hand.
 *
 * They are written once, when they are missing; from then on they belong to who edits them.
 */
import type { Plan } from "../plan.ts"
import { block } from "./docs.ts"

export interface PublicModule {
  readonly path: string
  /** The line that shows what is generated. */
  readonly reexport: string
  /** The whole module, as it begins. */
  readonly text: string
}

/** One a resource, and that of the registry. */
export const printPublicModules = (plan: Plan): ReadonlyArray<PublicModule> =>
  [
    ...plan.resources,
    {
      name: "operations",
      summary: "Every operation, with its resource and name: for programs that choose one at run time."
    }
  ].map(({ name, summary }) => {
    const reexport = `export * from "./generated/${name}.ts"`
    return {
      path: `packages/resources/src/${name}.ts`,
      reexport,
      text: `${block([summary, "", "@since 0.1.0"])}\n${reexport}\n`
    }
  })
