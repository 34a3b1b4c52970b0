import type { IntercomClient, IntercomError } from "@effect-intercom/core"
import type { Contacts, Conversations, Tickets } from "@effect-intercom/resources"
import { Checkpoint, Export, ExportSink, NdjsonSink } from "@effect-intercom/streams"
import { SqliteSink } from "@effect-intercom/streams/node"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type * as Path from "effect/Path"
import type * as Stream from "effect/Stream"
import { describe, expect, test } from "tstyche"

class Queue extends Context.Service<Queue, { readonly send: (record: object) => Effect.Effect<void> }>()("Queue") {}

class Screen extends Context.Service<
  Screen,
  { readonly show: (progress: Export.ExportProgress) => Effect.Effect<void> }
>()("Screen") {}

describe("Export.run", () => {
  test("needs what its sink and its checkpoint need", () => {
    expect(
      Export.run({
        streams: ["contacts", "companies"],
        sink: NdjsonSink.directory("./export"),
        checkpoint: Checkpoint.file("./export/checkpoint.json")
      })
    ).type.toBe<
      Effect.Effect<
        Export.ExportReport,
        Export.ExportError,
        IntercomClient.IntercomClient | FileSystem.FileSystem | Path.Path
      >
    >()
    expect(Export.run({ streams: ["contacts"], sink: SqliteSink.file("./export.db") })).type.toBe<
      Effect.Effect<
        Export.ExportReport,
        Export.ExportError,
        IntercomClient.IntercomClient | FileSystem.FileSystem | Path.Path
      >
    >()
  })

  test("needs what a sink of one's own needs", () => {
    const sink = ExportSink.make((_, records) =>
      Queue.use((queue) => Effect.forEach(records, queue.send, { discard: true }))
    )
    expect(Export.run({ streams: ["contacts"], sink })).type.toBe<
      Effect.Effect<Export.ExportReport, Export.ExportError, IntercomClient.IntercomClient | Queue>
    >()
  })

  test("needs what all of them need, where each needs something else", () => {
    const sink = ExportSink.make((_, records) =>
      Queue.use((queue) => Effect.forEach(records, queue.send, { discard: true }))
    )
    const checkpoint = Checkpoint.file("./checkpoint.json")
    const onProgress = (progress: Export.ExportProgress) => Screen.use((screen) => screen.show(progress))
    expect(Export.run({ streams: ["contacts"], sink, checkpoint, onProgress })).type.toBe<
      Effect.Effect<
        Export.ExportReport,
        Export.ExportError,
        IntercomClient.IntercomClient | Queue | FileSystem.FileSystem | Path.Path | Screen
      >
    >()
    const around = <R>(options: Export.RunOptions<R>) => Export.run(options)
    expect(around({ streams: ["contacts"], sink })).type.toBe<
      Effect.Effect<Export.ExportReport, Export.ExportError, IntercomClient.IntercomClient | Queue>
    >()
  })

  test("tells its listener what progress is", () => {
    Export.run({
      streams: ["contacts"],
      sink: NdjsonSink.directory("./export"),
      onProgress: (progress) => {
        expect(progress).type.toBe<Export.ExportProgress>()
        return Effect.void
      }
    })
  })

  test("has no other options", () => {
    expect(Export.run).type.not.toBeCallableWith({
      streams: ["contacts"] as const,
      sink: NdjsonSink.directory("./export"),
      resum: true
    })
    expect(Export.run).type.not.toBeCallableWith({ streams: ["contacts"] as const })
  })

  test("knows the streams there are", () => {
    expect(Export.run).type.not.toBeCallableWith({ streams: ["people"], sink: SqliteSink.file("./export.db") })
  })
})

describe("streams for a sink of one's own", () => {
  test("are typed by their records", () => {
    expect(Export.contacts()).type.toBe<
      Stream.Stream<Export.Exported<Contacts.Contact>, IntercomError, IntercomClient.IntercomClient>
    >()
    expect(Export.records(Export.conversations())).type.toBe<
      Stream.Stream<Conversations.Conversation, IntercomError, IntercomClient.IntercomClient>
    >()
    expect(Export.records(Export.stream("tickets"))).type.toBe<
      Stream.Stream<Tickets.Ticket, IntercomError, IntercomClient.IntercomClient>
    >()
  })
})
