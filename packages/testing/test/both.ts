import { IntercomClient } from "@effect-intercom/core"
import { Effect, Layer } from "effect"
import { FakeIntercom, type MemoryFakeOptions } from "../src/FakeIntercom.ts"

/** One workspace, both with a client of it and with the HTTP client beneath. */
export const both = (options: MemoryFakeOptions) =>
  Layer.unwrap(
    Effect.map(FakeIntercom, ({ token, url }) =>
      IntercomClient.layer({ accessToken: token, baseUrl: url, pacing: false })
    )
  ).pipe(Layer.provideMerge(FakeIntercom.layerHttpClient(options)))
