import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Redacted from "effect/Redacted"
import { PostgresSink } from "../../src/postgres.ts"

const inHome = <A, E>(
  passwords: string,
  mode: number,
  use: (environment: PostgresSink.Environment) => Effect.Effect<A, E, FileSystem.FileSystem>
) =>
  Effect.gen(function* () {
    const fileSystem = yield* FileSystem.FileSystem
    const home = yield* fileSystem.makeTempDirectoryScoped()
    yield* fileSystem.writeFileString(`${home}/.pgpass`, passwords)
    yield* fileSystem.chmod(`${home}/.pgpass`, mode)
    return yield* use({ HOME: home })
  }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))

describe("the address of a database", () => {
  it.effect("with a password in it is refused, naming three other ways, and not repeated", () =>
    inHome("", 0o600, (environment) =>
      Effect.gen(function* () {
        for (const text of ["postgres://me:geheim@host/db", "postgres://me@host/db?password=geheim"]) {
          const { message } = yield* Effect.flip(PostgresSink.address(text, environment))
          for (const way of ["PGPASSWORD", "~/.pgpass", "environment"]) assert.include(message, way)
          assert.notInclude(message, "geheim")
        }
      })
    )
  )

  it.effect("takes its password from the environment before the file, and the user where it names none", () =>
    inHome("*:*:*:*:file", 0o600, (environment) =>
      Effect.gen(function* () {
        const found = yield* PostgresSink.address("postgres://host/db", {
          ...environment,
          PGUSER: "me",
          PGPASSWORD: "a/b:c@d"
        })
        const url = new URL(Redacted.value(found))
        assert.deepStrictEqual([url.username, decodeURIComponent(url.password)], ["me", "a/b:c@d"])
        assert.notInclude(String(found), "a/b")
      })
    )
  )

  it.effect("takes the first line of the password file that fits", () =>
    inHome(
      [
        "# mine",
        "other:5432:*:me:no",
        "host:5432:db:you:no",
        "host:*:db:me:with\\:colon\\\\",
        "host:*:plain:me:a:b:",
        "*:*:*:*:last"
      ].join("\n"),
      0o600,
      (environment) =>
        Effect.gen(function* () {
          const passwordOf = (text: string) =>
            Effect.map(PostgresSink.address(text, environment), (found) =>
              decodeURIComponent(new URL(Redacted.value(found)).password)
            )
          assert.strictEqual(yield* passwordOf("postgres://me@host:5433/db"), "with:colon\\")
          assert.strictEqual(yield* passwordOf("postgres://me@host/plain"), "a:b:")
          assert.strictEqual(yield* passwordOf("postgres://me@host/elsewhere"), "last")
        })
    )
  )

  it.effect("has none from a file that others may read", () =>
    inHome("*:*:*:*:file", 0o644, (environment) =>
      Effect.gen(function* () {
        const found = yield* PostgresSink.address("postgres://me@host/db", environment)
        assert.strictEqual(new URL(Redacted.value(found)).password, "")
      })
    )
  )

  it.effect("may be of a server's socket, whose password stands under localhost", () =>
    inHome("localhost:5432:db:me:file", 0o600, (environment) =>
      Effect.gen(function* () {
        const found = yield* PostgresSink.address("postgres:///db?host=/var/run/postgresql&user=me", environment)
        const { searchParams } = new URL(Redacted.value(found))
        assert.deepStrictEqual(
          ["host", "user", "password"].map((name) => searchParams.get(name)),
          ["/var/run/postgresql", "me", "file"]
        )
      })
    )
  )

  it.effect("may stand in a variable as a whole", () =>
    Effect.gen(function* () {
      const found = yield* PostgresSink.addressFrom("WAREHOUSE", { WAREHOUSE: "postgres://me:geheim@host/db" })
      assert.strictEqual(Redacted.value(found), "postgres://me:geheim@host/db")
      const { message } = yield* Effect.flip(PostgresSink.addressFrom("WAREHOUSE", {}))
      assert.include(message, "WAREHOUSE")
    })
  )

  it.effect("that is none of a database is told how one looks", () =>
    inHome("", 0o600, (environment) =>
      Effect.gen(function* () {
        const { message } = yield* Effect.flip(PostgresSink.address("mysql://me:geheim@host/db", environment))
        assert.include(message, "postgres://user@host")
        assert.notInclude(message, "geheim")
      })
    )
  )
})
