/**
 * The start of a process that imports an operation, with what it takes to call it, or the official client.
 */
import { execFileSync } from "node:child_process"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { alternate, compare, print, ratio, type Run, type Target } from "./rounds.ts"

const programs: Readonly<Record<string, string>> = {
  nothing: "",
  "intercom-client": `import { IntercomClient } from "intercom-client"; use(IntercomClient)`,
  operation: `import { Contacts } from "@effect-intercom/resources"; use(Contacts.get)`,
  "operation-alone": `import { get } from "@effect-intercom/resources/Contacts"; use(get)`,
  "operation-and-client": `
    import { get } from "@effect-intercom/resources/Contacts"
    import { IntercomClient } from "@effect-intercom/core"
    import * as FetchHttpClient from "effect/http/FetchHttpClient"
    import * as Effect from "effect/Effect"
    use(get, IntercomClient.layer, FetchHttpClient.layer, Effect.runPromise)`,
  "operation-and-client-by-path": `
    import { get } from "@effect-intercom/resources/Contacts"
    import * as IntercomClient from "@effect-intercom/core/IntercomClient"
    import * as FetchHttpClient from "effect/http/FetchHttpClient"
    import * as Effect from "effect/Effect"
    use(get, IntercomClient.layer, FetchHttpClient.layer, Effect.runPromise)`,
  // What any program reads that uses schemas and an HTTP client of Effect.
  "effect-alone": `
    import * as Schema from "effect/Schema"
    import * as FetchHttpClient from "effect/http/FetchHttpClient"
    use(Schema.Struct, FetchHttpClient.layer)`
}

const surroundings = `
function use(...values) { if (values.includes(undefined)) throw new Error("Something is not exported") }
console.log(JSON.stringify(process.cpuUsage()))`

const rounds = 10

/** Measures over a project that has the packages as they are published. */
export const start = (project: string) => {
  for (const [name, source] of Object.entries(programs)) {
    writeFileSync(join(project, `${name}.mjs`), source + surroundings)
  }
  const runs = alternate(Object.keys(programs), rounds, 0, (name) => started(join(project, `${name}.mjs`)))
  const standings = compare(runs, "intercom-client")
  print(`The start of a process, medians of ${rounds} rounds`, standings, { count: 1, unit: "start" })
  const target = (name: string, what: string, most: number): Target => {
    const taken = ratio(runs, name, "intercom-client")
    const processor = ratio(runs, name, "intercom-client", (run) => run.cpuMillis)
    return {
      isMet: taken <= most,
      text: `a process that imports ${what} starts in ${taken} times that of intercom-client (processor ${processor}); target ${most.toFixed(2)} at most`
    }
  }
  const targets: ReadonlyArray<Target> = [
    target("operation-alone", "an operation", 1),
    target("operation", "one from the index", 1),
    target("operation-and-client-by-path", "one with client and HTTP layer by path", 0.9)
  ]
  return { rounds, standings, targets }
}

const started = (file: string): Run => {
  const startedAt = performance.now()
  const stdout = execFileSync(process.execPath, [file], { encoding: "utf8" })
  const millis = performance.now() - startedAt
  const { system, user }: NodeJS.CpuUsage = JSON.parse(stdout)
  return { rows: 0, millis, userMillis: user / 1000, cpuMillis: (user + system) / 1000 }
}
