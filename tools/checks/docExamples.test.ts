/**
 * The examples in docstrings: every operation has one, all compile, those of operations run, and results are as told.
 */
import { assert, describe, it } from "@effect/vitest"
import { CallOptions, type IntercomClient, isIntercomError, Version } from "@effect-intercom/core"
import { Operations } from "@effect-intercom/resources"
import { FakeIntercom } from "@effect-intercom/testing"
import { Effect, FileSystem, Layer, Result, Sink } from "effect"
import { execFile } from "node:child_process"
import { globSync } from "node:fs"
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { promisify } from "node:util"
import { readDocExamples, root } from "./docExamples.ts"
import { moduleToCheck, moduleToRun } from "./exampleModules.ts"
import { moduleOfResults, tellsResults } from "./exampleResults.ts"
import { fillWorkspace, givenOut } from "./exampleWorkspace.ts"

const examples = readDocExamples()
const ofOperations = examples.flatMap(({ code, operation }) => (operation === undefined ? [] : [{ code, operation }]))

const newest = Version.versions.at(-1)

/** A folder of the workspace, so that what is in it finds the packages. */
const withFolder = async <A>(use: (folder: string) => Promise<A>): Promise<A> => {
  await mkdir(join(root, "build"), { recursive: true })
  const folder = await mkdtemp(join(root, "build/examples-"))
  try {
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const fileOf = (place: string): string =>
  `${place
    .replace(/^packages\//, "")
    .replace(/\.ts:/, "-")
    .replaceAll("/", ".")}.ts`

const compilerOptions = {
  composite: false,
  incremental: false,
  declaration: false,
  declarationMap: false,
  sourceMap: false,
  noEmit: true,
  noUnusedLocals: false,
  rewriteRelativeImportExtensions: false
}

/** What the compiler says, a line each; nothing where all is well. Of packages it reads the declarations, which it makes where they are old. */
const compile = (folder: string): Promise<string> =>
  promisify(execFile)(join(root, "node_modules/.bin/tsc"), ["-b", folder, "--pretty", "false"]).then(
    ({ stdout }) => stdout,
    (error: unknown) => (error instanceof Error && "stdout" in error ? String(error.stdout) : String(error))
  )

type Program = Effect.Effect<void, unknown, IntercomClient.IntercomClient | FileSystem.FileSystem>
type Programs = (idOf: (id: string) => string) => Readonly<Record<string, Program>>

const loadPrograms = (): Promise<Programs> =>
  withFolder(async (folder) => {
    const file = join(folder, "examples.mjs")
    await writeFile(file, moduleToRun(ofOperations, givenOut))
    // Type boundary: the module was written a line above.
    const module: { readonly programs: Programs } = await import(/* @vite-ignore */ pathToFileURL(file).href)
    return module.programs
  })

/** What is not as examples tell, and how many results were compared. */
const compareResults = (
  told: ReadonlyArray<{ readonly place: string; readonly code: string }>
): Promise<{ readonly compared: number; readonly problems: ReadonlyArray<string> }> =>
  withFolder(async (folder) => {
    const files = told.map(({ place }) => join(folder, fileOf(place)))
    await Promise.all(told.map(({ code }, at) => writeFile(files[at] ?? "", moduleOfResults(code))))
    const run = [join(root, "tools/checks/runExamples.ts"), ...files]
    const { stdout } = await promisify(execFile)(process.execPath, run, { cwd: folder, maxBuffer: 1 << 24 })
    // Examples may log.
    return JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "")
  })

const describeFailure = (error: unknown): string => (isIntercomError(error) ? error.message : String(error))

describe("the examples in docstrings", () => {
  it("are there for every operation, which each calls", () => {
    const byOperation = new Map(ofOperations.map(({ code, operation }) => [operation, code]))
    for (const { id, name, resource } of Operations.all) {
      assert.match(byOperation.get(id) ?? "", new RegExp(`\\b${resource}\\.${name}\\b`), id)
    }
    assert.strictEqual(ofOperations.length, byOperation.size, "no operation has two")
    console.log(`${ofOperations.length} operations have an example`)
  })

  it("compile", () =>
    withFolder(async (folder) => {
      await Promise.all(examples.map(({ code, place }) => writeFile(join(folder, fileOf(place)), moduleToCheck(code))))
      const references = globSync("packages/*/tsconfig.build.json", { cwd: root }).map((path) => ({
        path: join(root, path)
      }))
      const config = { extends: join(root, "tsconfig.base.json"), compilerOptions, include: ["*.ts"], references }
      await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config))
      assert.strictEqual(await compile(folder), "")
      console.log(`${examples.length} examples compile`)
    }))

  it.effect("run against a workspace that has what they speak of", () =>
    Effect.gen(function* () {
      const { reset } = yield* FakeIntercom
      const programs = yield* Effect.promise(loadPrograms)
      const failures: Array<string> = []
      for (const { id, operation } of Operations.all) {
        yield* reset
        const realIds = yield* fillWorkspace(id)
        const program = programs((id) => realIds.get(id) ?? id)[id] ?? Effect.fail("there is none")
        const version = operation.until ?? newest
        const result = yield* program.pipe(CallOptions.withOptions({ version }), Effect.result)
        if (Result.isFailure(result)) failures.push(`${id}: ${describeFailure(result.failure)}`)
      }
      console.log(`${Operations.all.length - failures.length} of ${Operations.all.length} examples run`)
      assert.deepStrictEqual(failures, [])
    }).pipe(
      CallOptions.withOptions({ responses: "strict", retry: false }),
      Effect.provide(
        Layer.merge(
          FakeIntercom.layer({ rateLimit: false, client: { pacing: false } }),
          FileSystem.layerNoop({ sink: () => Sink.drain })
        )
      )
    )
  )

  it("have the results they tell", async () => {
    const { compared, problems } = await compareResults(examples.filter(({ code }) => tellsResults(code)))
    console.log(`${compared} results compared`)
    assert.deepStrictEqual(problems, [])
  })

  it("are refused where a result is another one, or does not come", async () => {
    const { compared, problems } = await compareResults([
      {
        place: "right",
        code: "const sum = 1 + 1 // => 2\nyield* Effect.succeed([sum,\n  'a long text'\n])\n// => [2,\n//     'a long text']"
      },
      { place: "begun", code: '"a long text" // => "a long…"' },
      { place: "wrong", code: "const list = [1,\n  2\n]\n// => [1, 3]\nlist.length // => 2" },
      { place: "failing", code: 'yield* Effect.fail("no")\n1 // => 1' },
      { place: "unreadable", code: "[1, 2] // => [1, …]" }
    ])
    assert.strictEqual(compared, 5)
    assert.strictEqual(problems.length, 3)
    assert.strictEqual(problems[0], "wrong.ts: told [1, 3], is [ 1, 2 ]")
    assert.match(problems[1] ?? "", /^failing\.ts: .*no/)
    assert.match(problems[2] ?? "", /^unreadable\.ts: /)
  })
})
