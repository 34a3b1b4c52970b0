/**
 * The generator on the official descriptions: what a version or a recording more would change, and what the committed schemas
 * ask for.
 */
import { assert, describe, it } from "@effect/vitest"
import { Predicate, Result, SchemaParser } from "effect"
import { type Description, type OperationObject, readDescriptions } from "./descriptions.ts"
import type { Files } from "./emit/files.ts"
import { makeGenerator } from "./generate.ts"
import { responseName } from "./naming.ts"
import { handwrittenComponents } from "./overlay/components.ts"
import { type Observations, readObservations } from "./recordings.ts"
import { responseSchemas } from "./responseSchemas.ts"
import type { ObjectShape, Shape, Standing } from "./shape.ts"
import { wholeValue } from "./wholeValue.ts"

const folder = process.env["INTERCOM_OPENAPI"]
const descriptions = folder === undefined ? [] : await readDescriptions(folder)
if (folder === undefined) console.log("a new version, and what fields have earned: skipped: set INTERCOM_OPENAPI")
const observations = await readObservations()

const filesOf = (all: ReadonlyArray<Description>, seen: Observations = observations): Files =>
  makeGenerator(all, seen).print(new Set())

/** The lines that only one of two texts has, of which equal ones may stand several times. */
const onlyIn = (text: string, other: string): ReadonlyArray<string> => {
  const left = new Map<string, number>()
  for (const line of other.split("\n")) left.set(line, (left.get(line) ?? 0) + 1)
  return text.split("\n").filter((line) => {
    const times = left.get(line) ?? 0
    left.set(line, times - 1)
    return times <= 0
  })
}

/** The files that differ, with what was taken from them and added to them. */
const changesOf = (before: Files, after: Files) =>
  [...new Set([...before.keys(), ...after.keys()])].flatMap((path) => {
    const [old, now] = [before.get(path) ?? "", after.get(path) ?? ""]
    return old === now ? [] : [{ path, gone: onlyIn(old, now), added: onlyIn(now, old) }]
  })

const sails: OperationObject = {
  responses: {
    "200": {
      content: { "application/json": { schema: { type: "object", properties: { sails: { type: "integer" } } } } }
    }
  }
}

describe.skipIf(folder === undefined)("a new version", () => {
  const preview = descriptions.at(-1)
  // What is skipped is collected all the same.
  const before: Files = folder === undefined ? new Map() : filesOf(descriptions)

  it("that is a copy of Preview with one more operation changes that operation and nothing else", () => {
    assert.isDefined(preview)
    const next: Description = {
      version: "Next",
      document: {
        ...preview.document,
        paths: { ...preview.document.paths, "/contacts/{contact_id}/sails": { get: sails } }
      }
    }
    const { print, provisional } = makeGenerator([...descriptions, next], observations)
    assert.deepStrictEqual(
      provisional.map(({ endpoint, entry, resource }) => [resource, entry.name, endpoint]),
      [["Contacts", "getSails", "GET /contacts/{id}/sails"]]
    )
    const changes = changesOf(before, print(new Set()))
    const generated = "packages/resources/src/generated"
    assert.sameMembers(
      changes.map(({ path }) => path),
      [
        `${generated}/Contacts.ts`,
        `${generated}/operations.ts`,
        `${generated}/glossaryTexts.ts`,
        "docs/api.md",
        "docs/glossary.md",
        "packages/core/src/generated/versions.ts"
      ]
    )
    for (const { added, gone, path } of changes) {
      // The lists of versions, the count of operations and that of a field's places are lines that say what else is there.
      assert.isAtMost(gone.length, path.startsWith("docs/") || path.endsWith("versions.ts") ? 1 : 0, path)
      if (path.endsWith("glossaryTexts.ts") || path === "docs/glossary.md") assert.lengthOf(added, 1, path)
      if (path.endsWith("operations.ts") || path === "docs/api.md")
        assert.isTrue(
          added.some((line) => line.includes("getSails")),
          path
        )
      if (path.endsWith("Contacts.ts")) {
        assert.isTrue(added.some((line) => line.includes('since: "Next"')))
        assert.isBelow(added.length, 50)
      }
    }
  })

  it("that is a copy of the newest stable one changes no operation and no record", () => {
    const stable = descriptions.findLast(({ version }) => version !== "Preview")
    assert.isDefined(stable)
    const [numbered, moving] = [descriptions.slice(0, -1), descriptions.slice(-1)]
    const after = filesOf([...numbered, { ...stable, version: "2.17" }, ...moving])
    assert.deepStrictEqual(
      changesOf(before, after).map(({ path }) => path),
      ["packages/core/src/generated/versions.ts", "docs/api.md"].filter((path) => before.get(path) !== after.get(path))
    )
  })

  it("needs nothing but its file: what is wrong with it is told in a sentence", async () => {
    const error = await readDescriptions("/nowhere/at/all").catch((thrown: unknown) => thrown)
    assert.match(String(error), /There are no descriptions \(\*\.yaml\) in \/nowhere\/at\/all\./)
  })
})

describe.skipIf(folder === undefined)("a recording with one null", () => {
  it("widens exactly the field that was null", () => {
    const contact = observations.recordings.find(({ name }) => name === "workspace-2026-05")?.records["contact"]
    assert.isDefined(contact)
    const fields = { ...contact.fields, role: { null: contact.observed } }
    const madeUp = { name: "made-up", origin: "this test", answers: {}, records: { contact: { ...contact, fields } } }
    const seen = { ...observations, recordings: [...observations.recordings, madeUp] }
    const changes = changesOf(filesOf(descriptions), filesOf(descriptions, seen)).map(({ added, gone, path }) => ({
      path: path.replace("packages/resources/src/generated/", ""),
      gone,
      added
    }))
    assert.deepStrictEqual(changes, [
      {
        path: "records/Contact.ts",
        gone: ['readonly role: "lead" | "user" | (string & {})', "role: Schema.String,"],
        added: ['readonly role: "lead" | "user" | (string & {}) | null', "role: Schema.NullOr(Schema.String),"]
      }
    ])
  })
})

interface Place {
  readonly path: ReadonlyArray<string | number>
  readonly standing: Standing
}

/** The fields of a shape and of the objects written into it; other components are looked at by themselves. */
const placesOf = (shape: Shape, path: Place["path"]): ReadonlyArray<Place> => {
  if (shape.unknown || shape.references.size > 0 || shape.handwritten !== undefined) return []
  if (shape.object) return fieldsOf(shape.object, path)
  return shape.array ? placesOf(shape.array, [...path, 0]) : []
}

const fieldsOf = (object: ObjectShape, path: Place["path"]): ReadonlyArray<Place> =>
  [...object.fields].flatMap(([name, { shape, standing }]) => {
    assert.isDefined(standing)
    return [{ path: [...path, name], standing }, ...placesOf(shape, [...path, name])]
  })

/** The object that has the field at the end of a path, where the value has it. */
const objectAt = (value: unknown, path: Place["path"]): Record<string, unknown> | undefined => {
  const at = path
    .slice(0, -1)
    .reduce<unknown>(
      (inner, step) => (Predicate.isObject(inner) || Array.isArray(inner) ? Reflect.get(inner, step) : undefined),
      value
    )
  return Predicate.isObject(at) && (path.at(-1) ?? "") in at ? (at as Record<string, unknown>) : undefined
}

describe.skipIf(folder === undefined)("what a field has not earned", () => {
  it("passes in strict mode: null, or absent", () => {
    const { plan } = makeGenerator(descriptions, observations)
    const classes = new Map<string, number>()
    const failures: Array<string> = []
    for (const { name, shape } of plan.responses.values()) {
      const schema = responseSchemas.get(responseName(name))
      if (schema === undefined || handwrittenComponents[name] !== undefined || !shape.object) continue
      const decode = SchemaParser.decodeUnknownResult(schema)
      const whole = wholeValue(schema)
      assert.isTrue(Result.isSuccess(decode(whole)), name)
      for (const { path, standing } of placesOf(shape, [])) {
        const object = objectAt(whole, path)
        const field = String(path.at(-1))
        // A field of an object that stands where another kind may stand as well is not in the value.
        if (object === undefined) continue
        const before = object[field]
        object[field] = null
        const takesNull = Result.isSuccess(decode(whole))
        delete object[field]
        const takesAbsence = Result.isSuccess(decode(whole))
        object[field] = before
        const key = `${standing.required ? "required" : "optional"}, ${standing.nonNull ? "never null" : "null allowed"}`
        classes.set(key, (classes.get(key) ?? 0) + 1)
        if (takesAbsence === standing.required) failures.push(`${name}.${path.join(".")}: absent`)
        if (!standing.nonNull && !takesNull) failures.push(`${name}.${path.join(".")}: null`)
      }
    }
    for (const [key, count] of [...classes].toSorted()) console.log(`${count} fields ${key}`)
    assert.deepStrictEqual(failures, [])
    assert.isAbove(classes.get("required, never null") ?? 0, 100)
  })
})
