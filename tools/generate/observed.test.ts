/**
 * The committed schemas against what was observed of the real Intercom: every kind, null and absence that was seen is accepted
 * in strict mode.
 */
import { assert, describe, it } from "@effect/vitest"
import { Operations } from "@effect-intercom/resources"
import { Predicate, Result, SchemaParser } from "effect"
import { responseName } from "./naming.ts"
import { recordedAs } from "./overlay/components.ts"
import { readObservations } from "./recordings.ts"
import { type AnySchema, responseSchemas } from "./responseSchemas.ts"
import { samplesOf } from "./samples.ts"

const observations = await readObservations()

const schemaOf = (component: string): AnySchema => {
  const schema = responseSchemas.get(responseName(component))
  assert(schema !== undefined, `no namespace exports the schema of ${component}`)
  return schema
}

const refusalOf = (schema: AnySchema, value: unknown): string | undefined => {
  const result = SchemaParser.decodeUnknownResult(schema)(value)
  return Result.isFailure(result) ? String(result.failure) : undefined
}

/** A recorded record with the commonest kind everywhere. */
const usual = (type: string): Readonly<Record<string, unknown>> => {
  const [recording] = observations.recordings.flatMap(({ records }) => records[type] ?? [])
  assert.isDefined(recording)
  const [{ value } = { value: undefined }] = samplesOf(recording, type)
  assert(Predicate.isReadonlyObject(value))
  return value
}

describe("what was observed", () => {
  for (const { answers, name, records } of observations.recordings) {
    it(`in ${name}: all its records conform, whatever kind stood at a path`, () => {
      for (const [type, observed] of Object.entries(records)) {
        const samples = samplesOf(observed, type)
        const failures: Array<string> = []
        for (const component of recordedAs[type] ?? [type]) {
          const schema = schemaOf(component)
          for (const { value, what } of samples) {
            const refusal = refusalOf(schema, value)
            if (refusal !== undefined) failures.push(`${component}, ${what}: ${refusal}`)
          }
        }
        console.log(
          `${name}: ${type} ×${observed.observed}, ${samples.length - failures.length} of ${samples.length} samples conform`
        )
        assert.deepStrictEqual(failures, [])
      }
    })

    it(`in ${name}: all its answers conform`, () => {
      const key = (method: string, path: string) => `${method} ${path.replaceAll(/\{[^}]+\}/g, "{}")}`
      for (const [endpoint, observed] of Object.entries(answers)) {
        const [method = "", path = ""] = endpoint.split(" ")
        const successes = Operations.all.flatMap(({ operation }) =>
          key(operation.method, operation.path) === key(method, path) ? [operation.success] : []
        )
        assert.isNotEmpty(successes, endpoint)
        for (const { value, what } of samplesOf(observed, "list")) {
          // An endpoint that is several operations answers one of them.
          const refusals = successes.map((success) => refusalOf(success, value))
          assert.include(refusals, undefined, `${endpoint}, ${what}`)
        }
      }
    })
  }

  it("is held against every kind: a sample with another kind is refused", () => {
    const schema = schemaOf("contact")
    const value = usual("contact")
    assert.isUndefined(refusalOf(schema, value))
    assert.isDefined(refusalOf(schema, { ...value, role: 7 }))
  })
})

describe("what was reported", () => {
  it("conforms: a contact of many years ago has no answer to whether it called an e-mail spam", () => {
    assert.isUndefined(refusalOf(schemaOf("contact"), { ...usual("contact"), marked_email_as_spam: null }))
  })

  it("conforms: a company names its segments by type and id", () => {
    const segments = { type: "segment.list", segments: [{ type: "segment", id: "56cc69cc8618d37b45000009" }] }
    assert.isUndefined(refusalOf(schemaOf("company"), { ...usual("company"), segments }))
  })

  it("conforms: an article and a collection hold the languages they are written in, and no other", () => {
    const fr = { type: "article_content", title: "Merci" }
    const article = { ...usual("article"), translated_content: { type: "article_translated_content", fr } }
    assert.isUndefined(refusalOf(schemaOf("article"), article))
    const translated_content = { type: "group_translated_content", fr: { type: "group_content", name: "Aide" } }
    const collection = { id: "1", type: "collection", name: "Help", created_at: 1, translated_content }
    assert.isUndefined(refusalOf(schemaOf("collection"), collection))
  })
})
