/**
 * What a field of a response must show before a reader can rely on it, on small descriptions and recordings of its own.
 */
import { assert, describe, it } from "@effect/vitest"
import type { Description, OperationObject, SchemaObject } from "./descriptions.ts"
import { printFiles } from "./emit/files.ts"
import { readModel } from "./model.ts"
import { makePlan } from "./plan.ts"
import { type Observations, type ObservedShape, type Recording, type Report } from "./recordings.ts"
import { shapeOf } from "./shapes.ts"
import { orderVersions } from "./versions.ts"

const text: SchemaObject = { type: "string" }
const number: SchemaObject = { type: "integer" }

/** What stands under a locale. */
const spoken: SchemaObject = { type: "object", properties: { name: text } }

const ferry: SchemaObject = {
  type: "object",
  properties: {
    type: text,
    id: text,
    created_at: number,
    name: text,
    length: number,
    wooden: { type: "boolean" },
    state: { type: "string", enum: ["afloat", "sunk"] },
    launched_at: number,
    motto: text,
    owner_id: number,
    home_id: text,
    rating: number,
    statistics: { type: "object", properties: { trips: number } },
    names: { type: "object", properties: { type: text, en: spoken, id: spoken } },
    crew: {
      type: "object",
      properties: { type: { type: "string", enum: ["sailor.list"] }, crew: { type: "array", items: text } }
    }
  }
}

const answer = (schema: SchemaObject, example?: unknown): OperationObject["responses"] => ({
  "200": { content: { "application/json": { schema, ...(example === undefined ? {} : { example }) } } }
})

interface Change {
  readonly ferry?: SchemaObject
  readonly example?: unknown
}

const described = (version: string, { example, ferry: changed = ferry }: Change = {}): Description => ({
  version,
  document: {
    paths: {
      "/ferries": {
        post: {
          requestBody: {
            content: {
              "application/json": {
                schema: { type: "object", required: ["name"], properties: { name: text, motto: text } }
              }
            }
          },
          responses: answer({ $ref: "#/components/schemas/ferry" })
        }
      },
      "/ferries/{id}": {
        get: {
          parameters: [{ name: "id", in: "path", required: true, schema: text }],
          responses: answer({ $ref: "#/components/schemas/ferry" }, example)
        }
      }
    },
    components: { schemas: { ferry: changed } }
  }
})

const whole = {
  type: "ferry",
  id: "1",
  created_at: 1,
  name: "Ada",
  length: 12,
  wooden: true,
  state: "afloat",
  launched_at: 2,
  motto: "Fast",
  owner_id: 7,
  home_id: "h",
  rating: 5,
  statistics: { trips: 3 },
  crew: { type: "sailor.list", crew: [] }
}

const recording = (observed: ObservedShape, name = "harbour"): Recording => ({
  name,
  origin: "made up",
  records: { ferry: observed },
  answers: {}
})

/** So many records that are alike. */
const alike = (times: number, record: Readonly<Record<string, unknown>> = whole): ObservedShape =>
  shapeOf(Array.from({ length: times }, () => record))

interface Evidence {
  readonly descriptions?: ReadonlyArray<Description>
  readonly recordings?: ReadonlyArray<Recording>
  readonly reports?: ReadonlyArray<Report>
}

const generate = ({ descriptions = [described("2.7"), described("2.8")], recordings = [], reports = [] }: Evidence) => {
  const model = readModel(descriptions, { aliases: {}, inlined: new Set() })
  const observations: Observations = { recordings, reports }
  const plan = makePlan({
    model,
    overlay: {
      Ferries: {
        summary: "What carries.",
        operations: {
          "POST /ferries": { name: "create", summary: "Builds a ferry." },
          "GET /ferries/{id}": { name: "get", summary: "Retrieves one ferry." }
        }
      }
    },
    recordCorrections: [],
    inputCorrections: [],
    searchTables: [],
    examples: { ids: { Ferries: "1" }, fields: { name: "Ada" }, handwritten: {}, operations: {}, answers: {} },
    observations,
    provisional: new Set(),
    versions: orderVersions(model.versions, [])
  })
  return printFiles(plan, new Set()).get("packages/resources/src/generated/Ferries.ts") ?? ""
}

/** The type of each field of a ferry, with a question mark where it may be missing. */
const ferryOf = (evidence: Evidence): Readonly<Record<string, string>> => {
  const [, body = ""] = /export interface Ferry \{\n([^]*?)\n\}\n\nexport const/.exec(generate(evidence)) ?? []
  const fields: Record<string, string> = {}
  let depth = 0
  let name = ""
  for (const line of body.split("\n")) {
    const [, field = "", mark = "", type = ""] = /^readonly (\w+)(\??): (.*)$/.exec(line) ?? []
    if (depth === 0 && field !== "") {
      name = field
      fields[name] = (mark === "" ? "" : "? ") + type
    } else if (depth > 0) fields[name] += ` ${line}`
    depth += line.split("{").length - line.split("}").length
  }
  return fields
}

const open = " | (string & {})"

describe("a field of a response", () => {
  it("is required and not null without any record where it is identity, or where nobody can create the thing without it", () => {
    const { created_at, id, name, type, ...others } = ferryOf({})
    assert.deepStrictEqual([type, id, created_at, name], ["string", "string", "number", "string"])
    for (const field of Object.values(others)) assert.match(field, /^\? .* \| null$/)
  })

  it("is so where ten records of a recording have it, unless it is of a kind that is empty until something happens", () => {
    const { length, state, wooden, home_id, crew, ...others } = ferryOf({ recordings: [recording(alike(10))] })
    assert.deepStrictEqual(
      [length, wooden, state, home_id],
      ["number", "boolean", `"afloat" | "sunk"${open}`, "string"]
    )
    assert.match(crew ?? "", /^\{/)
    for (const field of ["launched_at", "motto", "owner_id", "rating", "statistics"]) {
      assert.match(others[field] ?? "", /^\? .* \| null$/, field)
    }
  })

  it("is not where nine have it, nor where nine of one workspace and nine of another have", () => {
    const few = [recording(alike(9)), recording(alike(9), "dock")]
    assert.strictEqual(ferryOf({ recordings: few })["length"], "? number | null")
  })

  it("is not where a version does not describe it", () => {
    const { length: _, ...properties } = ferry.properties ?? {}
    const descriptions = [described("2.7", { ferry: { ...ferry, properties } }), described("2.8")]
    assert.strictEqual(ferryOf({ descriptions, recordings: [recording(alike(20))] })["length"], "? number | null")
  })

  it("is not both where one source contradicts: a null, an absence, another kind, a description that calls it nullable", () => {
    const { length: _, ...without } = whole
    const contradictions: ReadonlyArray<Evidence> = [
      { recordings: [recording(alike(20)), recording(alike(1, { ...whole, length: null }), "dock")] },
      { recordings: [recording(alike(20)), recording(alike(1, without), "dock")] },
      { recordings: [recording(alike(20)), recording(alike(1, { ...whole, length: "12 m" }), "dock")] },
      { recordings: [recording(alike(20))], descriptions: [described("2.7", { example: { ...whole, length: null } })] },
      { recordings: [recording(alike(20))], descriptions: [described("2.7", { example: without })] },
      {
        recordings: [recording(alike(20))],
        descriptions: [
          described("2.7"),
          described("2.8", {
            ferry: { ...ferry, properties: { ...ferry.properties, length: { ...number, nullable: true } } }
          })
        ]
      },
      {
        recordings: [recording(alike(20))],
        reports: [{ component: "ferry", path: "length", kinds: ["null"], origin: "made up" }]
      }
    ]
    for (const evidence of contradictions) assert.notStrictEqual(ferryOf(evidence)["length"], "number")
    assert.strictEqual(ferryOf({ recordings: [recording(alike(20))] })["length"], "number")
  })

  it("may be null and still is there, or may be missing and is never null, where evidence tells the two apart", () => {
    const { length: _, ...without } = whole
    const seen = (observed: ObservedShape) =>
      ferryOf({ recordings: [recording(alike(20)), recording(observed, "dock")] })
    assert.strictEqual(seen(alike(1, { ...whole, length: null }))["length"], "number | null")
    assert.strictEqual(seen(alike(1, without))["length"], "? number")
    const both = seen(shapeOf([without, { ...whole, length: null }]))
    assert.strictEqual(both["length"], "? number | null")
    assert.strictEqual(seen(alike(1, { ...whole, id: null }))["id"], "string | null")
    assert.strictEqual(seen(alike(1, { ...whole, launched_at: null }))["launched_at"], "? number | null")
  })

  it("holds every kind that was seen, and is there when only a recording knows it", () => {
    const seen = { ...whole, length: "12 m", anchor: true, mast: { height: 3 } }
    const fields = ferryOf({ recordings: [recording(alike(12, seen))] })
    assert.strictEqual(fields["length"], "? string | number | null")
    assert.strictEqual(fields["anchor"], "? boolean | null")
    assert.match(fields["mast"] ?? "", /^\? \{/)
  })

  it("is widened alone by a recording that has one null", () => {
    const before = generate({ recordings: [recording(alike(20))] })
    const after = generate({
      recordings: [recording(alike(20)), recording(alike(1, { ...whole, length: null }), "dock")]
    })
    const changed = after.split("\n").filter((line) => !before.split("\n").includes(line))
    assert.deepStrictEqual(changed, ["readonly length: number | null", "length: Schema.NullOr(Schema.Number),"])
  })
})

describe("an object whose `id` is no identifier", () => {
  it("has neither it nor its type for certain: among locales it is Indonesian", () => {
    const [, names = ""] = /export interface FerryNames \{\n([^]*?)\n\}\n\nexport const/.exec(generate({})) ?? []
    assert.match(names, /readonly id\?: \{/)
    assert.match(names, /readonly type\?: string \| null/)
  })
})

describe("a list", () => {
  it("has its own array wherever it is there itself", () => {
    assert.include(generate({}), "readonly crew: ReadonlyArray<string>")
  })
})

describe("equal examples", () => {
  it("count once: a version that only repeats the one before teaches nothing", () => {
    const without = { type: "ferry", id: "1" }
    const once = generate({ descriptions: [described("2.7", { example: without })] })
    const often = generate({
      descriptions: ["2.7", "2.8", "2.9", "2.10"].map((version) => described(version, { example: without }))
    })
    assert.strictEqual(often, once)
  })
})

describe("a recording that speaks of what nobody knows", () => {
  it("stops the generator with a sentence that says where to tell", () => {
    const strange = { ...recording(alike(1)), records: { raft: alike(1) } }
    assert.throws(
      () => generate({ recordings: [strange] }),
      /harbour\.json has records of the type raft, .* recordedAs of/
    )
    const elsewhere = { ...recording(alike(1)), answers: { "GET /rafts": alike(1) } }
    assert.throws(
      () => generate({ recordings: [elsewhere] }),
      /harbour\.json has answers of GET \/rafts, which no operation/
    )
    const report = { component: "ferry", path: "sails[].height", kinds: ["null" as const], origin: "made up" }
    assert.throws(() => generate({ reports: [report] }), /a report \(made up\) speaks of ferry\.sails\[\]\.height/)
  })
})
