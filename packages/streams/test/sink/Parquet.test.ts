import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet"
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { idOf, secondsOf } from "../../src/catalog/Field.ts"
import * as Export from "../../src/Export.ts"
import * as ParquetSink from "../../src/ParquetSink.ts"
import { inDirectory, now, options, readJson } from "../support/SampleExport.ts"
import {
  conversation,
  failure,
  row,
  type Row,
  rows,
  serve,
  workspace,
  type Workspace
} from "../support/SmallWorkspace.ts"

const streams = ["contacts", "companies", "conversations"] as const

const sample = () =>
  workspace({
    contacts: rows(400, (index) => row(`c${index}`, now - 100_000 + index, { unknown: [index, "é\n\t"] })),
    companies: rows(150, (index) => row(`k${index}`, now - 90_000 - index)),
    conversations: rows(12, (index) => conversation(String(95 + index), now - 80_000 + index, 3))
  })

const request = (directory: string, charactersPerFile?: number) => ({
  ...options(directory),
  streams,
  sink: ParquetSink.directory(directory, { charactersPerFile }),
  concurrency: 3,
  resume: true
})

const filesOf = (directory: string, stream: string) =>
  readdirSync(directory).filter((file) => file.startsWith(`${stream}-`))

interface Read {
  readonly id: string | null
  readonly created_at: bigint | null
  readonly updated_at: bigint | null
  readonly record: string
}

const read = async (directory: string, stream: string): Promise<ReadonlyArray<Read>> => {
  const found: Array<Read> = []
  for (const name of filesOf(directory, stream)) {
    const file = await asyncBufferFromFile(`${directory}/${name}`)
    found.push(...((await parquetReadObjects({ file })) as Array<Read & Record<string, unknown>>))
  }
  return found
}

const assertWhole = (directory: string, space: Workspace, message = directory) =>
  Effect.promise(async () => {
    for (const stream of streams) {
      for (const file of filesOf(directory, stream)) assert.match(file, /^\w+-\d{4}\.parquet$/, message)
      const held = (await read(directory, stream)).map(({ record }): unknown => JSON.parse(record))
      assert.sameDeepMembers(held, space[stream], `${message}: ${stream}`)
    }
  })

/** Copies of the directory as it is when each request arrives: what a killed process would leave. */
const killing = (space: Workspace, live: string, directory: string) => {
  const killed: Array<string> = []
  const server = serve(space, ({ number }) =>
    Effect.sync(() => {
      if (!existsSync(live)) return undefined
      const copy = `${directory}/killed-${number}`
      cpSync(live, copy, { recursive: true })
      killed.push(copy)
      return undefined
    })
  )
  return { killed, server }
}

describe("ParquetSink", () => {
  it.effect("holds every record whole, with its id and times as columns", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const space = sample()
        const report = yield* Export.run(request(directory)).pipe(Effect.provide(serve(space).client()))
        assert.isTrue(report.complete)
        assert.isTrue(readJson(`${directory}/report.json`)["complete"])
        yield* assertWhole(directory, space)
        const [first] = yield* Effect.promise(() => read(directory, "contacts"))
        assert.deepStrictEqual(first, {
          id: "c0",
          created_at: BigInt(now - 100_000),
          updated_at: BigInt(now - 100_000),
          record: JSON.stringify(space.contacts[0])
        })
        assert.deepStrictEqual(filesOf(directory, "contacts"), ["contacts-0001.parquet"])
      })
    )
  )

  it.effect("begins another file when there is enough in one", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const space = sample()
        yield* Export.run(request(directory, 5000)).pipe(Effect.provide(serve(space).client()))
        assert.isAbove(filesOf(directory, "contacts").length, 4)
        yield* assertWhole(directory, space)
      })
    )
  )

  for (const charactersPerFile of [undefined, 4000]) {
    it.effect(
      `T32: killed at any request and resumed, it holds every record once (${charactersPerFile ?? "one file"})`,
      () =>
        inDirectory(
          Effect.fnUntraced(function* (directory) {
            const space = sample()
            const live = `${directory}/live`
            mkdirSync(live)
            const { killed, server } = killing(space, live, directory)
            yield* Export.run(request(live, charactersPerFile)).pipe(Effect.provide(server.client()))
            assert.isAbove(killed.length, 15)
            for (const place of killed) {
              const report = yield* Export.run(request(place, charactersPerFile)).pipe(
                Effect.provide(serve(space).client())
              )
              assert.isTrue(report.complete)
              yield* assertWhole(place, space)
            }
          })
        )
    )
  }

  it.effect("T32: killed again and again, and failing in between, it holds every record once", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const space = sample()
        let place = `${directory}/0`
        mkdirSync(place)
        for (let turn = 1; turn < 30; turn++) {
          const next = `${directory}/${turn}`
          let requests = 0
          // After three requests of lists and records the process is killed, or every third time refused.
          const server = serve(space, ({ path }) =>
            Effect.sync(() => {
              if (path === "/me" || ++requests !== 4) return undefined
              if (turn % 3 !== 0) cpSync(place, next, { recursive: true })
              return failure(401, "unauthorized")
            })
          )
          yield* Effect.exit(Export.run(request(place, 6000)).pipe(Effect.provide(server.client())))
          if (existsSync(next)) place = next
        }
        yield* Export.run(request(place, 6000)).pipe(Effect.provide(serve(space).client()))
        yield* assertWhole(place, space)
      })
    )
  )

  it.effect("a run that was killed after its last checkpoint is ended by the next", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const space = sample()
        const live = `${directory}/live`
        const before = `${directory}/before`
        const { sink, ...rest } = request(live)
        const killed = {
          ...sink,
          finish: () => Effect.sync(() => cpSync(live, before, { recursive: true }))
        }
        yield* Export.run({ ...rest, sink: killed }).pipe(Effect.provide(serve(space).client()))
        assert.deepStrictEqual(filesOf(before, "contacts"), ["contacts-0001.part.gz"])
        const server = serve(space)
        yield* Export.run(request(before)).pipe(Effect.provide(server.client()))
        yield* assertWhole(before, space)
        assert.deepStrictEqual(
          server.received.map(({ path }) => path),
          ["/me"]
        )
      })
    )
  )

  it.effect("what changed since the last run is added in files of its own", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const space = workspace({ contacts: rows(300, (index) => row(`c${index}`, now - 9000 + index)) })
        const since = { ...request(directory), streams: ["contacts"] as const, since: "last" as const }
        yield* Export.run(since).pipe(Effect.provide(serve(space).client()))
        const changed: Row = row("c1", now - 400)
        space.contacts.push(changed)
        yield* Export.run({ ...since, resume: false }).pipe(Effect.provide(serve(space).client()))
        const held = yield* Effect.promise(() => read(directory, "contacts"))
        assert.lengthOf(held, 301)
        assert.deepInclude(held.at(-1), { id: "c1", updated_at: BigInt(now - 400) })
        assert.lengthOf(filesOf(directory, "contacts"), 2)
      })
    )
  )

  it.effect("an export that may overwrite takes the place of the earlier one", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        yield* Export.run(request(directory, 4000)).pipe(Effect.provide(serve(sample()).client()))
        const space = workspace({ contacts: [row("1", now - 900)] })
        yield* Export.run({ ...request(directory), resume: false, overwrite: true }).pipe(
          Effect.provide(serve(space).client())
        )
        yield* assertWhole(directory, space)
        // Those without records can be asked for them too.
        assert.deepStrictEqual(filesOf(directory, "companies"), ["companies-0001.parquet"])
      })
    )
  )

  it.effect("a file that a checkpoint counts on and that is lost is missed", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const server = serve(sample(), ({ path }) =>
          Effect.succeed(path.startsWith("/companies") ? failure(401, "unauthorized") : undefined)
        )
        yield* Effect.flip(Export.run(request(directory)).pipe(Effect.provide(server.client())))
        for (const file of filesOf(directory, "contacts")) rmSync(`${directory}/${file}`)
        for (const file of filesOf(directory, "conversations")) rmSync(`${directory}/${file}`)
        const error = yield* Effect.flip(Export.run(request(directory)).pipe(Effect.provide(serve(sample()).client())))
        assert.include(error.message, "contacts-0001.parquet is not there or not whole")
      })
    )
  )

  it.effect("problems stand beside the records, and a state of another sink is refused", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const target = {
          stream: "contacts",
          idOf,
          changedAtOf: (record: object) => secondsOf(record, "updated_at"),
          intent: "goOn"
        } as const
        const sink = ParquetSink.directory(directory)
        const stream = yield* sink.open(target, undefined)
        yield* stream.write([], [{ kind: "gone", id: "2" }])
        yield* stream.commit
        assert.strictEqual(readFileSync(`${directory}/contacts.problems.ndjson`, "utf8"), '{"kind":"gone","id":"2"}\n')
        const error = yield* Effect.flip(sink.open(target, { rows: 3 }))
        assert.include(error.message, "another kind of sink")
      })
    )
  )
})
