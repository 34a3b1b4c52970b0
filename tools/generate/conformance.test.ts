/**
 * The committed operations against the official descriptions: what they declare, and what every example shows.
 */
import { assert, describe, it } from "@effect/vitest"
import { IntercomClient, type IntercomError, ResponseCheck, Version } from "@effect-intercom/core"
import { Operations } from "@effect-intercom/resources"
import { Array as Arr, Effect, Layer, Predicate, Stream } from "effect"
import { HttpClient, HttpClientResponse } from "effect/http"
import {
  type Description,
  examplesOf,
  methods,
  type OperationObject,
  readDescriptions,
  resolveParameter,
  resolveResponse
} from "./descriptions.ts"
import { isWrongRequest, wrongRequests } from "./overlay/wrongExamples.ts"

const folder = process.env["INTERCOM_OPENAPI"]
const descriptions = folder === undefined ? [] : await readDescriptions(folder)
const keyOf = (method: string, path: string) => `${method.toUpperCase()} ${path.replaceAll(/\{[^}]+\}/g, "{}")}`
const operations = Operations.all
const byEndpoint = Map.groupBy(operations, ({ operation }) => keyOf(operation.method, operation.path))

interface Declared {
  readonly key: string
  readonly description: Description
  readonly declared: OperationObject
}

const declarations: ReadonlyArray<Declared> = descriptions.flatMap((description) =>
  Object.entries(description.document.paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const declared = item[method]
      return declared ? [{ key: keyOf(method, path), description, declared }] : []
    })
  )
)

/** The operations of an endpoint that a version has: one, unless what is answered depends on what is asked. */
const entriesOf = (key: string, version: string): Arr.NonEmptyReadonlyArray<Operations.OperationEntry> => {
  const entries = (byEndpoint.get(key) ?? []).filter(({ operation }) => isIn(operation, version))
  assert(Arr.isReadonlyArrayNonEmpty(entries), `${key} is no operation of ${version}`)
  return entries
}

/** Core has to know every version that is described. */
const isIn = (operation: Operations.OperationEntry["operation"], version: string): boolean =>
  Version.isAvailable(operation, known(version))

const known = (version: string): Version.Version => {
  const found = Version.versions.find((each) => each === version)
  assert(found !== undefined, `core does not know ${version}`)
  return found
}

/** A client whose server always gives the same answer. */
const answering = (version: string, status: number, body: string, contentType: string) =>
  IntercomClient.layer({
    // A text that stands in no example: the token is taken out of whatever an error quotes.
    accessToken: "only-of-this-test",
    version: known(version),
    responses: "strict",
    retry: false,
    pacing: false
  }).pipe(
    Layer.provide(
      Layer.succeed(
        HttpClient.HttpClient,
        HttpClient.make((request) =>
          Effect.succeed(
            HttpClientResponse.fromWeb(
              request,
              new Response(body, {
                status,
                headers: {
                  "content-type": contentType,
                  "x-request-id": "from-header",
                  location: "https://example.com/recording"
                }
              })
            )
          )
        )
      )
    )
  )

/** What a download answers. */
const isFile = (value: unknown): value is Stream.Stream<Uint8Array, IntercomError> => Stream.isStream(value)

/** Calls an operation without the check of its input, which other tests are about. */
const call = (
  { operation }: Operations.OperationEntry,
  version: string,
  status: number,
  body: string,
  contentType = "application/json"
) => {
  const input = Object.fromEntries([...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => [name ?? "", "1"]))
  const unchecked = { ...operation, input: undefined }
  return IntercomClient.IntercomClient.use((client) => client.execute(unchecked, input, undefined)).pipe(
    Effect.tap(({ value }) => (isFile(value) ? Stream.runDrain(value) : Effect.void)),
    Effect.provide(answering(version, status, body, contentType))
  )
}

if (folder === undefined) console.log("the official descriptions: skipped: set INTERCOM_OPENAPI")

describe.skipIf(folder === undefined)("the official descriptions", () => {
  it("hold every operation, with its versions, and no other", () => {
    const versions = new Map<string, Array<string>>()
    for (const { description, key } of declarations)
      versions.set(key, [...(versions.get(key) ?? []), description.version])
    const rows = [...versions].flatMap(([key, having]) => {
      const entries = having.flatMap((version) => entriesOf(key, version))
      const [first] = entries
      assert.strictEqual(first?.operation.since, having[0], `${first?.id} since`)
      return [...new Set(entries)].map(({ id, operation }) => {
        // A version that is only announced has what the one before has: the last described one is what can be looked at.
        const last = descriptions.findLast(({ version }) => isIn(operation, version))?.version
        assert.strictEqual(last, having.at(-1), `${id} until`)
        assert.strictEqual(operation.until === undefined, last === descriptions.at(-1)?.version, `${id} until`)
        return `${id.padEnd(44)} ${key.padEnd(86)} ${operation.since} – ${operation.until ?? ""}`
      })
    })
    console.log(rows.toSorted().join("\n"))
    console.log(`${versions.size} endpoints are ${rows.length} operations, ${operations.length - rows.length} are none`)
    assert.deepStrictEqual([...byEndpoint.keys()].toSorted(), [...versions.keys()].toSorted())
    assert.strictEqual(operations.length, rows.length)
    assert.strictEqual(new Set(operations.map(({ id }) => id)).size, operations.length)
  })

  it.effect("show success examples that all pass in strict mode", () =>
    Effect.gen(function* () {
      let json = 0
      let others = 0
      const failures: Array<string> = []
      for (const { declared, description, key } of declarations) {
        for (const [status, response] of Object.entries(declared.responses)) {
          if (!(Number(status) < 400)) continue
          for (const [type, media] of Object.entries(resolveResponse(description.document, response).content ?? {})) {
            for (const value of examplesOf(media)) {
              if (type !== "application/json") others++
              else json++
              const body = type === "application/json" ? JSON.stringify(value) : String(value)
              // Of several operations it is the answer of one.
              const refused: Array<string> = []
              const entries = entriesOf(key, description.version)
              for (const entry of entries) {
                const result = yield* Effect.result(call(entry, description.version, Number(status), body, type))
                if (result._tag === "Failure")
                  refused.push(`${entry.id} ${description.version}: ${result.failure.message}`)
                else if (Predicate.isNotUndefined(result.success.value))
                  assert.deepStrictEqual(result.success.value, value)
              }
              if (refused.length === entries.length) failures.push(...refused)
            }
          }
        }
      }
      console.log(`${json} success examples of JSON and ${others} of text were checked`)
      assert.deepStrictEqual(failures, [])
    })
  )

  it("show rows where the pagination looks for them", () => {
    const rows = new Map<string, number>()
    const entries = declarations.flatMap(({ declared, description, key }) =>
      entriesOf(key, description.version).map((entry) => ({ ...entry, declared, description }))
    )
    for (const { declared, description, id, operation } of entries) {
      const items = operation.pagination?.items as ((page: unknown) => ReadonlyArray<unknown>) | undefined
      if (items === undefined) continue
      for (const [status, response] of Object.entries(declared.responses)) {
        if (!(Number(status) < 400)) continue
        for (const media of Object.values(resolveResponse(description.document, response).content ?? {})) {
          for (const value of examplesOf(media)) {
            const found = items(value)
            assert.isArray(found, id)
            rows.set(id, Math.max(rows.get(id) ?? 0, found.length))
          }
        }
      }
    }
    const empty = [...rows].flatMap(([id, most]) => (most === 0 ? [id] : []))
    console.log(`${rows.size} operations have pages; examples with no row at all: ${empty.join(", ") || "none"}`)
    assert.strictEqual(rows.size, operations.filter(({ operation }) => operation.pagination !== undefined).length)
  })

  it("show request examples that all pass the check of inputs", () => {
    let count = 0
    const excused = new Set<string>()
    const failures: Array<string> = []
    for (const { declared, description, key } of declarations) {
      for (const media of Object.values(declared.requestBody?.content ?? {})) {
        for (const value of examplesOf(media)) {
          // No endpoint with a body is several operations.
          const [{ id, operation }, ...others] = entriesOf(key, description.version)
          assert.isEmpty(others)
          count++
          const input = {
            ...parametersOf(description, declared, operation),
            ...(Predicate.isObject(value) ? value : {})
          }
          const issues = operation.input === undefined ? [] : ResponseCheck.findInputIssues(operation.input, input)
          if (issues.length === 0) continue
          if (isWrongRequest(id, value)) excused.add(id)
          else
            failures.push(
              `${id} ${description.version}: ${issues.map(({ message, path }) => `${path}: ${message}`).join("; ")} in ${JSON.stringify(value).slice(0, 200)}`
            )
        }
      }
    }
    console.log(
      `${count} request examples were checked, ${excused.size} operations with examples that are wrong themselves`
    )
    assert.deepStrictEqual(failures, [])
    assert.isAtMost(wrongRequests.length, 10)
  })

  it.effect("show error examples that all become errors of the right reason, codes and request id", () =>
    Effect.gen(function* () {
      const counts = new Map<string, number>()
      const failures: Array<string> = []
      for (const { declared, description, key } of declarations) {
        for (const [status, response] of Object.entries(declared.responses)) {
          if (!(Number(status) >= 400)) continue
          for (const media of Object.values(resolveResponse(description.document, response).content ?? {})) {
            for (const value of examplesOf(media)) {
              const [entry] = entriesOf(key, description.version)
              const error = yield* Effect.flip(call(entry, description.version, Number(status), JSON.stringify(value)))
              const expected = expectedOf(Number(status), value)
              const actual = {
                reason: error.reason._tag,
                status: error.status,
                codes: [...error.codes],
                requestId: error.requestId
              }
              counts.set(actual.reason, (counts.get(actual.reason) ?? 0) + 1)
              if (JSON.stringify(actual) !== JSON.stringify(expected)) {
                failures.push(
                  `${key} ${description.version} ${JSON.stringify(value).slice(0, 200)}: ${JSON.stringify(actual)}, expected ${JSON.stringify(expected)}`
                )
              }
            }
          }
        }
      }
      const total = [...counts.values()].reduce((sum, each) => sum + each, 0)
      console.log(`${total} error examples: ${[...counts].map(([reason, times]) => `${times} ${reason}`).join(", ")}`)
      assert.deepStrictEqual(failures, [])
    })
  )
})

/** Values for the parameters an operation requires beside its body. */
const parametersOf = (
  description: Description,
  declared: OperationObject,
  operation: { readonly path: string; readonly query: ReadonlyArray<string> }
) => {
  const path = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => [name ?? "", "1"] as const)
  const query = (declared.parameters ?? [])
    .map((parameter) => resolveParameter(description.document, parameter))
    .flatMap(({ in: place, name, required, schema }) =>
      place === "query" && required && operation.query.includes(name)
        ? [[name, schema?.type === "integer" ? 1 : "1"] as const]
        : []
    )
  return Object.fromEntries([...path, ...query])
}

/** What an error body should become, read without the code that is tested. */
const expectedOf = (status: number, body: unknown) => {
  const errors: ReadonlyArray<{ readonly code?: string | null; readonly message?: string | null }> =
    Predicate.hasProperty(body, "errors") && Array.isArray(body.errors) ? body.errors : []
  const codes = errors.flatMap(({ code }) => (typeof code === "string" ? [code] : []))
  if (Predicate.hasProperty(body, "error_key") && typeof body.error_key === "string") codes.push(body.error_key)
  const requestId =
    Predicate.hasProperty(body, "request_id") && typeof body.request_id === "string" ? body.request_id : "from-header"
  const byStatus: Readonly<Record<number, string>> = {
    401: "Unauthorized",
    402: "Forbidden",
    403: "Forbidden",
    404: "NotFound",
    409: "Conflict",
    410: "Gone",
    429: "RateLimited"
  }
  const isJob = errors.some(({ message }) => message?.includes("pending") ?? false)
  const reason = codes.includes("intercom_version_invalid")
    ? "UnsupportedVersion"
    : status === 429 && isJob
      ? "JobLimitReached"
      : (byStatus[status] ?? (status >= 500 ? "ServerError" : "InvalidRequest"))
  return { reason, status, codes, requestId }
}
