import { assert, describe, it } from "@effect/vitest"
import { fromLayer, type Intercom, IntercomError, isIntercomError, make } from "@effect-intercom/promise"
import { Admins, Contacts } from "@effect-intercom/resources"
import { IntercomStream } from "@effect-intercom/streams"
import { FakeIntercom, IntercomTest } from "@effect-intercom/testing"
import { Effect, Layer, Stream } from "effect"

/** What a promise rejects with. */
const rejection = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    (value) => assert.fail(`it resolved with ${JSON.stringify(value)}`),
    (error: unknown) => error
  )

/** The name of what the web rejects with. */
const nameOf = (error: unknown): string => (error instanceof DOMException ? error.name : `no DOMException: ${error}`)

/** A `fetch` that answers with what it is given, and keeps the requests. */
const answering = (answer: (url: URL) => Response | Promise<Response>) => {
  const requests: Array<Request> = []
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init)
    requests.push(request)
    return answer(new URL(request.url))
  }
  return { fetch, requests }
}

/** A `fetch` that never answers: when it was called, and when the call was given up. */
const silent = () => {
  const called = Promise.withResolvers<void>()
  const givenUp = Promise.withResolvers<void>()
  const fetch: typeof globalThis.fetch = (_, init) => {
    called.resolve()
    return new Promise((_, reject) => {
      init?.signal?.addEventListener("abort", () => {
        givenUp.resolve()
        reject(new DOMException("given up", "AbortError"))
      })
    })
  }
  return { fetch, called: called.promise, givenUp: givenUp.promise }
}

const requestsOf = (intercom: Intercom<FakeIntercom>): Promise<ReadonlyArray<string>> =>
  intercom(FakeIntercom.use(({ requests }) => Effect.map(requests, (all) => all.map(({ path }) => path))))

describe("a call", () => {
  it("resolves to what Intercom answers", async () => {
    await using intercom = fromLayer(FakeIntercom.layer({ contacts: 3 }))
    const { data } = await intercom(Contacts.list())
    assert.lengthOf(data, 3)
    const first = data[0]
    assert.strictEqual((await intercom(Contacts.get({ id: first?.id ?? "" }))).email, first?.email)
  })

  it("sends token, version and headers to the region", async () => {
    const { fetch, requests } = answering(() => Response.json({ type: "admin", id: "1" }))
    await using intercom = make({
      accessToken: "secret",
      region: "eu",
      version: "2.11",
      headers: { "x-team": "red" },
      fetch
    })
    await intercom(Admins.identify())
    const [request] = requests
    assert.strictEqual(request?.url, "https://api.eu.intercom.io/me")
    assert.strictEqual(request?.headers.get("authorization"), "Bearer secret")
    assert.strictEqual(request?.headers.get("intercom-version"), "2.11")
    assert.strictEqual(request?.headers.get("x-team"), "red")
  })

  it("asks for the token before each call, where it is a function", async () => {
    const { fetch, requests } = answering(() => Response.json({ type: "admin", id: "1" }))
    const tokens = ["first", "second"]
    await using intercom = make({ accessToken: async () => tokens.shift() ?? "", fetch })
    await intercom(Admins.identify())
    await intercom(Admins.identify())
    assert.deepStrictEqual(
      requests.map(({ headers }) => headers.get("authorization")),
      ["Bearer first", "Bearer second"]
    )
  })

  it("rejects with what the function of the token rejects with, and sends nothing", async () => {
    const { fetch, requests } = answering(() => Response.json({}))
    const failure = new Error("the vault is locked")
    await using intercom = make({ accessToken: () => Promise.reject(failure), fetch })
    assert.strictEqual(await rejection(intercom(Admins.identify())), failure)
    assert.lengthOf(requests, 0)
  })

  it("rejects with the error as it is", async () => {
    await using intercom = fromLayer(FakeIntercom.layer())
    const error = await rejection(intercom(Contacts.get({ id: "nobody" })))
    assert.instanceOf(error, IntercomError)
    assert(isIntercomError(error) && error.reason._tag === "NotFound")
    assert.strictEqual(error.operation, "contacts.get")
    assert.strictEqual(error.status, 404)
  })

  it("rejects with a defect as it is", async () => {
    await using intercom = fromLayer(IntercomTest.layer([]))
    assert.match(String(await rejection(intercom(Contacts.list()))), /contacts\.list/)
  })

  it("takes stubs in a test", async () => {
    await using intercom = fromLayer(
      IntercomTest.layer([IntercomTest.stub(Contacts.get, ({ id }) => IntercomTest.notFound(`no contact ${id}`))])
    )
    assert.match(String(await rejection(intercom(Contacts.get({ id: "1" })))), /no contact 1/)
  })
})

describe("a signal", () => {
  it("ends the request under way with an AbortError", async () => {
    const { called, fetch, givenUp } = silent()
    await using intercom = make({ accessToken: "token", fetch })
    const controller = new AbortController()
    const call = rejection(intercom(Admins.identify(), { signal: controller.signal }))
    await called
    controller.abort()
    assert.strictEqual(nameOf(await call), "AbortError")
    await givenUp
  })

  it("that was aborted before sends nothing", async () => {
    const { fetch, requests } = answering(() => Response.json({}))
    await using intercom = make({ accessToken: "token", fetch })
    assert.strictEqual(
      nameOf(await rejection(intercom(Admins.identify(), { signal: AbortSignal.abort() }))),
      "AbortError"
    )
    assert.lengthOf(requests, 0)
  })

  it("gives its reason as the cause", async () => {
    await using intercom = fromLayer(FakeIntercom.layer())
    const reason = new Error("the user left")
    const error = await rejection(intercom(Contacts.list(), { signal: AbortSignal.abort(reason) }))
    assert.strictEqual(nameOf(error), "AbortError")
    assert(error instanceof Error)
    assert.strictEqual(error.cause, reason)
  })

  it("ends an iteration, rows at hand included", async () => {
    await using intercom = fromLayer(FakeIntercom.layer({ contacts: 20 }))
    const controller = new AbortController()
    const seen: Array<string> = []
    const reading = async () => {
      for await (const { id } of intercom.each(IntercomStream.items(Contacts.list), { signal: controller.signal })) {
        seen.push(id)
        if (seen.length === 5) controller.abort()
      }
    }
    assert.strictEqual(nameOf(await rejection(reading())), "AbortError")
    assert.lengthOf(seen, 5)
  })
})

describe("each", () => {
  it("gives every row in order, each time it is iterated", async () => {
    await using intercom = fromLayer(FakeIntercom.layer({ contacts: 25 }))
    const rows = intercom.each(IntercomStream.items(Contacts.list, { per_page: 10 }))
    const ids = async () => {
      const ids: Array<string> = []
      for await (const { id } of rows) ids.push(id)
      return ids
    }
    const first = await ids()
    assert.strictEqual(new Set(first).size, 25)
    assert.deepStrictEqual(await ids(), first)
  })

  it("requests a page when its first row is wanted", async () => {
    await using intercom = fromLayer(FakeIntercom.layer({ contacts: 30 }))
    const rows = intercom.each(IntercomStream.items(Contacts.list, { per_page: 10 }))[Symbol.asyncIterator]()
    assert.lengthOf(await requestsOf(intercom), 0)
    for (let row = 0; row < 10; row++) await rows.next()
    assert.lengthOf(await requestsOf(intercom), 1)
    await rows.next()
    assert.lengthOf(await requestsOf(intercom), 2)
    await rows.return?.()
    assert.deepStrictEqual(await rows.next(), { done: true, value: undefined })
    assert.lengthOf(await requestsOf(intercom), 2)
  })

  it("lets go of what the stream holds when the loop is left", async () => {
    const events: Array<string> = []
    const stream = Stream.fromIterable([1, 2, 3]).pipe(Stream.ensuring(Effect.sync(() => events.push("let go"))))
    await using intercom = fromLayer(Layer.empty)
    for await (const row of intercom.each(stream)) {
      events.push(`row ${row}`)
      if (row === 2) break
    }
    assert.deepStrictEqual(events, ["row 1", "row 2", "let go"])
  })

  it("does not wait for a page on its way when it is left", async () => {
    const { called, fetch, givenUp } = silent()
    await using intercom = make({ accessToken: "token", fetch })
    const rows = intercom.each(IntercomStream.items(Contacts.list))[Symbol.asyncIterator]()
    const next = rows.next()
    await called
    await rows.return?.()
    assert.deepStrictEqual(await next, { done: true, value: undefined })
    await givenUp
  })

  it("rejects with the error of a page after the rows before it", async () => {
    const { fetch } = answering((url) =>
      url.searchParams.has("starting_after")
        ? Response.json({ type: "error.list", errors: [{ code: "forbidden" }] }, { status: 403 })
        : Response.json({
            type: "list",
            data: [{ type: "contact", id: "1" }],
            pages: { type: "pages", page: 1, next: { page: 2, starting_after: "x" }, per_page: 1, total_pages: 2 },
            total_count: 2
          })
    )
    await using intercom = make({ accessToken: "token", fetch, responses: "trust" })
    const seen: Array<string> = []
    const reading = async () => {
      for await (const { id } of intercom.each(IntercomStream.items(Contacts.list))) seen.push(id)
    }
    const error = await rejection(reading())
    assert(isIntercomError(error) && error.reason._tag === "Forbidden")
    assert.deepStrictEqual(seen, ["1"])
  })
})

describe("closing", () => {
  it("ends what is under way, and refuses what comes after", async () => {
    const { called, fetch, givenUp } = silent()
    const intercom = make({ accessToken: "token", fetch })
    const call = rejection(intercom(Admins.identify()))
    await called
    await intercom.close()
    assert.strictEqual(nameOf(await call), "AbortError")
    await givenUp
    assert.strictEqual(nameOf(await rejection(intercom(Admins.identify()))), "InvalidStateError")
    await intercom.close()
  })

  it("lets go of what an iteration holds that nobody goes on with", async () => {
    let open = 0
    const held = Stream.unwrap(
      Effect.as(
        Effect.acquireRelease(
          Effect.sync(() => open++),
          () => Effect.sync(() => open--)
        ),
        Stream.make(1, 2)
      )
    )
    const intercom = fromLayer(Layer.empty)
    const rows = intercom.each(held)[Symbol.asyncIterator]()
    await rows.next()
    assert.strictEqual(open, 1)
    await intercom.close()
    assert.strictEqual(open, 0)
    await rows.return?.()
  })

  it("happens by itself with await using", async () => {
    let isOpen = false
    const layer = Layer.effectDiscard(
      Effect.acquireRelease(
        Effect.sync(() => {
          isOpen = true
        }),
        () =>
          Effect.sync(() => {
            isOpen = false
          })
      )
    )
    {
      await using intercom = fromLayer(layer)
      await intercom(Effect.void)
      assert.isTrue(isOpen)
    }
    assert.isFalse(isOpen)
  })
})
