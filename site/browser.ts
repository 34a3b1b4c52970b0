/**
 * Looks at the built site in Chromium: search, the filter of versions, light and dark, a phone and a desk.
 *
 *     node browser.ts BASE [FOLDER]     FOLDER takes the pictures
 */
import { execFileSync } from "node:child_process"
import { createReadStream, existsSync, mkdirSync, statSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { extname, join } from "node:path"
import { launch, type Page } from "puppeteer-core"

const [base = "/", pictures] = process.argv.slice(2)
const dist = join(import.meta.dirname, "dist")
/** The machine's. */
const chromium = execFileSync("bash", ["-c", "command -v chromium"], { encoding: "utf8" }).trim()
const widths = { phone: 390, desk: 1280 }
const problems: Array<string> = []
const expect = (holds: boolean, problem: string): void => {
  if (!holds) problems.push(problem)
}

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css",
  ".js": "text/javascript",
  ".svg": "image/svg+xml",
  ".json": "application/json",
  ".wasm": "application/wasm",
  ".md": "text/markdown; charset=utf-8"
}

const server = createServer((request, response) => {
  const path = decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname)
  const inside = path.startsWith(base) ? path.slice(base.length) : undefined
  const file =
    inside === undefined ? "" : join(dist, inside.endsWith("/") || inside === "" ? `${inside}index.html` : inside)
  if (!file.startsWith(dist) || !existsSync(file) || !statSync(file).isFile()) return void response.writeHead(404).end()
  response.writeHead(200, { "content-type": types[extname(file)] ?? "application/octet-stream" })
  createReadStream(file).pipe(response)
})
await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve))
const { port } = server.address() as AddressInfo
const address = (slug: string): string => `http://127.0.0.1:${port}${base}${slug}`

const browser = await launch({ executablePath: chromium, args: ["--no-sandbox", "--disable-gpu"], timeout: 60_000 })
try {
  const page = await browser.newPage()
  page.on("pageerror", (error) => problems.push(`a script failed: ${String(error)}`))
  page.on("response", (response) => {
    if (response.status() >= 400) problems.push(`${response.status()} for ${response.url()}`)
  })
  for (const [name, width] of Object.entries(widths)) {
    await page.setViewport({ width, height: 900 })
    for (const slug of [
      "",
      "guides/streams/",
      "guides/command-line/",
      "resources/contacts/",
      "reference/operations/"
    ]) {
      await page.goto(address(slug), { waitUntil: "networkidle0" })
      const wider = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth
      )
      expect(wider <= 0, `${slug} is ${wider} px wider than a ${name}`)
      await picture(page, `${slug.replaceAll("/", "-") || "index-"}${name}`)
    }
  }
  for (const theme of ["dark", "light"]) {
    await page.evaluate((chosen) => localStorage.setItem("starlight-theme", chosen), theme)
    await page.goto(address("resources/contacts/"), { waitUntil: "networkidle0" })
    const shown = await page.evaluate(() => document.documentElement.dataset["theme"])
    expect(shown === theme, `the theme is ${shown}, not ${theme}`)
    await picture(page, `contacts-${theme}`)
  }
  await page.evaluate(() => document.getElementById("get-contactsid")?.scrollIntoView())
  await picture(page, "contacts-get")
  await filters(page)
  await searches(page, "GET /contacts/{id}", "resources/contacts/", "get-contactsid")
  await searches(page, "POST /conversations/search", "resources/conversations/", "post-conversationssearch")
  const markdown = await fetch(address("resources/contacts.md"))
  expect(markdown.ok && (await markdown.text()).includes("## GET /contacts/"), "resources/contacts.md is not the page")
} finally {
  await browser.close()
  server.close()
}
for (const problem of problems) console.error(`problem: ${problem}`)
console.log(`looked at in Chromium: ${problems.length} problems`)
process.exit(problems.length === 0 ? 0 : 1)

/** An old version has fewer operations, and the next page remembers it. */
async function filters(page: Page): Promise<void> {
  const shown = () => page.$$eval("section[data-since]:not([hidden])", (sections) => sections.length)
  const all = await shown()
  await page.select("#version-filter", "2.7")
  const few = await shown()
  expect(few > 0 && few < all, `version 2.7 shows ${few} of ${all} operations`)
  await page.goto(address("resources/tickets/"), { waitUntil: "networkidle0" })
  expect((await shown()) === 0, "tickets are shown for 2.7, which has none")
  await page.select("#version-filter", "")
}

async function searches(page: Page, words: string, slug: string, anchor: string): Promise<void> {
  await page.goto(address(""), { waitUntil: "networkidle0" })
  await page.click("button[data-open-modal]")
  await page.waitForSelector(".pagefind-ui__search-input", { visible: true, timeout: 20_000 })
  await page.type(".pagefind-ui__search-input", words)
  await page.waitForSelector(".pagefind-ui__result-link", { timeout: 20_000 })
  await page.waitForNetworkIdle()
  const found = await page.$$eval(".pagefind-ui__result-link", (links) =>
    links.slice(0, 4).map((link) => link.getAttribute("href") ?? "")
  )
  expect(found[0]?.endsWith(`${base}${slug}`) === true, `${words} finds first ${found.join(", ")}`)
  expect(
    found.some((link) => link.endsWith(`${slug}#${anchor}`)),
    `${words} does not find its heading: ${found.join(", ")}`
  )
  await picture(page, `search-${anchor}`)
}

async function picture(page: Page, name: string): Promise<void> {
  if (pictures === undefined) return
  mkdirSync(pictures, { recursive: true })
  await page.screenshot({ path: join(pictures, `${name}.png`) })
}
