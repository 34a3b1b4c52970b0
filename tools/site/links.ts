/**
 * Follows every link of a built site that stays on it.
 */
import { existsSync, globSync, readFileSync } from "node:fs"
import { join, posix } from "node:path"

/** The links that lead nowhere, each with the page it stands on. */
export const brokenLinks = (dist: string, base: string): ReadonlyArray<string> => {
  const pages = new Map(
    globSync("**/*.html", { cwd: dist }).map((file) => [file, readFileSync(join(dist, file), "utf8")] as const)
  )
  const anchors = new Map(Array.from(pages, ([file, html]) => [file, anchorsOf(html)] as const))
  const broken = new Set<string>()
  for (const [file, html] of pages) {
    for (const [, attribute = "", href = ""] of html.matchAll(/\s(href|src)="([^"]*)"/g)) {
      if (/^(?:[a-z]+:|\/\/)/.test(href) || href === "") continue
      const [path = "", anchor] = href.replaceAll("&amp;", "&").split("#")
      const target = path === "" ? file : fileOf(dist, base, file, path.split("?")[0] ?? "")
      if (target === undefined) broken.add(`${file}: ${attribute} ${href}`)
      else if (anchor !== undefined && anchor !== "" && anchors.get(target)?.has(decodeURIComponent(anchor)) === false)
        broken.add(`${file}: ${href} has no such anchor`)
    }
  }
  return [...broken]
}

const anchorsOf = (html: string): ReadonlySet<string> =>
  new Set(Array.from(html.matchAll(/\sid="([^"]+)"/g), ([, id = ""]) => id))

const fileOf = (dist: string, base: string, from: string, path: string): string | undefined => {
  if (path.startsWith("/") && !path.startsWith(base)) return undefined
  const inside = path.startsWith("/") ? path.slice(base.length) : posix.join(posix.dirname(from), path)
  const candidates = [inside, posix.join(inside, "index.html")].filter((one) => one !== "" && !one.endsWith("/"))
  return candidates.find((one) => existsSync(join(dist, one)) && /\.\w+$/.test(one))
}
