import { availableParallelism } from "node:os"
import { defineConfig } from "vitest/config"
import { BaseSequencer, type TestSpecification } from "vitest/node"

/** Tests that measure the memory of their own process: what other files left there would be measured with it. */
const measuring = [
  "packages/app/test/installs/Workspaces.test.ts",
  "packages/streams/test/catalog/InTurns.test.ts",
  "packages/testing/test/server/{NodeDoor,Serve}.test.ts"
]

/** What takes longest, the longest first: begun last, one of them would keep a worker busy when the others have nothing left to do. */
const longest = [
  "packages/streams/test/export/Killed.test.ts",
  "packages/streams/test/export/Everything.test.ts",
  "packages/streams/test/sink/ParquetTables.test.ts",
  "packages/sync/test/durable/Export.test.ts",
  "packages/sync/test/durable/Killed.test.ts",
  "packages/cli/test/RunnersCommand.test.ts",
  "packages/cli/test/Process.test.ts",
  "packages/core/test/RateLimit.test.ts",
  "packages/sync/test/Killed.test.ts",
  "packages/cli/test/McpCommand.test.ts",
  "packages/streams/test/export/Fake.test.ts",
  "packages/streams/test/sink/DuckDb.test.ts",
  "packages/streams/test/sink/Postgres.test.ts",
  "packages/cli/test/DatabaseExport.test.ts",
  "packages/sync/test/Sync.test.ts",
  "packages/streams/test/catalog/Segments.test.ts",
  "tools/checks/docExamples.test.ts"
]

class LongestFirst extends BaseSequencer {
  override async sort(files: Array<TestSpecification>): Promise<Array<TestSpecification>> {
    const place = ({ moduleId, project }: TestSpecification): number => {
      if (project.name === "measuring") return -1
      const found = longest.findIndex((name) => moduleId.endsWith(`/${name}`))
      return found === -1 ? longest.length : found
    }
    // oxlint-disable-next-line unicorn/no-array-sort -- not that of an array
    const sorted = await super.sort(files)
    return sorted.toSorted((one, other) => place(one) - place(other))
  }
}

/** Where CI wants a report to count from. */
const report = process.env["INTERCOM_TEST_REPORT"]
if (report !== undefined) console.log(`tests run on Node ${process.version}`)

export default defineConfig({
  test: {
    environment: "node",
    // One more than there are processors: a third of the time tests wait, for a process or for what was asked over a socket.
    maxWorkers: availableParallelism() + 1,
    // Ends what hangs, and measures nothing: a busy machine takes several times as long as a quiet one, and the longest test a minute there.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    sequence: { sequencer: LongestFirst },
    reporters: report === undefined ? ["default"] : ["default", ["json", { outputFile: report }]],
    projects: [
      // The files share processes and what they import, which a process for each, or for each package, would load and compile anew: a
      // good part of the whole time. No test may count on what another left.
      {
        extends: true,
        test: {
          name: "tests",
          isolate: false,
          include: ["packages/*/{src,test}/**/*.test.ts", "tools/**/*.test.ts", "examples/**/*.test.ts"],
          exclude: ["**/node_modules/**", ...measuring]
        }
      },
      { extends: true, test: { name: "measuring", include: measuring } }
    ]
  }
})
