import { NodeHttpServer } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { HttpClient, HttpClientRequest, HttpRouter } from "effect/http"
import { createHmac } from "node:crypto"
import { CanvasKit } from "../../src/index.ts"

const secret = "client-secret"

const form = CanvasKit.canvas([
  CanvasKit.text("Hello", { style: "header" }),
  CanvasKit.input({ id: "name", label: "Name" }),
  CanvasKit.dropdown({ id: "plan", options: { free: "Free", pro: "Pro" } }),
  CanvasKit.checkbox({ id: "topics", label: "Topics", options: { news: "News", tips: "Tips" } }),
  CanvasKit.button({ id: "go", label: "Go" })
])

const request = (kind: string, body: unknown, key = secret) => {
  const text = JSON.stringify(body)
  const headers = { "x-body-signature": createHmac("sha256", key).update(text).digest("hex") }
  return new Request(`https://app.example/canvas/${kind}`, { method: "POST", body: text, headers })
}

const asked = { workspace_id: "w1", workspace_region: "US", context: { location: "home" }, contact: { id: "c1" } }

describe("a canvas", () => {
  it("is made of components as Intercom spells them", () => {
    assert.deepStrictEqual<unknown>(form.content.components, [
      { type: "text", text: "Hello", style: "header" },
      { type: "input", id: "name", label: "Name" },
      {
        type: "dropdown",
        id: "plan",
        options: [
          { type: "option", id: "free", text: "Free" },
          { type: "option", id: "pro", text: "Pro" }
        ]
      },
      {
        type: "checkbox",
        id: "topics",
        label: "Topics",
        option: [
          { type: "option", id: "news", text: "News" },
          { type: "option", id: "tips", text: "Tips" }
        ]
      },
      { type: "button", id: "go", label: "Go", action: { type: "submit" } }
    ])
  })

  const problems = (make: () => unknown): ReadonlyArray<string> => {
    try {
      make()
      return []
    } catch (error) {
      assert.instanceOf(error, CanvasKit.CanvasError)
      return error instanceof CanvasKit.CanvasError ? error.problems : []
    }
  }

  it("keeps within its limits", () => {
    const large = "é".repeat(40_000)
    assert.match(problems(() => CanvasKit.canvas([CanvasKit.text(large)])).join(), /content has more than 65536 bytes/)
    assert.match(problems(() => CanvasKit.canvas([], { storedData: { large } })).join(), /stored_data has more/)
    const twice = () => CanvasKit.canvas([CanvasKit.input({ id: "a" }), CanvasKit.input({ id: "a" })])
    assert.deepStrictEqual(problems(twice), ['two components have the id "a"'])
    const one = () => CanvasKit.canvas([CanvasKit.dropdown({ id: "d", options: { only: "Only" } })])
    assert.match(problems(one).join(), /d has 1 options/)
    const many = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`o${index}`, "x"]))
    assert.match(problems(() => CanvasKit.canvas([CanvasKit.singleSelect({ id: "s", options: many })])).join(), /11/)
    assert.match(problems(() => CanvasKit.canvas([CanvasKit.input({ id: "" })])).join(), /\[\]/)
    assert.deepStrictEqual(
      problems(() => CanvasKit.canvas([CanvasKit.text("x".repeat(60_000))])),
      []
    )
  })

  it("has the values that were entered on it, and no others", () => {
    const entered = { name: "Ada", plan: "pro", topics: ["news"], stranger: "x" }
    assert.deepStrictEqual(CanvasKit.values(form, { input_values: entered }), {
      name: "Ada",
      plan: "pro",
      topics: ["news"]
    })
    const wrong = { name: 7, plan: "gold", topics: ["news", "spam"], constructor: "x" }
    assert.deepStrictEqual(CanvasKit.values(form, { input_values: wrong }), {})
    assert.deepStrictEqual(CanvasKit.values(form, {}), {})
  })
})

describe("a handler of canvases", () => {
  const handler = CanvasKit.handler({
    secret: [secret, "older"],
    initialize: () => form,
    submit: (submitted) => {
      const { name = "you" } = CanvasKit.values(form, submitted)
      return Effect.succeed(
        submitted.component_id === "go"
          ? CanvasKit.completed(CanvasKit.canvas([CanvasKit.text(`Hello ${name}`)]))
          : CanvasKit.canvas([])
      )
    },
    configure: ({ component_id }) =>
      component_id === "save" ? CanvasKit.results({ board: "b1" }) : CanvasKit.live("https://app.example/canvas/live"),
    live: ({ contact }) => CanvasKit.canvas([CanvasKit.text(`for ${contact?.id}`)])
  })

  const ask = async (kind: string, body: unknown, key?: string) => {
    const response = await handler(request(kind, body, key))
    return [response.status, response.status === 200 ? await response.json() : await response.text()] as const
  }

  it("answers each request in its shape", async () => {
    assert.deepStrictEqual(await ask("initialize", asked), [200, { canvas: JSON.parse(JSON.stringify(form)) }])
    const submitted = { ...asked, component_id: "go", input_values: { name: "Ada" } }
    assert.deepStrictEqual(await ask("submit", submitted, "older"), [
      200,
      { canvas: { content: { components: [{ type: "text", text: "Hello Ada" }] } }, event: { type: "completed" } }
    ])
    assert.deepStrictEqual(await ask("configure", asked), [
      200,
      { canvas: { content_url: "https://app.example/canvas/live" } }
    ])
    assert.deepStrictEqual(await ask("configure", { ...asked, component_id: "save" }), [
      200,
      { results: { board: "b1" } }
    ])
    assert.deepStrictEqual(await ask("live", asked), [
      200,
      { content: { components: [{ type: "text", text: "for c1" }] } }
    ])
  })

  it("refuses forgeries, strangers and what names no workspace", async () => {
    assert.deepStrictEqual(await ask("initialize", asked, "guess"), [401, ""])
    assert.deepStrictEqual(await ask("destroy", asked), [404, ""])
    assert.deepStrictEqual(await ask("initialize", {}), [400, ""])
  })

  it("does not send what Intercom would not show, nor why a handler failed", async () => {
    const broken = CanvasKit.handler({
      secret,
      initialize: () => ({ content: { components: [{ type: "text", text: "x".repeat(70_000) }] } }),
      submit: () => Effect.fail(new Error("the secret is 42"))
    })
    for (const kind of ["initialize", "submit"]) {
      const response = await broken(request(kind, { ...asked, component_id: "go" }))
      assert.deepStrictEqual([response.status, await response.text()], [500, ""])
    }
  })

  it("refuses an empty secret when it is made", () => {
    assert.throws(() => CanvasKit.handler({ secret: "", initialize: () => form }), /client secret of the app/)
  })

  it.live("stands on a router too", () =>
    Effect.gen(function* () {
      const http = yield* HttpClient.HttpClient
      const text = JSON.stringify(asked)
      const response = yield* HttpClientRequest.post("/canvas/initialize").pipe(
        HttpClientRequest.setHeader("x-body-signature", createHmac("sha256", secret).update(text).digest("hex")),
        HttpClientRequest.bodyText(text, "application/json"),
        http.execute
      )
      assert.deepStrictEqual(
        [response.status, yield* response.json],
        [200, { canvas: JSON.parse(JSON.stringify(form)) }]
      )
    }).pipe(
      Effect.provide(
        HttpRouter.serve(CanvasKit.layerRoutes({ path: "/canvas", secret, initialize: () => form }), {
          disableLogger: true,
          disableListenLog: true
        }).pipe(Layer.provideMerge(NodeHttpServer.layerTest))
      )
    )
  )
})
