import type { IntercomClient } from "intercom-client"
import type { Workspace } from "../../src/resources/Workspace.ts"

/** What a flow is played with: the official client of a workspace that was just started. */
export interface Stage {
  readonly client: IntercomClient
  /** The same client in another version. */
  readonly speaking: (version: "2.9" | "2.11" | "Unstable") => IntercomClient
  readonly workspace: Workspace
  /** The ids of two admins. */
  readonly admin: string
  readonly colleague: string
  /** Lets time pass on the server. */
  readonly pass: (seconds: number) => Promise<void>
}

/** What somebody does with the official client, and finds; by what it shows. */
export type Flows = Readonly<Record<string, (stage: Stage) => Promise<void>>>

/** Reads a list to its end, as `for await` does, and never more than a thousand entries. */
export const readAll = async <A>(items: AsyncIterable<A>): Promise<ReadonlyArray<A>> => {
  const read: Array<A> = []
  for await (const item of items) {
    read.push(item)
    if (read.length > 1000) throw new Error("the list does not end")
  }
  return read
}

/** The status and body a call fails with. */
export const refusal = async (
  call: PromiseLike<unknown>
): Promise<{ readonly status: number; readonly body: unknown }> => {
  try {
    await call
  } catch (error) {
    const { statusCode, body } = error as { readonly statusCode?: number; readonly body?: unknown }
    if (statusCode !== undefined) return { status: statusCode, body }
    throw error
  }
  throw new Error("the call succeeded")
}
