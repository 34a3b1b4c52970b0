import { IntercomClient, isIntercomError } from "@effect-intercom/core"
import { Admins, Contacts, Conversations, Tags } from "@effect-intercom/resources"
import { NodeFileSystem } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem, Layer } from "effect"
import { HttpClient, HttpClientResponse } from "effect/http"
import { FakeIntercom } from "../src/FakeIntercom.ts"
import * as Recorder from "../src/Recorder.ts"
import { makeScrubber } from "../src/recorder/Scrubber.ts"

const token = "dG9rOmE1-secret-token"

/** A client over a recorder, over whatever HTTP client there is. */
const over = <E, R>(recorder: Layer.Layer<HttpClient.HttpClient, E, R>) =>
  IntercomClient.layer({ accessToken: token, pacing: false }).pipe(Layer.provide(recorder))

const real = FakeIntercom.layerHttpClient({ token, contacts: 5 })

const inFile = <A, E, R>(use: (file: string) => Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const directory = yield* fs.makeTempDirectoryScoped()
    return yield* use(`${directory}/recording.ndjson`)
  }).pipe(Effect.scoped, Effect.provide(NodeFileSystem.layer))

const record = <A, E>(file: string, program: Effect.Effect<A, E, IntercomClient.IntercomClient>) =>
  program.pipe(Effect.provide(over(Recorder.layer({ file, mode: "record" }))), Effect.provide(real))

const replay = <A, E>(file: string, program: Effect.Effect<A, E, IntercomClient.IntercomClient>) =>
  program.pipe(Effect.provide(over(Recorder.layer({ file, mode: "replay" }))))

const read = (file: string) => Effect.flatMap(FileSystem.FileSystem, (fs) => fs.readFileString(file))

/** Finds, creates, greets and tags; every step is made of what the one before answered. */
const welcome = Effect.gen(function* () {
  const created = yield* Contacts.create({
    role: "user",
    email: "ada.lovelace@analytical.example",
    name: "Ada Lovelace",
    phone: "+353 1 555 0199"
  })
  const found = yield* Contacts.get({ id: created.id })
  const email = found.email ?? ""
  const { total_count } = yield* Contacts.search({ query: { field: "email", operator: "=", value: email } })
  const tag = yield* Tags.create({ name: "Welcomed" })
  yield* Tags.tagContact({ contact_id: found.id, id: tag.id ?? "" })
  const message = yield* Conversations.create({
    from: { type: "user", id: found.id },
    body: `Hello, ${found.name ?? "you"}! Shall I call you Ada?`
  })
  const id = message.conversation_id ?? ""
  const conversation = yield* Conversations.get({ id })
  return { id: found.id, total_count, tag: tag.name, state: conversation.state, name: found.name }
})

describe("a recorder", () => {
  it.effect("replays what it recorded, also to requests made of replayed answers", () =>
    inFile((file) =>
      Effect.gen(function* () {
        const recorded = yield* record(file, welcome)
        const replayed = yield* replay(file, welcome)
        assert.strictEqual(recorded.name, "Ada Lovelace")
        assert.match(replayed.name ?? "", /^Person [\da-f]{10}$/)
        assert.deepStrictEqual({ ...replayed, name: recorded.name }, recorded)
      })
    )
  )

  it.effect("keeps the token and personal data out of the file", () =>
    inFile((file) =>
      Effect.gen(function* () {
        const admins = yield* record(file, Effect.andThen(welcome, Admins.list()))
        const text = yield* read(file)
        for (const secret of [token, "ada.lovelace", "analytical.example", "Lovelace", "Ada", "555 0199"]) {
          assert.notInclude(text, secret)
        }
        for (const admin of admins.admins ?? []) {
          assert.notInclude(text, admin?.email ?? "nobody's")
          assert.notInclude(text, admin?.name ?? "nobody's")
        }
        assert.include(text, "Welcomed")
      })
    )
  )

  it.effect("writes the same file for the same exchanges", () =>
    inFile((file) =>
      Effect.gen(function* () {
        yield* record(file, welcome)
        const first = yield* read(file)
        yield* record(file, welcome)
        assert.strictEqual(yield* read(file), first)
      })
    )
  )

  it.effect("answers a repeated request in turn, in the end with the last answer", () =>
    inFile((file) =>
      Effect.gen(function* () {
        const id = Effect.map(Contacts.list(), ({ data }) => data[0]?.id ?? "")
        const rename = Effect.flatMap(id, (id) => Contacts.update({ id, custom_attributes: { plan: "pro" } }))
        const plan = Effect.map(Contacts.list(), ({ data }) => data[0]?.custom_attributes?.["plan"])
        yield* record(file, Effect.all([plan, rename, plan]))
        const plans = yield* replay(file, Effect.all([plan, plan, plan, plan]))
        assert.notStrictEqual(plans[0], "pro")
        assert.deepStrictEqual(plans.slice(2), ["pro", "pro"])
      })
    )
  )

  it.effect("names the request it has no answer for, and is not asked again", () =>
    inFile((file) =>
      Effect.gen(function* () {
        yield* record(file, Tags.create({ name: "One" }))
        const error = yield* Effect.flip(replay(file, Tags.create({ name: "Two" })))
        if (!isIntercomError(error)) return assert.fail("it is no error of Intercom")
        assert.strictEqual(error.reason._tag, "InvalidRequest")
        assert.deepStrictEqual(error.codes, ["recording_missing"])
        assert.include(error.message, "The recording has no POST /tags, but one with another body")
        const other = yield* Effect.flip(replay(file, Contacts.get({ id: "6762f0d" })))
        // Values of the call are taken out of whatever an error quotes.
        assert.include(other.message, "The recording has no GET /contacts/<removed>")
      })
    )
  )

  it.effect("does not record files", () => {
    const archive = HttpClient.make((request) =>
      Effect.succeed(HttpClientResponse.fromWeb(request, new Response(new Uint8Array([0x1f, 0x8b, 0xff, 0xfe]))))
    )
    return inFile((file) =>
      Effect.gen(function* () {
        const http = yield* HttpClient.HttpClient.pipe(
          Effect.provide(Recorder.layer({ file, mode: "record" })),
          Effect.provideService(HttpClient.HttpClient, archive)
        )
        const response = yield* http.get("https://api.intercom.io/download/content/data/1")
        assert.deepStrictEqual([...new Uint8Array(yield* response.arrayBuffer)], [0x1f, 0x8b, 0xff, 0xfe])
        const replayed = yield* HttpClient.HttpClient.pipe(Effect.provide(Recorder.layer({ file, mode: "replay" })))
        const again = yield* replayed.get("https://api.intercom.io/download/content/data/1")
        assert.include(yield* again.text, "is a file, which is not recorded")
      })
    )
  })

  it.effect("fails on a file that is missing or no recording, naming it", () =>
    inFile((file) =>
      Effect.gen(function* () {
        const missing = yield* Effect.flip(replay(file, Tags.list()))
        assert.strictEqual(missing._tag, "RecordingError")
        assert.include(missing.message, `${file} cannot be used: it cannot be read`)
        const fs = yield* FileSystem.FileSystem
        yield* record(file, Tags.list())
        yield* fs.writeFileString(file, "{}\n", { flag: "a" })
        assert.include((yield* Effect.flip(replay(file, Tags.list()))).message, "line 3 is not an exchange")
        yield* fs.writeFileString(file, "{}\n")
        assert.include((yield* Effect.flip(replay(file, Tags.list()))).message, "does not begin as a recording")
      })
    )
  )
})

describe("scrubbing", () => {
  const scrubber = () => makeScrubber(["iban"], () => [token])

  it("leaves stand-ins as they are", () => {
    const once = scrubber().json({
      type: "contact",
      email: "ada@example.org",
      name: "Ada Lovelace",
      phone: "+353 1 555 0199",
      avatar: { image_url: "https://gravatar.example/ada" },
      ip: "203.0.113.9",
      iban: "DE02120300000000202051",
      note: `call +35315550199 or mail ada@example.org with ${token}`
    })
    assert.deepStrictEqual(scrubber().json(once), once)
    assert.notMatch(JSON.stringify(once), /ada|lovelace|0199|203\.0|DE02|tok:/i)
  })

  it("takes time in proportion to the text", () => {
    const before = performance.now()
    for (const text of ["a".repeat(300_000), "a@".repeat(150_000), `a@${"b".repeat(300_000)}`]) scrubber().text(text)
    assert.isBelow(performance.now() - before, 10_000)
  })

  it("gives one value one stand-in, wherever it stands", () => {
    const { json, text } = scrubber()
    const contact = json({ email: "ada@example.org", body: "Ask ada@example.org" })
    assert.deepStrictEqual(contact, { email: text("ADA@example.org"), body: `Ask ${text("ada@example.org")}` })
  })

  it("takes the values of a search for those of its field", () => {
    const { json } = scrubber()
    const scrubbed = json({
      operator: "AND",
      value: [
        { field: "name", operator: "=", value: "Ada Lovelace" },
        { field: "phone", operator: "IN", value: ["015550199"] },
        { field: "role", operator: "=", value: "user" }
      ]
    })
    assert.notMatch(JSON.stringify(scrubbed), /Ada|5550199/)
    assert.include(JSON.stringify(scrubbed), '"user"')
  })

  it("keeps the names of things, and words that mean something", () => {
    const { json } = scrubber()
    json({ type: "contact", name: "Open Closed" })
    const kept = {
      type: "conversation",
      state: "Open",
      tags: [{ type: "tag", name: "VIP" }],
      created_at: 1_790_000_000,
      id: "1234567890123",
      at: "2026-11-01T10:00:00+00:00"
    }
    assert.deepStrictEqual(json(kept), kept)
  })
})
