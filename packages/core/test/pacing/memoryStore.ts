/**
 * A store of budgets for tests, in memory, which tells what it was asked.
 */
import { Clock, Effect } from "effect"
import { SharedBudget } from "../../src/index.ts"

export const memoryStore = () => {
  const asked: Array<string> = []
  const locks = new Map<string, { readonly owner: string; readonly until: number }>()
  let isDown = false
  const answer = <A>(what: string, value: Effect.Effect<A>) =>
    Effect.suspend(() => {
      asked.push(what)
      return isDown ? Effect.fail(new SharedBudget.BudgetStoreError({ message: "it is down" })) : value
    })
  const store: SharedBudget.BudgetStore["Service"] = {
    take: ({ key, want }) =>
      answer(`take ${key}`, Effect.succeed({ granted: want, active: 1, endsIn: 10_000, waitFor: 0, limit: undefined })),
    join: ({ into, key }) => answer(`join ${key} ${into}`, Effect.void),
    hold: ({ lasts, name, owner }) =>
      answer(
        `hold ${name}`,
        Effect.map(Clock.currentTimeMillis, (now) => {
          const held = locks.get(name)
          if (held !== undefined && held.owner !== owner && held.until > now) return false
          locks.set(name, { owner, until: now + lasts })
          return true
        })
      ),
    release: ({ name, owner }) =>
      answer(
        `release ${name}`,
        Effect.sync(() => {
          if (locks.get(name)?.owner === owner) locks.delete(name)
        })
      )
  }
  return {
    store,
    asked,
    goesDown: (is: boolean) => {
      isDown = is
    }
  }
}
