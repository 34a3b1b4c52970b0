import { assert, describe, it } from "@effect/vitest"
import { IntercomMcp } from "@effect-intercom/mcp"
import { FakeIntercom } from "@effect-intercom/testing"
import { Effect, Fiber, Logger, Tracer } from "effect"
import { McpProtocol, McpTest } from "effect/ai"
import { TestClock } from "effect/testing"
import { textOf } from "../client.ts"
import { toolsOf } from "../tools.ts"

describe("tools of a server", () => {
  it.effect("speak every version of the protocol", () =>
    Effect.gen(function* () {
      for (const protocol of [
        McpProtocol.v2024_11_05,
        McpProtocol.v2025_03_26,
        McpProtocol.v2025_06_18,
        McpProtocol.v2025_11_25,
        McpProtocol.v2026_07_28
      ]) {
        const client = yield* McpTest.makeClient(IntercomMcp.layerTools(), { protocols: [protocol] })
        assert.strictEqual((yield* client.listTools()).tools.length, 15)
        const { content, structuredContent } = yield* client.callTool({ name: "find_people", arguments: { limit: 1 } })
        assert.isUndefined(structuredContent, protocol.protocolVersion)
        assert.match(textOf(content), /^3 people match\. 1 shown\.[^]+\nNext: get_person/)
      }
    }).pipe(Effect.scoped, Effect.provide(FakeIntercom.layer({ contacts: 3 })))
  )

  it.effect("leave what they were given, and what they answer, out of spans and logs", () =>
    Effect.gen(function* () {
      const told: Array<string> = []
      const tracer = Tracer.make({
        span: (options) => {
          const span = new Tracer.NativeSpan(options)
          const attribute = span.attribute.bind(span)
          return Object.assign(span, {
            attribute: (name: string, value: unknown) => {
              told.push(`${options.name} ${name} ${JSON.stringify(value)}`)
              attribute(name, value)
            }
          })
        }
      })
      yield* Effect.gen(function* () {
        const { call } = yield* toolsOf()
        yield* call("find_people", { text: "somebody@private.example" })
        yield* call("call_operation", {
          operation: "contacts.search",
          input: { query: { field: "email", operator: "=", value: "somebody@private.example" } }
        })
      }).pipe(
        Effect.withSpan("session"),
        Effect.provideService(Tracer.Tracer, tracer),
        Effect.provide(Logger.layer([Logger.make(({ message }) => told.push(JSON.stringify(message)))]))
      )
      assert.isNotEmpty(told)
      assert.notInclude(told.join("\n"), "somebody")
    }).pipe(Effect.scoped, Effect.provide(FakeIntercom.layer({ contacts: 3 })))
  )

  it.effect("end in words where they take too long", () =>
    Effect.gen(function* () {
      const { call } = yield* toolsOf()
      const calling = yield* Effect.forkChild(call("find_people"))
      // The request is on its way through several fibers before anything waits.
      while (calling.pollUnsafe() === undefined) {
        yield* Effect.promise(() => new Promise((resume) => setImmediate(resume)))
        yield* TestClock.adjust("5 seconds")
      }
      const { isError, text } = yield* Fiber.join(calling)
      assert.isTrue(isError)
      assert.match(text, /TimeoutError.+Next: ask for less/)
    }).pipe(Effect.scoped, Effect.provide(FakeIntercom.layer({ contacts: 3, latency: "1 hour" })))
  )
})
