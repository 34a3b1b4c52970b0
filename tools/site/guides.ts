/**
 * The guides: the READMEs of the packages and the pages of docs/, under names that say what they are for.
 */
import { existsSync, readFileSync } from "node:fs"
import { join, posix } from "node:path"
import type { Page } from "./page.ts"

/** Where each comes from, in the order of the sidebar. */
export const guides = [
  {
    slug: "index",
    file: "README.md",
    title: "effect-intercom",
    description: "Typed calls, lazy streams and complete exports of Intercom, on Effect"
  },
  {
    slug: "guides/calls",
    file: "packages/core/README.md",
    title: "Compose calls",
    description: "One client, typed errors, retries, versions and regions"
  },
  {
    slug: "guides/resources",
    file: "packages/resources/README.md",
    title: "Resources and search",
    description: "Operations, recordings, and queries that compile"
  },
  {
    slug: "guides/streams",
    file: "packages/streams/README.md",
    title: "Stream and export",
    description: "Pages as streams, exports that can be killed, sinks and jobs"
  },
  {
    slug: "guides/export",
    file: "docs/export.md",
    title: "Export from the command line",
    description: "Runs for cron, exit codes, reports, what is owed"
  },
  {
    slug: "guides/tables",
    file: "docs/tables.md",
    title: "Tables",
    description: "Every table and column of an export into a database"
  },
  {
    slug: "guides/command-line",
    file: "packages/cli/README.md",
    title: "Command line",
    description: "effect-intercom: export, call, api, webhooks, fake"
  },
  {
    slug: "guides/test",
    file: "packages/testing/README.md",
    title: "Test",
    description: "A fake workspace, stubs, faults and recordings"
  },
  {
    slug: "guides/app",
    file: "packages/app/README.md",
    title: "Webhooks and apps",
    description: "Notifications, installs, canvases, many workspaces"
  },
  {
    slug: "guides/promises",
    file: "packages/promise/README.md",
    title: "Without Effect",
    description: "Promises and async iterables"
  },
  {
    slug: "guides/mcp",
    file: "packages/mcp/README.md",
    title: "For agents",
    description: "An MCP server over a workspace"
  },
  {
    slug: "guides/sync",
    file: "packages/sync/README.md",
    title: "A database that stays equal",
    description: "Changes, sync, budgets that processes share"
  },
  { slug: "guides/scale", file: "docs/scale.md", title: "Scale", description: "One process, several, a cluster" },
  {
    slug: "guides/versions",
    file: "docs/versions.md",
    title: "Versions of the API",
    description: "When the default moves, and what a version may change"
  },
  {
    slug: "guides/from-intercom-client",
    file: "docs/from-intercom-client.md",
    title: "From intercom-client",
    description: "Side by side"
  },
  {
    slug: "guides/from-airbyte-and-singer",
    file: "docs/from-airbyte-and-singer.md",
    title: "From Airbyte and Singer",
    description: "Streams, modes and state"
  },
  { slug: "guides/examples", file: "examples/README.md", title: "Examples", description: "Programs that run" },
  {
    slug: "reference/operations",
    file: "docs/api.md",
    title: "Every operation",
    description: "All endpoints in one table"
  },
  { slug: "reference/fields", file: "docs/glossary.md", title: "What fields mean", description: "The glossary" }
] as const

/** The pages of those that are there. Links between them lead to pages; links to anything else of the repository to `addressOf`. */
export const guidePages = (
  root: string,
  base: string,
  addressOf: ((path: string) => string) | undefined
): ReadonlyArray<Page> => {
  const present = guides.filter(({ file }) => existsSync(join(root, file)))
  const pages = new Map<string, string>(
    present.map(({ file, slug }) => [file, slug === "index" ? base : `${base}${slug}/`])
  )
  // A link to a folder is one to its README.
  for (const [file, page] of Array.from(pages)) if (file.endsWith("/README.md")) pages.set(posix.dirname(file), page)
  return present.map(({ description, file, slug, title }) => ({
    slug,
    title,
    description,
    body: withLinks(
      withoutTitle(readFileSync(join(root, file), "utf8")),
      file,
      (path) => pages.get(path) ?? addressOf?.(path)
    )
  }))
}

const withoutTitle = (text: string): string => text.replace(/^# .*\n+/, "")

/** `[words](relative/path.md#anchor)`, outside of code. */
const withLinks = (text: string, file: string, resolve: (path: string) => string | undefined): string =>
  text
    .split(/(^```[\s\S]*?^```$)/m)
    .map((piece) =>
      piece.startsWith("```")
        ? piece
        : piece.replace(
            /\[([^\]]+)\]\((?!https?:|#|mailto:)([^)#\s]+)(#[^)\s]*)?\)/g,
            (_, words: string, target: string, anchor = "") => {
              const address = resolve(posix.normalize(posix.join(posix.dirname(file), target)).replace(/\/$/, ""))
              return address === undefined ? words : `[${words}](${address}${anchor})`
            }
          )
    )
    .join("")
