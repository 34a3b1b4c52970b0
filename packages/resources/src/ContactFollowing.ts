/**
 * Contacts that were merged into others, followed to the one that stayed.
 *
 * @since 0.1.0
 */
import type { CallOptions } from "@effect-intercom/core/CallOptions"
import type { IntercomClient } from "@effect-intercom/core/ClientService"
import type { IntercomError } from "@effect-intercom/core/IntercomError"
import * as Effect from "effect/Effect"
import { type Contact, get, type GetInput } from "./generated/Contacts.ts"

/** Intercom itself goes as far as three merges with one answer. */
const mostMerges = 10

/**
 * Retrieves a contact; one that was merged leads to the contact that stayed.
 *
 * `GET /contacts/{id}`, once more for each merge that Intercom does not see through by itself, ten at most. Fails with
 * `NotFound` where there is no such contact, and with `Gone` where Intercom does not tell what it was merged into, or where
 * merges lead in a circle. Versions before 2.16 may answer `NotFound` for a merged contact.
 *
 * ```ts
 * const contact = yield* Contacts.getFollowing({ id: "6762f0dd1bb69f9f2193bb83" })
 * if (contact.id !== "6762f0dd1bb69f9f2193bb83") yield* Effect.log(`now ${contact.id}`)
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const getFollowing = (
  input: GetInput,
  options?: CallOptions
): Effect.Effect<Contact, IntercomError, IntercomClient> => following(input.id, (id) => get({ ...input, id }, options))

/**
 * Does something with a contact, and does it with the one that stayed where the contact was merged.
 *
 * @category combinators
 * @since 0.1.0
 */
export const following = <A, R>(
  id: string,
  use: (id: string) => Effect.Effect<A, IntercomError, R>,
  before: ReadonlyArray<string> = []
): Effect.Effect<A, IntercomError, R> =>
  use(id).pipe(
    Effect.catch((error) => {
      const into = error.reason._tag === "Gone" ? error.reason.mergedInto : undefined
      const seen = [...before, id]
      return into === undefined || seen.includes(into) || seen.length > mostMerges
        ? Effect.fail(error)
        : following(into, use, seen)
    })
  )
