import { ContentImportSources, ExternalPages } from "@effect-intercom/resources"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { FakeIntercom } from "../../../src/FakeIntercom.ts"
import { failsWith, strict } from "../../strict.ts"

const url = "https://docs.example.com"

const newSource = ContentImportSources.create({ sync_behavior: "api", url })

describe("content import sources", () => {
  it.effect("are created, listed and changed", () =>
    Effect.gen(function* () {
      const { id } = yield* ContentImportSources.create({ sync_behavior: "api", url, audience_ids: 7 })
      const source = yield* ContentImportSources.get({ id: String(id) })
      assert.deepInclude(source, { url, sync_behavior: "api", status: "active", audience_ids: [7] })
      const changed = yield* ContentImportSources.update({
        id: String(id),
        sync_behavior: "manual",
        url,
        status: "deactivated"
      })
      assert.deepInclude(changed, { sync_behavior: "manual", status: "deactivated", audience_ids: [7] })
      assert.deepStrictEqual((yield* ContentImportSources.list()).data, [changed])
    }).pipe(strict)
  )

  it.effect("take their pages along when they are deleted", () =>
    Effect.gen(function* () {
      const [going, staying] = [yield* newSource, yield* newSource]
      const page = { title: "Engines", html: "<p>Hello</p>", locale: "en", external_id: "1" } as const
      const gone = yield* ExternalPages.create({ ...page, source_id: going.id })
      const kept = yield* ExternalPages.create({ ...page, source_id: staying.id })
      yield* ContentImportSources.delete({ id: String(going.id) })
      yield* failsWith("NotFound", ContentImportSources.get({ id: String(going.id) }))
      yield* failsWith("NotFound", ExternalPages.get({ id: gone.id }))
      assert.deepStrictEqual((yield* ExternalPages.list()).data, [kept])
    }).pipe(strict)
  )
})

describe("external pages", () => {
  it.effect("with the external id of another one of the source are that one, changed", () =>
    Effect.gen(function* () {
      const { id: source_id } = yield* newSource
      const page = { title: "Engines", html: "<p>Hello</p>", locale: "en", source_id } as const
      const first = yield* ExternalPages.create({ ...page, external_id: "1" })
      const same = yield* ExternalPages.create({ ...page, external_id: "1", title: "Better engines" })
      const other = yield* ExternalPages.create({ ...page, external_id: "2" })
      assert.deepInclude(same, { id: first.id, title: "Better engines", html: "<p>Hello</p>", source_id })
      assert.notStrictEqual(other.id, first.id)
    }).pipe(strict)
  )

  it.effect("belong to a source there is, and are answered without their text when they are deleted", () =>
    Effect.gen(function* () {
      const { id: source_id } = yield* newSource
      const page = { title: "Engines", html: "<p>Hello</p>", locale: "en", external_id: "1" } as const
      yield* failsWith("NotFound", ExternalPages.create({ ...page, source_id: 999 }))
      const { id } = yield* ExternalPages.create({ ...page, source_id })
      const changed = yield* ExternalPages.update({
        id,
        title: "Motors",
        html: "<p>Hi</p>",
        locale: "en",
        source_id,
        url
      })
      assert.deepInclude(changed, { title: "Motors", url, external_id: "1" })
      assert.deepInclude(yield* ExternalPages.delete({ id }), { id, html: "" })
      yield* failsWith("NotFound", ExternalPages.get({ id }))
    }).pipe(strict)
  )

  it.effect("made in the app have no external id", () =>
    Effect.gen(function* () {
      const { workspace } = yield* FakeIntercom
      const { id } = workspace.externalPages.add({ title: "Engines" })
      assert.isNull((yield* ExternalPages.get({ id })).external_id)
    }).pipe(strict)
  )
})
