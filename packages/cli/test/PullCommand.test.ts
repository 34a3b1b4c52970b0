import { assert, describe, it } from "@effect/vitest"
import { FakeIntercom } from "@effect-intercom/testing"
import { IntercomClient } from "@effect-intercom/core"
import { ConversationAttributes, CustomObjects, DataAttributes, TicketTypes } from "@effect-intercom/resources"
import * as Effect from "effect/Effect"
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { differences } from "../src/AttributesModule.ts"
import { folder, runOnFake } from "./fakeWorkspace.ts"

const workspace = FakeIntercom.layerHttpClient({ contacts: 30, companies: 3, conversations: 3 })

/** Calls the workspace itself, beside the command. */
const calling = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  FakeIntercom.use(({ token, url }) =>
    Effect.provide(effect, IntercomClient.layer({ accessToken: token, baseUrl: url, pacing: false }))
  )

/** Attributes of all kinds, some with names that a module has to quote. */
const defined = Effect.gen(function* () {
  yield* DataAttributes.create({
    name: "tariff",
    model: "contact",
    data_type: "options",
    options: [{ value: "team" }, { value: 'the "pro" one' }]
  })
  yield* DataAttributes.create({ name: "licences held", model: "contact", data_type: "integer" })
  yield* DataAttributes.create({ name: "__proto__", model: "contact", data_type: "string" })
  yield* DataAttributes.create({ name: "tier", model: "company", data_type: "string" })
  yield* ConversationAttributes.create({
    name: "Severity",
    data_type: "list",
    options: [{ label: "Low" }, { label: "Urgent" }]
  })
  const type = yield* TicketTypes.create({ name: "42: a bug", description: "", category: "Customer", icon: "🐛" })
  yield* TicketTypes.createAttribute({
    id: type.id,
    name: "Area",
    description: "",
    data_type: "list",
    list_items: "Web,Phone"
  })
  yield* CustomObjects.create({
    custom_object_type_identifier: "Order",
    external_id: "o1",
    custom_attributes: { total: 12.5, note: "for ada@example.com", lines: [1] }
  })
})

/** What is written of that workspace, as it was committed; `pulled/program.ts` is compiled with it. */
const committed = readFileSync(new URL("pulled/intercom.attributes.ts", import.meta.url), "utf8")

/** The module of a workspace with all that is defined, and its folder. */
const pulled = Effect.gen(function* () {
  yield* calling(defined)
  const out = join(yield* folder, "src")
  const file = join(out, "intercom.attributes.ts")
  const ended = yield* runOnFake(["pull", "--out", file, "--object-type", "Order"])
  return { ...ended, file, out }
})

const aModule = /^\/\/ Written by `effect-intercom pull`/

describe("effect-intercom pull", () => {
  it.effect("writes the module that a program compiles with", () =>
    Effect.gen(function* () {
      const { exitCode, file, out, stderr } = yield* pulled
      assert.strictEqual(stderr, "")
      assert.strictEqual(exitCode, 0)
      assert.deepStrictEqual(readdirSync(out), ["intercom.attributes.ts"])
      const module = readFileSync(file, "utf8")
      assert.match(module, aModule)
      assert.deepStrictEqual(differences(module, committed), [])
    }).pipe(Effect.provide(workspace))
  )

  it.effect("writes nothing of people, and nothing of what records hold", () =>
    Effect.gen(function* () {
      const { file } = yield* pulled
      const { workspace } = yield* FakeIntercom
      const module = readFileSync(file, "utf8")
      assert.notInclude(module, "@example.com")
      assert.notInclude(module, "12.5")
      for (const { email, id, name } of workspace.admins) {
        for (const told of [email, String(id), name]) assert.notInclude(module, String(told))
      }
    }).pipe(Effect.provide(workspace))
  )

  it.effect("writes the same where nothing changed, and leaves the file alone", () =>
    Effect.gen(function* () {
      const { file } = yield* pulled
      const { mtimeMs } = statSync(file)
      const { exitCode, stdout } = yield* runOnFake(["pull", "--out", file, "--object-type", "Order"])
      assert.strictEqual(exitCode, 0)
      assert.match(stdout, /stays as it is/)
      assert.strictEqual(statSync(file).mtimeMs, mtimeMs)
    }).pipe(Effect.provide(workspace))
  )

  it.effect("reads attributes of conversations where an older version has them", () =>
    Effect.gen(function* () {
      const out = join(yield* folder, "a.ts")
      yield* calling(defined)
      const { exitCode, stderr } = yield* runOnFake(["pull", "--out", out, "--api-version", "2.11"])
      assert.strictEqual(exitCode, 0, stderr)
      assert.match(readFileSync(out, "utf8"), /conversationAttributes = \{\n {2}Severity: \{ type: "string", options/)
    }).pipe(Effect.provide(workspace))
  )

  it.effect("leaves a file alone that it did not write", () =>
    Effect.gen(function* () {
      const file = join(yield* folder, "mine.ts")
      writeFileSync(file, "export const mine = 1")
      const { exitCode, stderr } = yield* runOnFake(["pull", "--out", file])
      assert.strictEqual(exitCode, 2)
      assert.match(stderr, /mine\.ts was not written by effect-intercom pull\. [^\n]*--out/)
      assert.strictEqual(readFileSync(file, "utf8"), "export const mine = 1")
    }).pipe(Effect.provide(workspace))
  )
})

describe("effect-intercom pull --check", () => {
  it.effect("ends well where the module is what the workspace has, however it is laid out", () =>
    Effect.gen(function* () {
      const { file } = yield* pulled
      const laidOut = readFileSync(file, "utf8")
        .replaceAll(/: \{ type/g, ": {\n  type")
        .replaceAll('"', "'")
      writeFileSync(file, laidOut)
      const { exitCode, stderr } = yield* runOnFake(["pull", "--check", "--out", file, "--object-type", "Order"])
      assert.strictEqual(exitCode, 0, stderr)
      assert.strictEqual(readFileSync(file, "utf8"), laidOut)
    }).pipe(Effect.provide(workspace))
  )

  it.effect("ends with 1 and names what changed where it is not, and where there is none", () =>
    Effect.gen(function* () {
      const { file } = yield* pulled
      const module = readFileSync(file, "utf8")
      yield* calling(DataAttributes.create({ name: "born on", model: "contact", data_type: "date" }))
      const drifted = yield* runOnFake(["pull", "--check", "--out", file, "--object-type", "Order"])
      assert.strictEqual(drifted.exitCode, 1)
      assert.match(drifted.stderr, /is not what the workspace has: born on\. Run effect-intercom pull/)
      assert.strictEqual(readFileSync(file, "utf8"), module)
      const none = yield* runOnFake(["pull", "--check", "--out", `${file}.none`])
      assert.strictEqual(none.exitCode, 1)
      assert.match(none.stderr, /There is no /)
    }).pipe(Effect.provide(workspace))
  )
})
