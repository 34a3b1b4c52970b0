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
    use(get, IntercomClient.layer, FetchHttpClient.layer, Effect.runPromise)`
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
  const behind = ratio(runs, "operation-alone", "intercom-client")
  const fromIndex = ratio(runs, "operation", "intercom-client")
  const byPath = ratio(runs, "operation-and-client-by-path", "intercom-client")
  const targets: ReadonlyArray<Target> = [
    {
      isMet: behind <= 1,
      text: `a process that imports an operation starts in ${behind} times that of intercom-client; target 1.00 at most`
    },
    {
      isMet: fromIndex <= 1,
      text: `one that imports it from the index in ${fromIndex} times that; target 1.00 at most`
    },
    {
      isMet: byPath <= 0.9,
      text: `one that imports it with client and HTTP layer by path in ${byPath} times that; target 0.90 at most`
    }
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
