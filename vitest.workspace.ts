import { defineConfig } from "vitest/config"

const project = (name: string, include: ReadonlyArray<string>) => ({
  extends: true as const,
  test: { name, include: [...include] }
})

export default defineConfig({
  test: {
    environment: "node",
    testTimeout: 20_000,
    hookTimeout: 20_000,
    passWithNoTests: true,
    projects: [
      ...["core", "resources", "streams", "testing", "cli"].map((name) =>
        project(name, [`packages/${name}/src/**/*.test.ts`, `packages/${name}/test/**/*.test.ts`])
      ),
      project("tools", ["tools/**/*.test.ts"]),
      project("examples", ["examples/**/*.test.ts"])
    ]
  }
})
