/**
 * A workspace has room for one scroll. Those of one client take turns, and clients that share a budget by its store.
 *
 * @since 0.1.0
 */
import type { IntercomClient } from "@effect-intercom/core"
import * as Semaphore from "effect/Semaphore"

const leases = new WeakMap<IntercomClient.IntercomClient["Service"], Semaphore.Semaphore>()

/**
 * The lease of a client's workspace: whoever holds its one permit may scroll.
 *
 * @category constructors
 * @since 0.1.0
 */
export const leaseOf = (client: IntercomClient.IntercomClient["Service"]): Semaphore.Semaphore => {
  let lease = leases.get(client)
  if (lease === undefined) {
    lease = Semaphore.makeUnsafe(1)
    leases.set(client, lease)
  }
  return lease
}
