/**
 * A fake workspace in a process of its own, for benchmarks that go over sockets.
 *
 *     node bench/fakeProcess.ts '{"contacts": 1000, "faults": [{"fault": "reset", "path": "/contacts", "after": 3}]}'
 *
 * Its first line on stdout is its address.
 */
import { FakeIntercom, Faults } from "@effect-intercom/testing"
import { Console, Effect } from "effect"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"

/** What the workspace holds, and what goes wrong in it. */
export interface WorkspaceOptions {
  readonly contacts?: number
  readonly companies?: number
  readonly conversations?: number
  readonly tickets?: number
  /** Requests per ten seconds. */
  readonly rateLimit?: number
  /** Whether the announced end of a window is its end, or six seconds late. */
  readonly rateHeaders?: "exact" | "rolling"
  /** Milliseconds of every answer. */
  readonly latency?: number
  readonly faults?: ReadonlyArray<WorkspaceFault>
}

/** What goes wrong once, with the request after so many to paths that begin so. */
export interface WorkspaceFault {
  readonly fault: "reset" | 500
  readonly path: string
  readonly after: number
}

/** A request the workspace received. */
export interface Received {
  readonly method: string
  readonly path: string
  readonly status?: number
  readonly receivedAt: number
}

/** A served workspace, as its first line tells it. */
export interface Served {
  readonly url: string
  readonly token: string
  readonly secret: string
  readonly pid: number
}

/** Runs `use` while a workspace is served. */
export const withWorkspace = async <A>(options: WorkspaceOptions, use: (served: Served) => Promise<A>): Promise<A> => {
  const server = spawn(process.execPath, [import.meta.filename, JSON.stringify(options)], {
    stdio: ["ignore", "pipe", "inherit"]
  })
  try {
    const [line] = await once(createInterface(server.stdout), "line", { signal: AbortSignal.timeout(60_000) })
    return await use(JSON.parse(String(line)))
  } finally {
    server.kill()
  }
}

/** The requests it received so far, the last 20,000 of them. */
export const received = async (served: Served): Promise<ReadonlyArray<Received>> =>
  (await ask(served, "requests")).json()

/** The ids of all records it holds of a resource. */
export const held = async (served: Served, resource: "contacts" | "conversations"): Promise<ReadonlySet<string>> => {
  const text = await (await ask(served, `dump/${resource}`)).text()
  const lines = text.split("\n").filter((line) => line !== "")
  return new Set(lines.map((line) => String(JSON.parse(line).id)))
}

const ask = ({ secret, url }: Served, path: string): Promise<Response> =>
  fetch(`${url}/_fake/${path}`, { headers: { "x-fake-secret": secret } })

const serve = (options: WorkspaceOptions) =>
  Effect.gen(function* () {
    const { secret, token, url } = yield* FakeIntercom.serve({
      ...options,
      faults: Faults.script((options.faults ?? []).map(ruleOf))
    })
    yield* Console.log(JSON.stringify({ url, token, secret, pid: process.pid }))
    return yield* Effect.never
  }).pipe(Effect.scoped)

const ruleOf = ({ after, fault, path }: WorkspaceFault): Faults.Rule => {
  let seen = 0
  return { fault, times: 1, when: (request) => request.path.startsWith(path) && ++seen > after }
}

if (import.meta.main) Effect.runFork(serve(JSON.parse(process.argv[2] ?? "{}")))
