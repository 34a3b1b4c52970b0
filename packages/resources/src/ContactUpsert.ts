/**
 * A contact created, or updated where it exists: what Intercom has no single request for.
 *
 * @since 0.1.0
 */
import type { CallOptions } from "@effect-intercom/core/CallOptions"
import { IntercomClient } from "@effect-intercom/core/ClientService"
import type { Conflict, IntercomError } from "@effect-intercom/core/IntercomError"
import type { Operation } from "@effect-intercom/core/Operation"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { following } from "./ContactFollowing.ts"
import { type Contact, create, type CreateFields, search, unarchive, update } from "./generated/Contacts.ts"
import { rowsIn } from "./many/Lookup.ts"
import type { ContactQuery } from "./search/Query.ts"

/**
 * The input of {@link upsert}: that of `Contacts.create`, with what makes a contact the same one again. That is an
 * `external_id`, or the `email` of a user. Of leads, any number may have one e-mail.
 *
 * @category models
 * @since 0.1.0
 */
export type UpsertInput = CreateFields &
  (
    | { readonly external_id: string }
    | { readonly email: string; readonly role?: "user" | undefined; readonly external_id?: undefined }
  )

/**
 * Creates a contact, or updates the one that exists with its `external_id` or, of a user, its `email`.
 *
 * `POST /contacts`; where Intercom refuses it because the contact exists (409), `PUT /contacts/{id}` with the same fields,
 * after `POST /contacts/{id}/unarchive` where it is archived. The answer to the first names the contact, so the search
 * index, which is minutes behind, is not asked; where it names none, the contact is looked for, for a minute. A merged
 * contact leads to the one that stayed. Several processes that do this at a time with the same contact end with one. Unlike
 * `Contacts.create` it is also repeated where it is not known whether Intercom did it.
 *
 * Fields that are left out stay as they are, and so do the tags and companies. Fails with `Conflict` where the contact
 * cannot be told: `external_id` and `email` belong to two, or several users have the e-mail.
 *
 * ```ts
 * const contact = yield* Contacts.upsert({ role: "user", external_id: "user-1815", email: "ada@example.com" })
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const upsert = (
  input: UpsertInput,
  options?: CallOptions
): Effect.Effect<Contact, IntercomError, IntercomClient> => createOrUpdate(input, options, mostRounds)

/** A contact may be deleted between the answer that names it and the update, and so be there to be created. */
const mostRounds = 5

const createOrUpdate = (
  input: UpsertInput,
  options: CallOptions | undefined,
  roundsLeft: number
): Effect.Effect<Contact, IntercomError, IntercomClient> =>
  repeatable(create, input, options).pipe(
    Effect.catch((error) =>
      error.reason._tag === "Conflict"
        ? updateWhatExists(input, error, error.reason, options).pipe(
            Effect.catch((failure) =>
              failure.reason._tag === "NotFound" && roundsLeft > 1
                ? createOrUpdate(input, options, roundsLeft - 1)
                : Effect.fail(failure)
            )
          )
        : Effect.fail(error)
    )
  )

const updateWhatExists = Effect.fnUntraced(function* (
  input: UpsertInput,
  error: IntercomError,
  conflict: Conflict,
  options: CallOptions | undefined
) {
  const found = yield* existing(input, conflict, options)
  if (found === undefined) return yield* error
  return yield* following(found.id, (id) => {
    const updated = update({ ...input, id }, options)
    const restored = Effect.andThen(restore(id, options), updated)
    // An archived contact is not found, and not every answer says that it is archived.
    return found.isArchived ? restored : Effect.catchReason(updated, "IntercomError", "NotFound", () => restored)
  })
})

/** Another process may have done it in the meantime; what else is wrong, the update tells. */
const restore = (id: string, options: CallOptions | undefined) =>
  repeatable(unarchive, { id }, options).pipe(
    Effect.asVoid,
    Effect.catchReason("IntercomError", "InvalidRequest", () => Effect.void)
  )

interface Existing {
  readonly id: string
  readonly isArchived: boolean
}

/** The contact a conflict is about: the one it names, else the only one that is found. */
const existing = (
  input: UpsertInput,
  { existingId, existingIsArchived }: Conflict,
  options: CallOptions | undefined
): Effect.Effect<Existing | undefined, IntercomError, IntercomClient> =>
  existingId === undefined
    ? lookFor(input, options, lookingSeconds)
    : Effect.succeed({ id: existingId, isArchived: existingIsArchived === true })

/** Waits between looking and looking again: a contact that was just created may not be in the index yet. */
const lookingSeconds = [1, 2, 4, 8, 16, 32]

const lookFor = (
  input: UpsertInput,
  options: CallOptions | undefined,
  [wait, ...waits]: ReadonlyArray<number>
): Effect.Effect<Existing | undefined, IntercomError, IntercomClient> =>
  Effect.flatMap(candidates(input, options), (found) => {
    const [id] = found
    // Of several there is no telling which is meant.
    if (found.size > 1) return Effect.succeed(undefined)
    if (id !== undefined) return Effect.succeed({ id, isArchived: false })
    if (wait === undefined) return Effect.succeed(undefined)
    return Effect.delay(
      Effect.suspend(() => lookFor(input, options, waits)),
      Duration.seconds(wait)
    )
  })

const candidates = (
  { email, external_id }: UpsertInput,
  options: CallOptions | undefined
): Effect.Effect<ReadonlySet<string>, IntercomError, IntercomClient> =>
  Effect.gen(function* () {
    if (external_id !== undefined) {
      const found = yield* idsOf({ field: "external_id", operator: "=", value: external_id }, options)
      if (found.size > 0) return found
    }
    if (email === undefined) return new Set()
    return yield* idsOf(
      {
        operator: "AND",
        value: [
          { field: "email", operator: "=", value: email },
          { field: "role", operator: "=", value: "user" }
        ]
      },
      options
    )
  })

const idsOf = (query: ContactQuery, options: CallOptions | undefined) =>
  Effect.map(
    search({ query, pagination: { per_page: 2 } }, options),
    ({ data }) => new Set(rowsIn(data).map(({ id }) => id))
  )

/**
 * Calls an operation as one that may be repeated, whatever became of it before: created twice, a contact is refused the
 * second time, and then found.
 */
const repeatable = <Input, Output>(
  operation: Operation<Input, Output>,
  input: Input,
  options: CallOptions | undefined
): Effect.Effect<Output, IntercomError, IntercomClient> =>
  IntercomClient.use((client) =>
    Effect.map(client.execute({ ...operation, idempotent: true }, input, options), ({ value }) => value)
  )
