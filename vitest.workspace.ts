import { defineConfig } from "vitest/config"

const packages = ["core", "resources", "streams", "testing", "app", "mcp", "sync", "cli", "promise"]

const project = (name: string, include: ReadonlyArray<string>) => ({
  extends: true as const,
  test: { name, include: [...include] }
})

/** Where CI wants a report to count from. */
const report = process.env["INTERCOM_TEST_REPORT"]
if (report !== undefined) console.log(`tests run on Node ${process.version}`)

export default defineConfig({
  test: {
    environment: "node",
    // vitest leaves one processor to itself, which it hardly uses.
    maxWorkers: "100%",
    // A bound, not an expectation: a busy machine takes several times as long as a quiet one.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: report === undefined ? ["default"] : ["default", ["json", { outputFile: report }]],
    projects: [
      ...packages.map((name) => project(name, [`packages/${name}/{src,test}/**/*.test.ts`])),
      project("tools", ["tools/**/*.test.ts"]),
      project("examples", ["examples/**/*.test.ts"])
    ]
  }
})
