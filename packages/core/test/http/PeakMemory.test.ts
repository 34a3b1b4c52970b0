import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { execFile } from "node:child_process"
import type { ServerResponse } from "node:http"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { constants, createGzip } from "node:zlib"
import { bundled } from "../../../../tools/started/bundled.ts"
import { serving } from "../loopback.ts"

const program = fileURLToPath(new URL("peakMemory.ts", import.meta.url))

/** So many bytes of brackets as gzip, which makes a thousandth of them. */
const packed = (bytes: number): Promise<Buffer> =>
  new Promise((resolve) => {
    const gzip = createGzip({ level: constants.Z_BEST_SPEED })
    const chunks: Array<Buffer> = []
    gzip.on("data", (chunk: Buffer) => chunks.push(chunk))
    gzip.on("end", () => resolve(Buffer.concat(chunks)))
    const block = Buffer.alloc(10_000_000, "[")
    let left = bytes
    const write = () => {
      while (left > 0) {
        left -= block.length
        if (!gzip.write(block)) return gzip.once("drain", write)
      }
      return gzip.end()
    }
    write()
  })

const bombs = Effect.cached(Effect.promise(() => packed(600_000_000))).pipe(Effect.runSync)

const endlessly = (response: ServerResponse): void => {
  const chunk = Buffer.alloc(65_536, "[")
  const send = () => {
    while (!response.destroyed && response.write(chunk));
  }
  response.on("drain", send)
  send()
}

describe.skipIf(process.platform !== "linux")("with everything at its default", () => {
  it.live.each(
    ["fetch", "undici", "handlers", "node:http"].flatMap((layer) => [
      { what: "600 MB out of a small gzip take", layer, id: "packed" },
      { what: "a body without an end takes", layer, id: "endless" }
    ])
  )("$what less than 300 MB over $layer", ({ id, layer }) =>
    Effect.gen(function* () {
      const bomb = yield* bombs
      yield* serving(
        (request, response) => {
          response.writeHead(200, {
            "content-type": "application/json",
            ...(request.url === "/contacts/packed" ? { "content-encoding": "gzip" } : {})
          })
          if (request.url === "/contacts/packed") response.end(bomb)
          else endlessly(response)
        },
        (baseUrl) =>
          Effect.gen(function* () {
            const { stdout } = yield* Effect.promise(() =>
              bundled(program).then((file) => promisify(execFile)(process.execPath, [file, layer, baseUrl, id]))
            )
            const told: unknown = JSON.parse(stdout)
            assert.deepInclude(told, { ended: ["tooLarge"] })
            const { megabytes } = told as { readonly megabytes: number }
            assert.isBelow(megabytes, 300)
          })
      )
    })
  )
})
