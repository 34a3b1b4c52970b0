import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { readFileSync } from "node:fs"
import * as CsvSink from "../src/CsvSink.ts"
import * as Export from "../src/Export.ts"
import { inDirectory, now, options } from "./support/SampleExport.ts"
import { failure, row, rows, serve, workspace } from "./support/SmallWorkspace.ts"

const people = () =>
  workspace({
    contacts: rows(400, (index) =>
      row(`c${index}`, now - 900, {
        name: index === 0 ? 'Ada "Countess", Lovelace\nof London' : index === 1 ? "=1+1" : null,
        tags: [index],
        location: { city: "Dublin" }
      })
    )
  })

describe("CsvSink", () => {
  it.effect("writes the columns asked for, quoted where needed, and no formulas", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const sink = CsvSink.directory(directory, {
          columns: { contacts: ["id", "name", "tags", "location.city", "nothing"] }
        })
        yield* Export.run({ ...options(directory), streams: ["contacts"], sink }).pipe(
          Effect.provide(serve(people()).client())
        )
        const text = readFileSync(`${directory}/contacts.csv`, "utf8")
        assert.isTrue(
          text.startsWith(
            [
              "id,name,tags,location.city,nothing",
              'c0,"Ada ""Countess"", Lovelace\nof London",[0],Dublin,',
              "c1,'=1+1,[1],Dublin,",
              "c2,,[2],Dublin,\n"
            ].join("\n")
          ),
          text.slice(0, 200)
        )
      })
    )
  )

  it.effect("T32: goes on below one heading, with the columns it began with, and holds every record once", () =>
    inDirectory(
      Effect.fnUntraced(function* (directory) {
        const space = people()
        const request = { ...options(directory), streams: ["contacts"] as const }
        let pages = 0
        const broken = serve(space, ({ path }) =>
          Effect.sync(() => (path === "/contacts" && ++pages === 3 ? failure(401, "unauthorized") : undefined))
        )
        yield* Effect.flip(
          Export.run({ ...request, sink: CsvSink.directory(directory) }).pipe(Effect.provide(broken.client()))
        )
        const sink = CsvSink.directory(directory, { columns: { contacts: ["name"] } })
        yield* Export.run({ ...request, sink, resume: true }).pipe(Effect.provide(serve(space).client()))
        const lines = readFileSync(`${directory}/contacts.csv`, "utf8").trimEnd().split("\n")
        assert.strictEqual(lines[0], "id,created_at,updated_at,name,tags,location")
        assert.strictEqual(lines[400], `c398,${now - 900},${now - 900},,[398],"{""city"":""Dublin""}"`)
        // One heading, and one name of two lines.
        assert.lengthOf(lines, 402)
      })
    )
  )
})
