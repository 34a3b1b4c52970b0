import { NodeHttpClient } from "@effect/platform-node"
import type * as Undici from "@effect/platform-node/Undici"
import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Exit, Fiber, Latch, Layer, Ref, Stream } from "effect"
import { HttpClient, HttpClientRequest } from "effect/http"
import { randomBytes } from "node:crypto"
import type { IncomingMessage, RequestListener } from "node:http"
import { gzipSync } from "node:zlib"
import { serving } from "./loopback.ts"
import { UndiciHttpClient } from "../src/node.ts"

/** The layer, with the address of a real server. */
const served = <A, E>(
  listener: RequestListener,
  test: (url: string) => Effect.Effect<A, E, HttpClient.HttpClient>
): Effect.Effect<A, E> => serving(listener, (baseUrl) => Effect.provide(test(`${baseUrl}/`), UndiciHttpClient.layer))

/** Sends a hundred megabytes, as fast as they are taken, and counts those that were. */
const sendingMegabytes = () => {
  const sent = { megabytes: 0, isClosed: false }
  const listener: RequestListener = (_, response) => {
    response.on("close", () => (sent.isClosed = true))
    const write = () => {
      while (sent.megabytes < 100 && response.write(megabyte)) sent.megabytes++
      if (sent.megabytes < 100) response.once("drain", write)
    }
    write()
  }
  return { listener, sent }
}

const textOf = async (message: IncomingMessage): Promise<string> => {
  let text = ""
  for await (const chunk of message) text += String(chunk)
  return text
}

/** Bytes that cannot be packed. */
const noise = randomBytes(200_000)

const megabyte = Buffer.alloc(1_000_000, "a")

describe("the HTTP layer over undici's handlers", () => {
  it.live("gives status, headers, address and the body of many chunks", () =>
    served(
      (_, response) => {
        response.writeHead(201, { "x-one": "1", "set-cookie": ["a=1", "b=2"] })
        for (let chunk = 0; chunk < 5; chunk++) response.write(megabyte)
        response.end("ü")
      },
      (url) =>
        Effect.gen(function* () {
          const response = yield* HttpClient.get(`${url}?q=1#part`)
          assert.strictEqual(response.status, 201)
          assert.strictEqual(response.headers["x-one"], "1")
          assert.strictEqual(response.url, `${url}?q=1`)
          const text = yield* response.text
          assert.strictEqual(text.length, 5_000_001)
          assert.isTrue(text.endsWith("aü"))
          assert.strictEqual((yield* response.arrayBuffer).byteLength, 5_000_002, "a body can be read again")
        })
    )
  )

  it.live("gives each of several texts its own characters, of whatever size they are", () => {
    const sizes = [1_100_000, 400_000, 390_000, 70_000, 10, 1_048_576, 0]
    const textOfSize = (size: number) => `${size}${size % 3 === 0 ? ":" : "ü🎉"}`.repeat(size).slice(0, size)
    return served(
      (request, response) => response.end(textOfSize(Number(request.url?.slice(1)))),
      (url) =>
        Effect.gen(function* () {
          const read = (size: number) => Effect.flatMap(HttpClient.get(`${url}${size}`), ({ text }) => text)
          const texts = yield* Effect.forEach([...sizes, ...sizes], read, { concurrency: 4 })
          for (const [index, size] of [...sizes, ...sizes].entries()) {
            assert.isTrue(texts[index] === textOfSize(size), `${size}`)
          }
        })
    )
  })

  it.live("sends text, and forms the way of the usual client", () => {
    const bodies: Array<string> = []
    return served(
      (request, response) => {
        void textOf(request).then((body) => {
          bodies.push(`${request.headers["content-type"]?.split(";")[0]} ${body.length > 50 ? "long" : body}`)
          return response.writeHead(204).end()
        })
      },
      (url) =>
        Effect.gen(function* () {
          const post = HttpClientRequest.post(url)
          const first = yield* HttpClient.execute(HttpClientRequest.bodyText(post, `{"a":1}`, "application/json"))
          assert.strictEqual(first.status, 204)
          assert.strictEqual(yield* first.text, "")
          const form = new FormData()
          form.append("file", new Blob(["content"]), "file.txt")
          yield* HttpClient.execute(HttpClientRequest.bodyFormData(post, form))
          assert.deepStrictEqual(bodies, [`application/json {"a":1}`, "multipart/form-data long"])
        })
    )
  })

  it.live("a stream that is not read lets the server wait, and closes the connection when it is given up", () => {
    const { listener, sent } = sendingMegabytes()
    return served(listener, (url) =>
      Effect.gen(function* () {
        const response = yield* HttpClient.get(url)
        const latch = yield* Latch.make()
        const seen = yield* Ref.make(0)
        const reading = yield* Effect.forkChild(
          Stream.runForEach(response.stream, (chunk) =>
            Effect.andThen(
              Ref.update(seen, (sum) => sum + chunk.byteLength),
              latch.await
            )
          )
        )
        yield* Effect.sleep("150 millis")
        assert.isBelow(sent.megabytes, 50, "megabytes sent to a reader that has taken one chunk")
        assert.isBelow(yield* Ref.get(seen), 2_000_000)
        yield* Fiber.interrupt(reading)
        yield* Effect.sleep("50 millis")
        assert.isTrue(sent.isClosed)
      })
    )
  })

  it.live("a stream gives every byte, however slowly it is read", () =>
    served(
      (_, response) => {
        for (let chunk = 0; chunk < 6; chunk++) response.write(megabyte)
        response.end()
      },
      (url) =>
        Effect.gen(function* () {
          const response = yield* HttpClient.get(url)
          const bytes = yield* Stream.runFold(
            Stream.mapEffect(response.stream, (chunk) => Effect.as(Effect.yieldNow, chunk.byteLength)),
            () => 0,
            (sum, length) => sum + length
          )
          assert.strictEqual(bytes, 6_000_000)
        })
    )
  )

  it.live("packed bodies are unpacked, whole and as a stream, small and large", () =>
    served(
      (request, response) => {
        response.writeHead(200, { "content-encoding": "gzip", "x-kept": "1" })
        response.end(gzipSync(request.url === "/large" ? noise : "ü"))
      },
      (url) =>
        Effect.gen(function* () {
          const small = yield* HttpClient.get(url)
          assert.strictEqual(yield* small.text, "ü")
          assert.deepInclude(small.headers, { "x-kept": "1" })
          assert.notProperty(small.headers, "content-encoding", "what the headers say is true of what is read")
          const large = yield* Effect.flatMap(HttpClient.get(`${url}large`), ({ arrayBuffer }) => arrayBuffer)
          assert.isTrue(noise.equals(new Uint8Array(large)))
          const streamed = yield* Effect.flatMap(HttpClient.get(`${url}large`), ({ stream }) =>
            Stream.runCollect(stream)
          )
          assert.isTrue(noise.equals(Buffer.concat(streamed)))
        })
    )
  )

  it.live("a body that is not the gzip it says is a failure of reading it, small and large", () =>
    served(
      (request, response) => {
        response.writeHead(200, { "content-encoding": "gzip" })
        response.end(request.url === "/large" ? noise : "no gzip")
      },
      (url) =>
        Effect.gen(function* () {
          for (const path of ["", "large"]) {
            const { text } = yield* HttpClient.get(url + path)
            assert.strictEqual((yield* Effect.flip(text)).reason._tag, "DecodeError")
          }
        })
    )
  )

  it.live("a response that nobody reads holds a megabyte, not the whole body", () => {
    const { listener, sent } = sendingMegabytes()
    return served(listener, (url) =>
      Effect.gen(function* () {
        const response = yield* HttpClient.get(url)
        yield* Effect.sleep("150 millis")
        assert.isBelow(sent.megabytes, 50)
        assert.strictEqual(response.status, 200)
      })
    )
  })

  it.live("an interrupted request closes its connection, before and after the head", () => {
    let closed = 0
    return served(
      (request, response) => {
        request.on("close", () => closed++)
        if (request.url === "/body") response.writeHead(200).write("{")
      },
      (url) =>
        Effect.gen(function* () {
          yield* Effect.timeoutOption(HttpClient.get(url), "30 millis")
          yield* Effect.timeoutOption(
            Effect.flatMap(HttpClient.get(`${url}body`), ({ text }) => text),
            "30 millis"
          )
          yield* Effect.sleep("50 millis")
          assert.strictEqual(closed, 2)
        })
    )
  })

  it.live("what is no address is refused, and a layer that is closed refuses as well", () =>
    Effect.gen(function* () {
      const invalid = yield* Effect.flip(HttpClient.get("no address")).pipe(Effect.provide(UndiciHttpClient.layer))
      assert.strictEqual(invalid.reason._tag, "InvalidUrlError")
      const closed = yield* Effect.scoped(Effect.map(Layer.build(UndiciHttpClient.layer), (context) => context))
      const error = yield* Effect.flip(HttpClient.get("http://127.0.0.1:9/")).pipe(Effect.provide(closed))
      assert.strictEqual(error.reason._tag, "TransportError")
    })
  )

  it.effect("a dispatcher that dispatches nothing, as Bun's, is told of as the layer is made", () =>
    Effect.gen(function* () {
      // Type boundary: what Bun has under undici's types.
      const dispatcher = {} as Undici.Dispatcher
      const exit = yield* UndiciHttpClient.layerDispatcher.pipe(
        Layer.provide(Layer.succeed(NodeHttpClient.Dispatcher, dispatcher)),
        Layer.build,
        Effect.scoped,
        Effect.exit
      )
      assert.isTrue(Exit.isFailure(exit) && Cause.pretty(exit.cause).includes("FetchHttpClient.layer"))
    })
  )
})
