import { DataConnectors } from "@effect-intercom/resources"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { FakeIntercom } from "../../../src/FakeIntercom.ts"
import { failsWith, strict } from "../../strict.ts"

describe("data connectors", () => {
  it.effect("begin as drafts, and are not deleted while they are live", () =>
    Effect.gen(function* () {
      const { id } = yield* DataConnectors.create({
        name: "Orders",
        http_method: "post",
        url: "https://api.example.com"
      })
      assert.deepInclude(yield* DataConnectors.get({ id }), {
        name: "Orders",
        state: "draft",
        http_method: "post",
        url: "https://api.example.com"
      })
      assert.deepInclude(yield* DataConnectors.update({ id, state: "live" }), { name: "Orders", state: "live" })
      yield* failsWith("Conflict", DataConnectors.delete({ id }))
      yield* DataConnectors.update({ id, state: "draft" })
      assert.deepInclude(yield* DataConnectors.delete({ id }), { id, deleted: true })
      yield* failsWith("NotFound", DataConnectors.get({ id }))
    }).pipe(strict)
  )

  it.effect("are listed page by page, the latest change first", () =>
    Effect.gen(function* () {
      const { workspace } = yield* FakeIntercom
      for (let number = 1; number <= 5; number++)
        workspace.dataConnectors.add({ name: `${number}`, updated_at: number })
      const names: Array<string | null | undefined> = []
      let starting_after: string | null | undefined
      do {
        const page = yield* DataConnectors.list({ per_page: 2, ...(starting_after ? { starting_after } : {}) })
        names.push(...page.data.map(({ name }) => name))
        starting_after = page.pages?.next?.starting_after
        // What is gone meanwhile is not waited for.
        if (names.length === 2) workspace.dataConnectors.remove(page.data[1]?.id ?? "")
      } while (typeof starting_after === "string")
      assert.deepStrictEqual(names, ["5", "4", "3", "2", "1"])
    }).pipe(strict)
  )

  it.effect("tell what came of them, without bodies unless they are asked for", () =>
    Effect.gen(function* () {
      const { workspace } = yield* FakeIntercom
      const { id } = yield* DataConnectors.create({ name: "Orders" })
      const run = { connector_id: id, response_body: "{}" }
      const failed = { success: false, http_status: 500, error_type: "3rd_party_error" }
      const execution = workspace.dataConnectorExecutions.add({ ...run, ...failed })
      workspace.dataConnectorExecutions.add(run)
      workspace.dataConnectorExecutions.add({ ...run, created_at: workspace.now() - 7200 })
      const idsOf = (input: object) =>
        Effect.map(DataConnectors.listExecutionResults({ id, ...input }), ({ data }) => data.length)
      assert.strictEqual(yield* idsOf({}), 2)
      assert.strictEqual(yield* idsOf({ start_ts: 0 }), 3)
      assert.strictEqual(yield* idsOf({ success: "false" }), 1)
      assert.strictEqual(yield* idsOf({ error_type: "faraday_error" }), 0)
      const [row] = (yield* DataConnectors.listExecutionResults({ id, success: "false" })).data
      assert.notProperty(row, "response_body")
      const whole = yield* DataConnectors.getExecutionResult({ id, execution_result_id: execution.id })
      assert.deepInclude(whole, { ...failed, response_body: "{}" })
      yield* failsWith("NotFound", DataConnectors.getExecutionResult({ id, execution_result_id: "1" }))
    }).pipe(strict)
  )
})
