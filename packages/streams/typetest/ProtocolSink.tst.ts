import type { IntercomClient } from "@effect-intercom/core"
import { Export, ProtocolSink } from "@effect-intercom/streams"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { describe, expect, test } from "tstyche"

class Output extends Context.Service<Output, { readonly put: (text: string) => Effect.Effect<void> }>()("Output") {}

describe("ProtocolSink", () => {
  test("needs what its output needs", () => {
    const write = (text: string) => Effect.flatMap(Output, (output) => output.put(text))
    expect(Export.run({ streams: ["contacts"], since: "last", sink: ProtocolSink.singer({ write }) })).type.toBe<
      Effect.Effect<Export.ExportReport, Export.ExportError, Output | IntercomClient.IntercomClient>
    >()
  })

  test("knows of whole tables where the protocol does", () => {
    const write = () => Effect.void
    expect(ProtocolSink.airbyte).type.toBeCallableWith({ write, whole: () => true })
    expect(ProtocolSink.singer).type.not.toBeCallableWith({ write, whole: () => true })
  })
})
