/**
 * The endpoints records on a shelf usually have: one of them, a new one, a changed one, and none any more.
 *
 * @since 0.1.0
 */
import type { JsonObject, Row } from "../workspace/Record.ts"
import type { Foundation } from "../workspace/Foundation.ts"
import type { Shelf } from "../workspace/Shelf.ts"
import { type Answer, isRefusal, type Refusal } from "./Answer.ts"
import type { Call, Route } from "./Route.ts"
import { rowNotFound } from "./Rows.ts"

/**
 * What tells the endpoints of one kind of record from those of another.
 *
 * @category models
 * @since 0.1.0
 */
export interface Kind<in Workspace extends Foundation, R extends Row> {
  readonly shelf: (workspace: Workspace) => Shelf<R>
  /** What a body says of a record. `known` is the record it is to change, undefined where it is to make one. */
  readonly read: (call: Call<Workspace>, known: R | undefined) => Partial<R> | Refusal
  readonly render: (call: Call<Workspace>, record: R) => JsonObject
  /** The status of an answer with a new record; 200 when left out. */
  readonly created?: 200 | 201 | undefined
  /** Said where there is no such record; what is usual when left out. */
  readonly notFound?: Refusal | undefined
  /** What a deleted record is answered with; 204 when left out. */
  readonly removed?: ((call: Call<Workspace>, record: R) => JsonObject) | undefined
}

/**
 * What the routes of a kind are handled by. `id` is the placeholder that names the record.
 *
 * @category models
 * @since 0.1.0
 */
export interface Handlers<in Workspace extends Foundation, R extends Row> {
  readonly get: Route<Workspace>["handle"]
  readonly create: Route<Workspace>["handle"]
  readonly update: Route<Workspace>["handle"]
  readonly remove: Route<Workspace>["handle"]
  /** Runs `use` with the record of the path, and refuses where there is none. */
  readonly withOne: (call: Call<Workspace>, use: (record: R) => Answer | Refusal) => Answer | Refusal
}

/**
 * The handlers of a kind.
 *
 * @category routes
 * @since 0.1.0
 */
export const shelved = <Workspace extends Foundation, R extends Row>(
  { created = 200, notFound = rowNotFound, read, removed, render, shelf }: Kind<Workspace, R>,
  placeholder = "id"
): Handlers<Workspace, R> => {
  const withOne: Handlers<Workspace, R>["withOne"] = (call, use) => {
    const record = shelf(call.workspace).get(call.params[placeholder] ?? "")
    return record === undefined ? notFound : use(record)
  }
  return {
    withOne,
    get: (call) => withOne(call, (record) => ({ status: 200, body: render(call, record) })),
    create: (call) => {
      const fields = read(call, undefined)
      if (isRefusal(fields)) return fields
      return { status: created, body: render(call, shelf(call.workspace).add(fields)) }
    },
    update: (call) =>
      withOne(call, (record) => {
        const fields = read(call, record)
        if (isRefusal(fields)) return fields
        return { status: 200, body: render(call, shelf(call.workspace).update(record.id, fields) ?? record) }
      }),
    remove: (call) =>
      withOne(call, (record) => {
        shelf(call.workspace).remove(record.id)
        return removed === undefined ? { status: 204, body: undefined } : { status: 200, body: removed(call, record) }
      })
  }
}
