/**
 * A PostgreSQL whose `clock_timestamp()` is the clock of the test, and a budget in it that several clients share: what takes minutes
 * of processes is over in seconds, and the same every time.
 */
import { PgClient } from "@effect/sql-pg/PgClient"
import { SharedBudget } from "@effect-intercom/core"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"
import { Budget } from "../../src/index.ts"
import { clientOf, type TestPostgres } from "./postgres.ts"

const ownClock = `
CREATE SCHEMA IF NOT EXISTS virtual;
CREATE TABLE IF NOT EXISTS virtual.clock (at timestamptz NOT NULL);
CREATE OR REPLACE FUNCTION virtual.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS 'SELECT at FROM virtual.clock';
DELETE FROM virtual.clock; INSERT INTO virtual.clock VALUES (now());
ALTER ROLE postgres SET search_path = virtual, pg_catalog`

/** A store in a schema of its own, on the clock of the test; `elapse` lets it run. */
export const virtualStore = Effect.fnUntraced(function* (server: TestPostgres, schema: string) {
  yield* PgClient.use((sql) => Effect.forEach(ownClock.split(";"), (statement) => sql.unsafe(statement))).pipe(
    Effect.provide(clientOf(server))
  )
  const context = yield* Layer.build(Layer.provideMerge(Budget.layerPostgres({ schema }), clientOf(server)))
  const sql = Context.get(context, PgClient)
  const store = Context.get(context, SharedBudget.BudgetStore)
  let asking = 0
  const asked = <A, E>(ask: Effect.Effect<A, E>): Effect.Effect<A, E> =>
    Effect.gen(function* () {
      asking++
      const now = yield* Clock.currentTimeMillis
      yield* Effect.orDie(sql.unsafe("UPDATE virtual.clock SET at = to_timestamp($1::float8)", [now / 1000]))
      return yield* ask
    }).pipe(
      Effect.ensuring(
        Effect.sync(() => {
          asking--
        })
      )
    )
  const settle = Effect.promise(async () => {
    const isAsked = () => asking > 0
    do await new Promise((resolve) => setImmediate(resolve))
    while (isAsked())
  })
  const trips: Array<number> = []
  return {
    trips,
    store: {
      ...store,
      take: (ask: SharedBudget.Ask) =>
        Effect.andThen(
          Effect.map(Clock.currentTimeMillis, (now) => trips.push(now)),
          asked(store.take(ask))
        ),
      join: (keys: SharedBudget.SameBudget) => asked(store.join(keys))
    } satisfies SharedBudget.BudgetStore["Service"],
    /** Lets time pass, a step at a time; it stands still while the store is asked. */
    elapse: Effect.fnUntraced(function* (millis: number, step = 10) {
      for (let at = 0; at < millis; at += step) {
        yield* settle
        yield* TestClock.adjust(step)
        yield* settle
      }
    })
  }
})
