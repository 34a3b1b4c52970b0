/**
 * The generator on two small descriptions of its own.
 */
import { assert, describe, it } from "@effect/vitest"
import type { Description, OperationObject, SchemaObject } from "./descriptions.ts"
import { printFiles } from "./emit/files.ts"
import { lower } from "./lower.ts"
import { type Model, readModel } from "./model.ts"
import type { Examples } from "./overlay/Example.ts"
import type { ResourceOverlay } from "./overlay/Overlay.ts"
import { makePlan } from "./plan.ts"
import { noObservations } from "./recordings.ts"
import { orderVersions } from "./versions.ts"

const answer = (schema: SchemaObject, ...values: ReadonlyArray<unknown>): OperationObject["responses"] => ({
  "200": {
    content: {
      "application/json": { schema, examples: Object.fromEntries(values.map((value, at) => [`${at}`, { value }])) }
    }
  }
})

const boat: SchemaObject = {
  type: "object",
  nullable: true,
  required: ["id", "length"],
  properties: {
    id: { type: "string" },
    type: { type: "string" },
    length: { type: "integer" },
    owner_id: { type: "integer" },
    state: { type: "string", enum: ["afloat", "sunk"] },
    launched_at: { type: "integer" },
    sailing_time: { type: "integer" },
    wooden: { type: "boolean", enum: [true] },
    custom_attributes: { type: "object", additionalProperties: { type: "string" } }
  }
}

const text: SchemaObject = { type: "string" }

/** Asked by name it answers one boat, otherwise a list: in one description the list is not there yet. */
const fleet = (answered: OperationObject["responses"], ...names: ReadonlyArray<string>): OperationObject => ({
  parameters: names.map((name) => ({ name, in: "query", schema: text })),
  responses: answered
})

const raft = {
  id: "4",
  type: "boat",
  owner_id: null,
  launched_at: 4,
  mast: { height: 3, width: 1, sails: [7], wood: "ash" }
}

const boatList: SchemaObject = {
  type: "object",
  properties: { data: { type: "array", items: { $ref: "#/components/schemas/boat" } } }
}

const older: Description = {
  version: "2.7",
  document: {
    paths: {
      "/boats": { get: fleet(answer({ $ref: "#/components/schemas/boat" }, raft), "name") },
      "/boats/{id}": {
        get: {
          parameters: [{ name: "id", in: "path", required: true, schema: { type: "string" } }],
          responses: answer(
            { $ref: "#/components/schemas/boat" },
            { id: "1", type: "boat", length: 12, owner_id: 7, launched_at: 1 },
            { id: "2", type: "boat", owner_id: null, launched_at: 2 }
          )
        },
        delete: { responses: { "204": {} } }
      }
    },
    components: { schemas: { boat } }
  }
}

const newer: Description = {
  version: "2.8",
  document: {
    paths: {
      "/boats": { get: fleet(answer({ $ref: "#/components/schemas/boat_list" }, { data: [raft] }), "name", "colour") },
      "/boats/{boat_id}": {
        get: {
          parameters: [{ name: "boat_id", in: "path", required: true, schema: { type: "string" } }],
          responses: answer(
            { $ref: "#/components/schemas/boat" },
            { id: "3", type: "boat", length: 3, owner_id: "7", launched_at: 3 }
          )
        },
        put: {
          parameters: [{ name: "boat_id", in: "path", required: true, schema: { type: "string" } }],
          requestBody: {
            content: {
              "application/json": {
                schema: {
                  type: "object",
                  required: ["name", "colour"],
                  properties: {
                    name: { type: "string" },
                    colour: { type: "string", enum: ["red", "blue"] },
                    sails: { type: "integer", nullable: true }
                  }
                },
                examples: { a: { value: { name: "Ada", colour: "red" } }, b: { value: { colour: "blue" } } }
              }
            }
          },
          responses: answer({ $ref: "#/components/schemas/boat" })
        }
      }
    },
    components: {
      schemas: {
        boat: { ...boat, properties: { ...boat.properties, owner_id: { type: "string" }, flag: { type: "string" } } },
        boat_list: boatList
      }
    }
  }
}

const overlay: Readonly<Record<string, ResourceOverlay>> = {
  Boats: {
    summary: "What floats.",
    operations: {
      "GET /boats?name": {
        name: "getByName",
        summary: "Retrieves one boat by its name.",
        success: "boat",
        corrections: [{ required: ["name"], reason: "asked by it, there is one answer" }]
      },
      "GET /boats?colour": { name: "list", summary: "Lists boats.", success: "boat_list" },
      "GET /boats/{id}": { name: "get", summary: "Retrieves one boat." },
      "PUT /boats/{id}": { name: "update", summary: "Changes a boat." },
      "DELETE /boats/{id}": { name: "delete", summary: "Deletes a boat." }
    }
  }
}

const examples: Examples = {
  ids: { Boats: "17" },
  fields: { name: "Ada" },
  handwritten: {},
  operations: {},
  answers: {}
}

const planOf = (model: Model, resources: typeof overlay, shown: Examples) =>
  makePlan({
    model,
    overlay: resources,
    recordCorrections: [],
    inputCorrections: [],
    searchTables: [],
    examples: shown,
    observations: noObservations,
    provisional: new Set(),
    versions: orderVersions(model.versions, [])
  })

const generate = (resources = overlay, split: ReadonlySet<string> = new Set(), shown: Partial<Examples> = {}) => {
  const model = readModel([older, newer], { aliases: {}, inlined: new Set() })
  return printFiles(planOf(model, resources, { ...examples, ...shown }), split)
}

const file = "packages/resources/src/generated/Boats.ts"

const showing = (shown: Partial<Examples>) => generate(overlay, new Set(), shown).get(file) ?? ""

const boats = () => generate().get(file) ?? ""

const interfaceOf = (text: string, name: string): ReadonlyArray<string> => {
  const [, body = ""] = new RegExp(`export interface ${name} \\{\\n([\\s\\S]*?)\\n\\}`).exec(text) ?? []
  return body.split("\n")
}

describe("an operation", () => {
  it("is one over all versions, whatever they call the parameters of its path", () => {
    const text = boats()
    assert.include(text, 'Operation.make("boats.get"')
    assert.include(text, "`GET /boats/{id}`, since 2.7.")
    assert.include(text, "`PUT /boats/{id}`, since 2.8.")
  })

  it("ends with the last version that has it, and may be called what no constant can", () => {
    const text = boats()
    assert.include(text, 'until: "2.7"')
    assert.include(text, "export { delete_ as delete }")
    assert.include(text, "Operation.Operation<DeleteInput, void>")
  })

  it("read where they are GETs or have pages, and are told from those that write", () => {
    const registry = generate().get("packages/resources/src/generated/operations.ts")
    assert.include(registry, '["Boats", "get", "Retrieves one boat.", "read", Boats.get]')
    assert.include(registry, '"destructive", Boats.delete]')
    const put = "PUT /boats/{id}"
    const changed = (entry: object) => {
      const known = overlay["Boats"]?.operations[put] ?? { name: "update", summary: "Changes a boat." }
      return generate({
        Boats: { summary: "", operations: { ...overlay["Boats"]?.operations, [put]: { ...known, ...entry } } }
      })
    }
    assert.include(
      changed({ access: "destructive" }).get("packages/resources/src/generated/operations.ts"),
      '"destructive", Boats.update]'
    )
    assert.throws(() => changed({ pages: { kind: "url", items: "data" } }), /the overlay must say that it is a read/)
    const get = { name: "get", summary: "Retrieves one boat.", access: "write" as const }
    assert.throws(
      () =>
        generate({ Boats: { summary: "", operations: { ...overlay["Boats"]?.operations, "GET /boats/{id}": get } } }),
      /boats\.get is a GET, which needs no access in the overlay/
    )
  })

  it("must have a name in the overlay, and the overlay no name without an operation", () => {
    assert.throws(() => generate({}), /no overlay entry for: GET \/boats, GET \/boats\/\{\}/)
    const operations = { ...overlay["Boats"]?.operations, "GET /ships": { name: "list", summary: "Lists ships." } }
    assert.throws(() => generate({ Boats: { summary: "", operations } }), /GET \/ships stands in the overlay of Boats/)
  })
})

describe("an endpoint whose answer depends on what is asked", () => {
  it("is an operation for each answer, since the version that has its parameters", () => {
    const text = boats()
    assert.include(text, "Operation.Operation<GetByNameInput, Boat>")
    assert.include(text, "Operation.Operation<ListInput, BoatList>")
    assert.include(text, "`GET /boats`, since 2.7.")
    assert.include(text, "`GET /boats`, since 2.8.")
    assert.deepStrictEqual(interfaceOf(text, "GetByNameInput"), ["readonly name: string"])
    assert.deepStrictEqual(interfaceOf(text, "ListInput"), ["readonly colour?: string | undefined"])
    assert.deepStrictEqual(interfaceOf(text, "BoatList"), ["readonly data?: ReadonlyArray<Boat> | null"])
  })

  it("has no parameter that none of them takes", () => {
    const { "GET /boats?colour": _, ...operations } = overlay["Boats"]?.operations ?? {}
    assert.throws(() => generate({ Boats: { summary: "", operations } }), /no operation of GET \/boats takes colour/)
  })
})

describe("the example of an operation", () => {
  it("calls it with what it requires, and names what comes back", () => {
    const text = boats()
    assert.include(text, ' * ```ts\n * const boat = yield* Boats.get({ id: "17" })\n * ```\n')
    assert.include(text, ' * const boat = yield* Boats.update({ id: "17", colour: "red" })')
    assert.include(text, ' * yield* Boats.delete({ id: "17" })')
  })

  it("shows what the overlay says beside, and has a line for each field where one line is too short", () => {
    const operations = { "boats.update": { input: { name: "Ada", colour: "blue" }, answer: "ship" } }
    assert.include(
      showing({ operations }),
      ' * const ship = yield* Boats.update({ id: "17", name: "Ada", colour: "blue" })'
    )
    const name = "A".repeat(90)
    assert.include(
      showing({ operations: { "boats.update": { input: { name } } } }),
      ` * const boat = yield* Boats.update({\n *   id: "17",\n *   name: "${name}",\n *   colour: "red"\n * })`
    )
  })

  it("stops the generator where no value is known, and says where it belongs", () => {
    assert.throws(
      () => showing({ ids: {} }),
      /boats\.get: what is id like\? .* overlay\/exampleValues\.ts, or by the operation in overlay\/exampleOperations\.ts/
    )
  })

  it("stops it where a body requires nothing, since a call without any shows nothing", () => {
    const entry = { name: "update", summary: "Changes a boat.", corrections: [{ optional: ["colour"], reason: "" }] }
    const operations = { ...overlay["Boats"]?.operations, "PUT /boats/{id}": entry }
    assert.throws(() => generate({ Boats: { summary: "", operations } }), /boats\.update requires nothing of its body/)
  })

  it("stops it where it shows a field or an operation that does not exist", () => {
    assert.throws(() => showing({ operations: { "boats.get": { input: { sails: 3 } } } }), /boats\.get takes no sails/)
    assert.throws(() => showing({ operations: { "boats.sink": {} } }), /examples of no operation: boats\.sink/)
  })
})

describe("a record", () => {
  it("requires its identity, and not what a description only says", () => {
    const fields = interfaceOf(boats(), "Boat")
    assert.include(fields, "readonly id: string")
    assert.include(fields, "readonly length?: number | null")
  })

  it("is a union where versions differ, nullable where an example is, and says so", () => {
    const fields = interfaceOf(boats(), "Boat")
    assert.include(fields, "readonly owner_id?: string | number | null")
    assert.include(fields, "/** A number up to 2.7, a string since 2.8. */")
  })

  it("has open sets of values, units, and the version a field came with", () => {
    const fields = interfaceOf(boats(), "Boat")
    assert.include(fields, 'readonly state?: "afloat" | "sunk" | (string & {}) | null')
    assert.include(fields, 'readonly type: "boat" | (string & {})')
    assert.include(fields, "/** Unix seconds. */")
    assert.include(fields, "/** Seconds. */")
    assert.include(fields, "readonly wooden?: true | null")
    assert.include(fields, "/** Since 2.8. */")
    assert.include(fields, "readonly custom_attributes?: CustomAttributes | null")
  })
})

describe("what only examples show", () => {
  it("is described by them, with no field required", () => {
    assert.deepStrictEqual(interfaceOf(boats(), "BoatMast"), [
      "readonly height?: number | null",
      "readonly width?: number | null",
      "readonly sails?: ReadonlyArray<number> | null",
      "readonly wood?: string | null"
    ])
  })
})

describe("an object of parts", () => {
  it("has of the values that two parts list those that both allow", () => {
    const kinds = (...values: ReadonlyArray<string>) => ({ properties: { kind: { type: "string", enum: values } } })
    const description = { ...older, aliases: {}, inlined: new Set<string>(), alternatives: true }
    const { object } = lower(description, { allOf: [kinds("sloop", "yawl", "ketch"), kinds("yawl")] })
    assert.deepStrictEqual([...(object?.fields.get("kind")?.shape.text?.values ?? [])], ["yawl"])
  })
})

describe("an input", () => {
  it("holds path and body, requires what every example has, and has closed sets of values", () => {
    assert.deepStrictEqual(interfaceOf(boats(), "UpdateInput"), [
      "readonly id: string",
      "readonly name?: string | undefined",
      'readonly colour: "blue" | "red"',
      "readonly sails?: number | null | undefined"
    ])
  })
})

describe("an input that needs one of several fields", () => {
  it("is of a type that has one, and is checked for it", () => {
    const corrections = [{ oneOf: ["name", "sails"], reason: "" }]
    const entry = { name: "update", summary: "Changes a boat.", corrections }
    const operations = { ...overlay["Boats"]?.operations, "PUT /boats/{id}": entry }
    const shown = { operations: { "boats.update": { input: { sails: 3 } } } }
    const text = generate({ Boats: { summary: "", operations } }, new Set(), shown).get(file) ?? ""
    assert.include(text, 'export type UpdateInput = OneOf<UpdateFields, "name" | "sails">')
    assert.include(text, 'define(() => oneOf(UpdateFields, "name", "sails"))')
  })
})

describe("the files", () => {
  it("are the same every time", () => {
    assert.deepStrictEqual([...generate()], [...generate()])
  })

  it("hold inputs and records apart where a resource is long", () => {
    const files = generate(overlay, new Set(["Boats"]))
    assert.include(files.get("packages/resources/src/generated/inputs/Boats.ts") ?? "", "export interface UpdateInput")
    assert.include(files.get("packages/resources/src/generated/records/Boats.ts") ?? "", "export interface Boat ")
    assert.include(files.get("packages/resources/src/generated/Boats.ts") ?? "", 'export * from "./records/Boats.ts"')
  })

  it("include an index of all operations", () => {
    assert.include(
      generate().get("docs/api.md") ?? "",
      "| `Boats.update` | `PUT /boats/{id}` | 2.8 – | | Changes a boat. |"
    )
    assert.include(
      generate().get("packages/resources/src/generated/operations.ts") ?? "",
      '["Boats", "update", "Changes a boat.", "write", Boats.update]'
    )
  })
})
