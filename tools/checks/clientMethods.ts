/**
 * The methods of Intercom's own client beside the operations of this SDK that send the same request. Prints them as the table
 * of `docs/from-intercom-client.md`.
 */
import { Operations } from "@effect-intercom/resources"
import { globSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { root } from "./docExamples.ts"

export interface ClientMethod {
  /** As `contacts.find`. */
  readonly method: string
  /** As `GET /contacts/{}`. */
  readonly endpoint: string
  /** As `Contacts.get`; undefined where no description has the endpoint. */
  readonly operation: string | undefined
}

const client = join(root, "node_modules/intercom-client/dist/cjs/api/resources")

/** The client's methods, apart from those it calls unstable, which are the same endpoints of the version `Unstable`. */
export const clientMethods = (): ReadonlyArray<ClientMethod> =>
  globSync("*/client/Client.js", { cwd: client })
    .toSorted()
    .flatMap((path) => {
      const [resource = ""] = path.split(/[\\/]/)
      return methodsIn(resource, readFileSync(join(client, path), "utf8"))
    })

const methodsIn = (resource: string, text: string): ReadonlyArray<ClientMethod> =>
  text
    .split(/\n {4}(?=__\w+\()/)
    .slice(1)
    .flatMap((body) => {
      const name = /^__(\w+)/.exec(body)?.[1]
      const verb = /method: "(\w+)"/.exec(body)?.[1]
      const path = /UsProduction,\s*(["`])(.*?)\1/.exec(body)?.[2]
      if (name === undefined || verb === undefined || path === undefined) return []
      const endpoint = `${verb} /${path.replaceAll(/\$\{[^}]*\}/g, "{}")}`
      return [{ method: `${resource}.${name}`, endpoint, operation: operations.get(endpoint) }]
    })

/** An endpoint that two operations share is named by the first. */
const operations = new Map(
  Operations.all
    .map(({ name, operation: { method, path }, resource }): readonly [string, string] => [
      `${method} ${path.replaceAll(/\{\w+\}/g, "{}")}`,
      `${resource}.${name}`
    ])
    .toReversed()
)

/** The table, a line each. */
export const clientTable = (methods: ReadonlyArray<ClientMethod>): string =>
  [
    "| `client.` | operation |",
    "|---|---|",
    ...methods.map(
      ({ endpoint, method, operation }) =>
        `| \`${method}\` | ${operation === undefined ? `none: Intercom describes no \`${endpoint}\`; make it with \`Operation.make\`` : `\`${operation}\``} |`
    )
  ].join("\n")

if (import.meta.main) console.log(clientTable(clientMethods()))
