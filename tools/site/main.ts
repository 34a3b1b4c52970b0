/**
 * The documentation site: pages made of the READMEs, docs/ and the sources of the resources, built with Astro Starlight, with every
 * link followed, a Markdown twin of each page, and a look at it in Chromium.
 *
 *     pnpm site                        builds site/dist, and checks it
 *     pnpm site --base /effect-intercom/    for a site that does not stand at the root of its host
 *     pnpm site --no-browser           without Chromium
 *     pnpm site --screenshots FOLDER   leaves what was looked at
 */
import { spawnSync } from "node:child_process"
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { parseArgs } from "node:util"
import { readRepository } from "../release/repository.ts"
import { guidePages } from "./guides.ts"
import { must } from "../started/command.ts"
import { brokenLinks } from "./links.ts"
import type { Page } from "./page.ts"
import { resourcePages, versions } from "./resources.ts"

const root = resolve(import.meta.dirname, "../..")
const site = join(root, "site")
const { values } = parseArgs({
  options: {
    base: { type: "string", default: "/" },
    browser: { type: "boolean", default: true },
    screenshots: { type: "string" }
  },
  allowNegative: true
})
const { base } = values
if (!/^\/(?:.+\/)?$/.test(base)) throw new Error("--base begins and ends with a slash")

const { repository: field }: { readonly repository?: unknown } = JSON.parse(
  readFileSync(join(root, "package.json"), "utf8")
)
const repository = field === undefined ? undefined : readRepository(field)
const pages = [
  ...guidePages(
    root,
    base,
    repository !== undefined && "fileAddress" in repository ? repository.fileAddress : undefined
  ),
  ...resourcePages(root)
]
write(pages)
must("npx", ["--yes", "pnpm@12", "install", "--frozen-lockfile", "--prefer-offline"], site)
must(join(site, "node_modules/.bin/astro"), ["build"], site, {
  env: { ...process.env, ASTRO_TELEMETRY_DISABLED: "1" }
})
for (const page of pages) {
  writeFileSync(join(site, "dist", `${page.slug}.md`), `# ${page.title}\n\n${page.description}.\n\n${page.body}`)
}
const broken = brokenLinks(join(site, "dist"), base)
for (const link of broken) console.error(`broken: ${link}`)
console.log(`${pages.length} pages, each with a Markdown twin; ${broken.length} broken links`)
if (broken.length > 0) process.exitCode = 1
if (values.browser && hasChromium()) look()
else console.log("skipped: a look at it in Chromium")

/** The browser is the machine's. */
function hasChromium(): boolean {
  return spawnSync("chromium", ["--version"], { stdio: "ignore" }).error === undefined
}

function look(): void {
  const args = [
    join(site, "browser.ts"),
    base,
    ...(values.screenshots === undefined ? [] : [resolve(values.screenshots)])
  ]
  const { status } = spawnSync(process.execPath, args, { cwd: site, stdio: "inherit", timeout: 300_000 })
  if (status !== 0) process.exitCode = 1
}

function write(pages: ReadonlyArray<Page>): void {
  const docs = join(site, "src/content/docs")
  rmSync(docs, { recursive: true, force: true })
  for (const { body, description, slug, title } of pages) {
    const file = join(docs, `${slug}.md`)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(
      file,
      `---\ntitle: ${JSON.stringify(title)}\ndescription: ${JSON.stringify(description)}\n---\n\n${body}`
    )
  }
  const sidebar = pages.map(({ slug, title }) => ({ slug, title }))
  writeFileSync(join(site, "src/site.json"), JSON.stringify({ base, versions, sidebar }, null, 2))
}
