import type { IntercomClient, IntercomError } from "@effect-intercom/core"
import {
  type Contacts,
  ConversationParts,
  type Conversations,
  CustomObjects,
  type Tickets
} from "@effect-intercom/resources"
import { Checkpoint, Export, ExportJob, ExportSink, ExportStream, NdjsonSink } from "@effect-intercom/streams"
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

  test("takes a sink of one's own that fails with anything", () => {
    expect(Export.run({ streams: ["contacts"], sink: ExportSink.make(() => Effect.fail("full" as const)) })).type.toBe<
      Effect.Effect<Export.ExportReport, Export.ExportError, IntercomClient.IntercomClient>
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

describe("Export.stream", () => {
  test("fails with what its stream is read with, and no more", () => {
    expect(Export.stream("contacts")).type.toBe<Export.Elements<Contacts.Contact>>()
    expect(Export.stream("content_data")).type.toBe<
      Stream.Stream<
        Export.Exported<ExportJob.ExportJobRow>,
        IntercomError | ExportJob.ExportJobError,
        IntercomClient.IntercomClient
      >
    >()
  })
})

describe("ExportStream.define", () => {
  const orders = ExportStream.define({
    name: "orders",
    schema: CustomObjects.CustomObjectInstance,
    list: () => ExportStream.listing(CustomObjects.list, { custom_object_type_identifier: "Order" })
  })

  test("knows its records, from the schema", () => {
    expect(orders).type.toBe<ExportStream.ExportStream<CustomObjects.CustomObjectInstance>>()
    expect(Export.records(Export.stream(orders))).type.toBe<
      Stream.Stream<CustomObjects.CustomObjectInstance, IntercomError, IntercomClient.IntercomClient>
    >()
    expect(Export.records(Export.stream("contacts"))).type.toBe<
      Stream.Stream<Contacts.Contact, IntercomError, IntercomClient.IntercomClient>
    >()
  })

  test("stands beside the streams with names", () => {
    expect(Export.run).type.toBeCallableWith({
      streams: ["contacts", orders],
      sink: NdjsonSink.directory("./export")
    })
  })

  test("has a name that is not taken, fields that records have, and lists what has pages", () => {
    const schema = CustomObjects.CustomObjectInstance
    const list = () => ExportStream.listing(CustomObjects.list, { custom_object_type_identifier: "Order" })
    expect(ExportStream.define).type.not.toBeCallableWith({ name: "contacts", schema, list })
    expect(ExportStream.define).type.not.toBeCallableWith({ name: "orders", schema, list, id: "order_number" })
    expect(ExportStream.define).type.not.toBeCallableWith({ name: "orders", schema, list, changedAt: "changed" })
    expect(ExportStream.listing).type.not.toBeCallableWith(CustomObjects.get, { id: "1" })
    // @ts-expect-error "contacts is the name of a stream that exists: choose another one"
    ExportStream.define({ name: "contacts", schema, list })
  })
})

describe("streams of what stands inside records", () => {
  test("are of the elements, and know of nothing that is gone", () => {
    expect(Export.stream("conversation_parts")).type.toBe<Export.Elements<ConversationParts.ConversationPart>>()
    expect(Export.tombstones).type.not.toBeCallableWith("conversation_parts", [])
  })

  test("have names that are taken", () => {
    ExportStream.define({
      // @ts-expect-error "ticket_parts is the name of a stream that exists: choose another one"
      name: "ticket_parts",
      schema: CustomObjects.CustomObjectInstance,
      list: () => ExportStream.listing(CustomObjects.list, { custom_object_type_identifier: "Order" })
    })
  })
})

describe("ExportStream.reporting", () => {
  test("fails as its job does", () => {
    Effect.map(ExportStream.reporting("ticket"), (tickets) => {
      expect(Export.stream(tickets)).type.toBe<Export.Elements<ExportJob.ExportJobRow, ExportJob.ExportJobError>>()
      expect(Export.run).type.toBeCallableWith({ streams: [tickets], sink: ExportSink.make(() => Effect.void) })
    })
  })
})
