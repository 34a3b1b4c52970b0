import { CallOptions } from "@effect-intercom/core"
import {
  ActivityLogs,
  Articles,
  Calls,
  Collections,
  CustomObjects,
  Folders,
  HelpCenters,
  InternalArticles,
  Newsfeeds,
  NewsItems,
  Sections,
  Tags
} from "@effect-intercom/resources"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { FakeIntercom } from "../../../src/FakeIntercom.ts"
import { rawCall } from "../../rawCall.ts"
import { failsWith } from "../../strict.ts"

const author = Effect.map(FakeIntercom, ({ workspace }) => Number(workspace.admins[0]?.id))

const strict = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  effect.pipe(CallOptions.withOptions({ responses: "strict" }), Effect.provide(FakeIntercom.layer()))

const notFound = <A, E extends { readonly reason: { readonly _tag: string } }, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.map(Effect.flip(effect), ({ reason }) => assert.strictEqual(reason._tag, "NotFound"))

describe("articles", () => {
  it.effect("are created, read, changed and deleted", () =>
    Effect.gen(function* () {
      const created = yield* Articles.create({ title: "Refunds", author_id: yield* author })
      assert.deepInclude(created, { title: "Refunds", state: "draft", url: null })
      const changed = yield* Articles.update({ id: created.id, state: "published", body: "<p>We pay back.</p>" })
      assert.deepInclude(changed, { title: "Refunds", body: "<p>We pay back.</p>", state: "published" })
      assert.isString(changed.url)
      assert.deepStrictEqual(yield* Articles.get({ id: created.id }), changed)
      assert.deepInclude(yield* Articles.delete({ id: created.id }), { id: created.id, deleted: true })
      yield* notFound(Articles.get({ id: created.id }))
    }).pipe(strict)
  )

  it.effect("are listed by page, the latest change first", () =>
    Effect.gen(function* () {
      const { workspace } = yield* FakeIntercom
      for (let number = 1; number <= 5; number++) workspace.articles.add({ title: `${number}`, updated_at: number })
      const first = yield* Articles.list({ per_page: 2 })
      const last = yield* Articles.list({ per_page: 2, page: 3 })
      assert.deepStrictEqual(
        first.data.map(({ title }) => title),
        ["5", "4"]
      )
      assert.deepStrictEqual(
        last.data.map(({ title }) => title),
        ["1"]
      )
      assert.deepInclude(first.pages, { page: 1, per_page: 2, total_pages: 3 })
      assert.strictEqual(last.pages?.next, null)
    }).pipe(strict)
  )

  it.effect("are found by words, state and help center", () =>
    Effect.gen(function* () {
      const { workspace } = yield* FakeIntercom
      const { id } = yield* Collections.create({ name: "Money" })
      workspace.articles.add({ title: "Refunds and returns", parent_id: Number(id), state: "published" })
      workspace.articles.add({ title: "Refunds of gifts", body: "<p>None.</p>" })
      workspace.articles.add({ title: "Shipping" })
      const titles = (input: Articles.SearchInput) =>
        Effect.map(Articles.search(input), ({ data }) => (data?.articles ?? []).map(({ title }) => title).toSorted())
      assert.deepStrictEqual(yield* titles({ phrase: "REFUNDS" }), ["Refunds and returns", "Refunds of gifts"])
      assert.deepStrictEqual(yield* titles({ phrase: "refunds none" }), ["Refunds of gifts"])
      assert.deepStrictEqual(yield* titles({ phrase: "refunds", state: "published" }), ["Refunds and returns"])
      assert.deepStrictEqual(yield* titles({ help_center_id: 79 }), ["Refunds and returns"])
      const { data } = yield* Articles.search({ phrase: "shipping", highlight: true })
      assert.deepStrictEqual(data?.highlights?.[0]?.highlighted_title, [{ type: "highlight", text: "Shipping" }])
    }).pipe(strict)
  )

  it.effect("need a title, and an author who is an admin", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Articles.create({ title: "Refunds", author_id: 1 }))
      assert.deepStrictEqual(error.codes, ["parameter_invalid"])
    }).pipe(strict)
  )

  it.effect("show what their version has", () =>
    Effect.gen(function* () {
      const { id } = yield* Articles.create({ title: "Refunds", author_id: yield* author })
      const shown = (version: "2.12" | "2.15" | "2.16") =>
        Effect.map(Articles.get({ id }, { version }), (article) =>
          ["parent_id", "tags", "body_markdown"].filter((name) => name in article)
        )
      assert.deepStrictEqual(yield* shown("2.12"), ["parent_id"])
      assert.deepStrictEqual(yield* shown("2.15"), ["parent_id", "tags"])
      assert.deepStrictEqual(yield* shown("2.16"), ["tags", "body_markdown"])
    }).pipe(strict)
  )
})

describe("drafts", () => {
  it.effect("change nothing until they are published", () =>
    Effect.gen(function* () {
      const { id } = yield* Articles.create({ title: "Refunds", author_id: yield* author, state: "published" })
      yield* notFound(Articles.getDraft({ id }))
      yield* Articles.stageDraft({ id, title: "Refunds and returns" })
      yield* Articles.stageDraft({ id, body: "<p>All of it.</p>" })
      assert.deepInclude(yield* Articles.get({ id }), { title: "Refunds", has_unpublished_changes: true })
      const changes = { title: "Refunds and returns", body: "<p>All of it.</p>" }
      assert.deepInclude(yield* Articles.getDraft({ id }), changes)
      yield* Articles.publishDraft({ id })
      assert.deepInclude(yield* Articles.get({ id }), { ...changes, has_unpublished_changes: false })
      assert.strictEqual((yield* Effect.flip(Articles.publishDraft({ id }))).reason._tag, "InvalidRequest")
    }).pipe(strict)
  )
})

describe("tags", () => {
  it.effect("show on the article they were put on, until they are taken off", () =>
    Effect.gen(function* () {
      const { id: article_id } = yield* Articles.create({ title: "Refunds", author_id: yield* author })
      const { id = "" } = yield* Tags.create({ name: "Money" })
      const names = Effect.map(Articles.get({ id: article_id }), ({ tags }) => tags?.tags.map(({ name }) => name))
      yield* Tags.tagArticle({ article_id, id })
      yield* Tags.tagArticle({ article_id, id })
      assert.deepStrictEqual(yield* names, ["Money"])
      yield* Tags.untagArticle({ article_id, id })
      assert.deepStrictEqual(yield* names, [])
      yield* notFound(Tags.untagArticle({ article_id, id }))
    }).pipe(strict)
  )
})

describe("redirects", () => {
  it.effect("belong to a help center and lead to what is there", () =>
    Effect.gen(function* () {
      const article = yield* Articles.create({ title: "Refunds", author_id: yield* author })
      const to = { id: "79", from_url: "https://help.example/old", locale: "en", target_type: "article" } as const
      const created = yield* HelpCenters.createRedirect({ ...to, target_id: article.id })
      yield* notFound(HelpCenters.createRedirect({ ...to, target_id: "1" }))
      assert.deepStrictEqual((yield* HelpCenters.listRedirects({ id: "79" })).data, [created])
      yield* HelpCenters.deleteRedirect({ id: "79", redirect_id: created.id })
      yield* notFound(HelpCenters.getRedirect({ id: "79", redirect_id: created.id }))
    }).pipe(strict)
  )
})

describe("collections", () => {
  it.effect("leave what was in them when they are deleted", () =>
    Effect.gen(function* () {
      const [helpCenter] = (yield* HelpCenters.list()).data
      const money = yield* Collections.create({ name: "Money" })
      assert.strictEqual(String(money.help_center_id), helpCenter?.id)
      const refunds = yield* Collections.create({ name: "Refunds", parent_id: money.id })
      const article = yield* Articles.create({ title: "How", author_id: yield* author, parent_id: Number(money.id) })
      assert.deepStrictEqual(article.parent_ids, [Number(money.id)])
      yield* Collections.delete({ id: money.id })
      assert.strictEqual((yield* Collections.get({ id: refunds.id })).parent_id, null)
      assert.deepStrictEqual((yield* Articles.get({ id: article.id })).parent_ids, [])
    }).pipe(strict)
  )
})

describe("internal articles", () => {
  it.effect("are created, changed, found by folder and deleted", () =>
    Effect.gen(function* () {
      const admin = yield* author
      const created = yield* InternalArticles.create({ title: "On call", author_id: admin, owner_id: admin })
      yield* InternalArticles.update({ id: created.id, title: "On call, at night" })
      const { data } = yield* InternalArticles.list()
      assert.deepStrictEqual(
        data.map(({ title }) => title),
        ["On call, at night"]
      )
      assert.strictEqual((yield* InternalArticles.search({ folder_id: 5 })).total_count, 0)
      yield* InternalArticles.delete({ id: created.id })
      yield* notFound(InternalArticles.get({ id: created.id }))
    }).pipe(strict)
  )
})

describe("news", () => {
  it.effect("appears in the feeds it is assigned to, once it is live", () =>
    Effect.gen(function* () {
      const [feed] = (yield* Newsfeeds.list()).data
      const id = feed?.id ?? ""
      const item = {
        title: "A new color",
        sender_id: yield* author,
        newsfeed_assignments: [{ newsfeed_id: Number(id) }]
      }
      const created = yield* NewsItems.create(item)
      assert.deepStrictEqual((yield* Newsfeeds.listItems({ id })).data, [])
      yield* NewsItems.update({ ...item, id: created.id, state: "live" })
      assert.deepStrictEqual(
        (yield* Newsfeeds.listItems({ id })).data.map(({ title }) => title),
        ["A new color"]
      )
    }).pipe(strict)
  )
})

describe("activity logs", () => {
  it.effect("take dates as texts beside seconds", () =>
    Effect.gen(function* () {
      const { workspace } = yield* FakeIntercom
      for (const day of [1, 2, 3]) workspace.activityLogs.add({ created_at: Date.UTC(2026, 5, day) / 1000 })
      const timesOf = Effect.fnUntraced(function* (after: string, before: string) {
        const { body } = yield* rawCall(
          "GET",
          `/admins/activity_logs?created_at_after=${after}&created_at_before=${before}`
        )
        return (body as { readonly activity_logs: ReadonlyArray<unknown> }).activity_logs.length
      })
      assert.strictEqual(yield* timesOf("2026-06-02", "2026-06-03T00:00:00Z"), 2)
      assert.strictEqual(yield* timesOf(String(Date.UTC(2026, 5, 1) / 1000), "2026-06-01T12:00:00%2B02:00"), 1)
      const wrong = yield* rawCall("GET", "/admins/activity_logs?created_at_after=yesterday")
      assert.strictEqual(wrong.status, 400)
    }).pipe(Effect.provide(FakeIntercom.layerHttpClient()))
  )

  it.effect("come newest first, and go on at a URL", () =>
    Effect.gen(function* () {
      const { workspace } = yield* FakeIntercom
      for (let second = 1; second <= 45; second++) workspace.activityLogs.add({ created_at: second })
      const first = yield* ActivityLogs.list({ created_at_after: 3, created_at_before: 44 })
      assert.deepStrictEqual([first.activity_logs[0]?.created_at, first.activity_logs.length], [44, 20])
      const next = first.pages?.next
      assert.include(String(next), "/admins/activity_logs?created_at_after=3&created_at_before=44")
      assert.include(String(next), "page=2")
    }).pipe(strict)
  )

  it.effect("are found by kind, in pages", () =>
    Effect.gen(function* () {
      const { workspace } = yield* FakeIntercom
      workspace.activityLogs.add({ created_at: 10, activity_type: "app_data_export" })
      workspace.activityLogs.add({ created_at: 11 })
      const found = yield* ActivityLogs.search({ created_at_after: 1, event_types: ["app_data_export"] })
      assert.deepStrictEqual(
        found.activity_logs.map((log) => log?.created_at),
        [10]
      )
    }).pipe(strict)
  )

  it.effect("have a log-in a day of every admin of a seeded workspace", () =>
    Effect.gen(function* () {
      const { workspace } = yield* FakeIntercom
      assert.strictEqual(workspace.activityLogs.all().length, 730 * workspace.admins.length)
    }).pipe(Effect.provide(FakeIntercom.layer({ contacts: 1 })))
  )
})

describe("calls", () => {
  it.effect("are listed, read, and found by their conversation", () =>
    Effect.gen(function* () {
      const { workspace } = yield* FakeIntercom
      const { id } = workspace.calls.add({ conversation_id: "7", transcript: "Hello" })
      const silent = workspace.calls.add({})
      assert.strictEqual((yield* Calls.list()).total_count, 2)
      assert.strictEqual((yield* Calls.get({ id })).conversation_id, "7")
      assert.strictEqual(yield* Calls.getTranscript({ id }), "Hello")
      assert.include(yield* Calls.getRecording({ id }), id)
      yield* notFound(Calls.getTranscript({ id: silent.id }))
      const { data } = yield* Calls.search({ conversation_ids: ["7"] })
      assert.deepStrictEqual(
        data.map((call) => call.id),
        [id]
      )
    }).pipe(strict)
  )
})

describe("custom objects", () => {
  const custom_object_type_identifier = "Order"

  it.effect("are created once per external id, then changed", () =>
    Effect.gen(function* () {
      const order = { custom_object_type_identifier, external_id: "o-1" }
      const created = yield* CustomObjects.create({ ...order, custom_attributes: { color: "red" } })
      const changed = yield* CustomObjects.create({ ...order, custom_attributes: { size: 3 } })
      assert.strictEqual(changed.id, created.id)
      assert.deepStrictEqual(changed.custom_attributes, { color: "red", size: 3 })
      const found = yield* CustomObjects.getByExternalId({ custom_object_type_identifier, external_id: "o-1" })
      assert.strictEqual(found.id, created.id)
      const listed = yield* CustomObjects.list({ custom_object_type_identifier })
      assert.strictEqual(listed.total_count, 1)
      yield* CustomObjects.delete({ custom_object_type_identifier, id: created.id })
      yield* notFound(CustomObjects.get({ custom_object_type_identifier, id: created.id }))
    }).pipe(strict)
  )
})

describe("the library", () => {
  it.effect("is as it was after a reset", () =>
    Effect.gen(function* () {
      const fake = yield* FakeIntercom
      fake.workspace.articles.add({})
      fake.workspace.helpCenters.remove("79")
      yield* fake.reset
      assert.deepStrictEqual((yield* Articles.list()).data, [])
      assert.strictEqual((yield* HelpCenters.list()).data.length, 1)
    }).pipe(strict)
  )
})

describe("versions of an article", () => {
  it.effect("are what it was and what it is, the latest first, each with its text", () =>
    Effect.gen(function* () {
      const { id } = yield* Articles.create({ title: "First", author_id: yield* author, body: "<p>One</p>" })
      yield* Articles.update({ id, title: "Second" })
      yield* Articles.stageDraft({ id, title: "Third" })
      const before = yield* Articles.listVersions({ id })
      assert.deepStrictEqual(
        before.data.map(({ title }) => title),
        ["Second", "First"]
      )
      yield* Articles.publishDraft({ id })
      const after = yield* Articles.listVersions({ id })
      assert.deepStrictEqual(after.data.slice(1), before.data)
      const version = yield* Articles.getVersion({ id, version_id: before.data[1]?.id ?? "" })
      assert.deepInclude(version, { article_id: id, title: "First", body: "<p>One</p>", state: "draft" })
      yield* notFound(Articles.getVersion({ id, version_id: "1" }))
    }).pipe(strict)
  )
})

describe("folders", () => {
  const preview = CallOptions.withOptions({ version: "Preview" })

  it.effect("lie in folders, count what is in them, and are deleted when they are empty", () =>
    Effect.gen(function* () {
      const { workspace } = yield* FakeIntercom
      const outer = yield* Folders.create({ folder: { name: "Playbooks", emoji: "📘" } })
      const inner = yield* Folders.create({ folder: { name: "Refunds", parent_folder_id: outer.id } })
      const article = workspace.internalArticles.add({ folder_id: inner.id })
      assert.deepInclude(yield* Folders.get({ id: inner.id }), { parent_folder_id: outer.id, content_count: 1 })
      assert.deepInclude(yield* Folders.list({ parent_folder_id: outer.id }), { total_count: 1 })
      yield* failsWith("InvalidRequest", Folders.delete({ id: outer.id }))
      yield* failsWith("InvalidRequest", Folders.delete({ id: inner.id }))
      yield* failsWith("InvalidRequest", Folders.update({ id: outer.id, folder: { parent_folder_id: inner.id } }))
      workspace.internalArticles.remove(article.id)
      assert.deepInclude(yield* Folders.delete({ id: inner.id }), { id: inner.id, deleted: true })
      yield* notFound(Folders.get({ id: inner.id }))
    }).pipe(preview, strict)
  )
})

describe("sections", () => {
  it.effect("are what later versions show as collections in collections", () =>
    Effect.gen(function* () {
      const at = CallOptions.withOptions({ version: "2.9" })
      const { id: collection } = yield* Collections.create({ name: "Help" })
      const created = yield* at(Sections.create({ name: "Refunds", parent_id: Number(collection) }))
      assert.deepInclude(created, { type: "section", name: "Refunds", parent_id: collection })
      assert.deepInclude(yield* Collections.get({ id: created.id }), { name: "Refunds", parent_id: collection })
      yield* at(Sections.update({ id: created.id, name: "Money back" }))
      assert.deepStrictEqual(
        (yield* at(Sections.list())).data.map(({ name }) => name),
        ["Money back"]
      )
      yield* notFound(at(Sections.get({ id: collection })))
      yield* notFound(at(Sections.create({ name: "Deeper", parent_id: Number(created.id) })))
      const article = yield* Articles.create({ title: "How", author_id: yield* author, parent_id: Number(created.id) })
      yield* at(Sections.delete({ id: created.id }))
      yield* notFound(at(Sections.get({ id: created.id })))
      assert.deepStrictEqual((yield* Articles.get({ id: article.id })).parent_ids, [Number(collection)])
    }).pipe(strict)
  )
})
