import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
import { SqlClient } from "effect/sql"
import { type OAuth, TokenStore } from "../../src/index.ts"
import { NodeSqlite } from "../../src/node.ts"

const keyOf = (byte: number) => Buffer.alloc(32, byte).toString("base64")

const sqlite = () => NodeSqlite.layer({ filename: ":memory:" })

const install = (workspaceId: string, token: string): OAuth.Install => ({
  workspaceId,
  region: "eu",
  token: Redacted.make(token)
})

const tokenOf = (workspaceId: string) =>
  TokenStore.TokenStore.use((store) => store.get(workspaceId)).pipe(
    Effect.map((found) => (found === undefined ? undefined : Redacted.value(found.token)))
  )

const stores = {
  memory: TokenStore.layerMemory,
  SQLite: Layer.provide(TokenStore.layerSql({ keys: keyOf(1) }), sqlite())
}

for (const [name, layer] of Object.entries(stores)) {
  describe(`tokens in ${name}`, () => {
    it.effect("are kept by workspace, the newest of each, until they are removed", () =>
      Effect.gen(function* () {
        const store = yield* TokenStore.TokenStore
        yield* store.set(install("w1", "one"))
        yield* store.set(install("w2", "two"))
        yield* store.set(install("w1", "newer"))
        assert.deepStrictEqual(
          [yield* tokenOf("w1"), yield* tokenOf("w2"), yield* tokenOf("w3")],
          ["newer", "two", undefined]
        )
        yield* store.remove("w1", Redacted.make("one"))
        assert.strictEqual(yield* tokenOf("w1"), "newer")
        yield* store.remove("w1", Redacted.make("newer"))
        yield* store.remove("w2")
        assert.deepStrictEqual(yield* store.workspaces, [])
      }).pipe(Effect.provide(layer))
    )
  })
}

describe("tokens in a table", () => {
  /** One database under several keys. */
  const database = Effect.gen(function* () {
    const context = yield* Layer.build(sqlite())
    const under = <A, E>(
      keys: TokenStore.SealKeys,
      program: Effect.Effect<A, E, TokenStore.TokenStore | SqlClient.SqlClient>
    ) => program.pipe(Effect.provide(TokenStore.layerSql({ keys })), Effect.provideContext(context))
    return { under }
  })

  const rows = SqlClient.SqlClient.use((sql) => sql<{ readonly sealed: string }>`SELECT sealed FROM intercom_tokens`)

  it.effect("are sealed: what stands there is not the token, and never the same twice", () =>
    Effect.gen(function* () {
      const { under } = yield* database
      const sealed = Effect.gen(function* () {
        const store = yield* TokenStore.TokenStore
        yield* store.set(install("w1", "dG9rOi-secret"))
        const [first] = yield* rows
        yield* store.set(install("w1", "dG9rOi-secret"))
        const [second] = yield* rows
        return [first?.sealed ?? "", second?.sealed ?? ""]
      })
      const [first, second] = yield* under(keyOf(1), sealed)
      assert.notInclude(first, "secret")
      assert.notStrictEqual(first, second)
    }).pipe(Effect.scoped)
  )

  it.effect("change their key without being lost: the new one first, the old one until all are sealed anew", () =>
    Effect.gen(function* () {
      const { under } = yield* database
      yield* under(
        keyOf(1),
        TokenStore.TokenStore.use((store) => store.set(install("w1", "one")))
      )
      const refused = yield* Effect.flip(under(keyOf(2), tokenOf("w1")))
      assert.strictEqual(refused._tag === "TokenStoreError" ? refused.kind : refused._tag, "sealed")
      assert.strictEqual(yield* under([keyOf(2), Redacted.make(keyOf(1))], TokenStore.reseal), 1)
      assert.strictEqual(yield* under(keyOf(2), tokenOf("w1")), "one")
    }).pipe(Effect.scoped)
  )

  it.effect("open for their own workspace and region only, and not when they were changed", () =>
    Effect.gen(function* () {
      const { under } = yield* database
      const moved = Effect.gen(function* () {
        const store = yield* TokenStore.TokenStore
        const sql = yield* SqlClient.SqlClient
        yield* store.set(install("w1", "one"))
        yield* store.set(install("w2", "two"))
        yield* sql`UPDATE intercom_tokens SET sealed = (SELECT sealed FROM intercom_tokens WHERE workspace_id = 'w1') WHERE workspace_id = 'w2'`
        const copied = yield* Effect.flip(store.get("w2"))
        yield* sql`UPDATE intercom_tokens SET region = 'us' WHERE workspace_id = 'w1'`
        const elsewhere = yield* Effect.flip(store.get("w1"))
        yield* sql`UPDATE intercom_tokens SET sealed = 'v1.nonsense'`
        const changed = yield* Effect.flip(store.get("w1"))
        return [copied.kind, elsewhere.kind, changed.kind]
      })
      assert.deepStrictEqual(yield* under(keyOf(1), moved), ["sealed", "sealed", "sealed"])
    }).pipe(Effect.scoped)
  )

  it.effect("want a key of 32 bytes", () =>
    Effect.gen(function* () {
      const { under } = yield* database
      for (const keys of ["", "short", [], Buffer.alloc(16).toString("base64")]) {
        const error = yield* Effect.flip(under(keys, Effect.void))
        assert.strictEqual(error._tag, "ConfigurationError")
      }
      yield* under(Buffer.alloc(32, 7).toString("hex"), Effect.void)
    }).pipe(Effect.scoped)
  )
})
