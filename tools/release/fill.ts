/**
 * What a published package says that one in the tree does not: where it comes from, and links that work anywhere.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { posix } from "node:path"
import type { Repository } from "./repository.ts"

/** The folders of the packages that are published, those they need before them. */
export const publishedPackages = (tree: string, folders: ReadonlyArray<string>): ReadonlyArray<string> => {
  const manifests = new Map(
    folders.flatMap((folder) => {
      const manifest = readManifest(tree, folder)
      return manifest.private === true ? [] : [[manifest.name, { folder, manifest }] as const]
    })
  )
  const ordered = new Set<string>()
  const add = (name: string): void => {
    const found = manifests.get(name)
    if (found === undefined || ordered.has(found.folder)) return
    for (const dependency of Object.keys(found.manifest.dependencies ?? {})) add(dependency)
    ordered.add(found.folder)
  }
  for (const name of manifests.keys()) add(name)
  return [...ordered]
}

/** Fills the manifest and the README of a package, in a tree that is a copy. */
export const fill = (tree: string, folder: string, repository: Repository): void => {
  const { address, fileAddress } = repository
  writeFileSync(
    posix.join(tree, folder, "package.json"),
    `${JSON.stringify(
      {
        ...readManifest(tree, folder),
        homepage: `${address}/tree/main/${folder}#readme`,
        bugs: { url: `${address}/issues` },
        repository: { type: "git", url: `git+${address}.git`, directory: folder }
      },
      null,
      2
    )}\n`
  )
  const readme = posix.join(tree, folder, "README.md")
  writeFileSync(readme, withWholeLinks(readFileSync(readme, "utf8"), folder, fileAddress))
}

/** The text with every link to a file of the tree turned into an address. Links within the text and addresses stay. */
export const withWholeLinks = (text: string, folder: string, addressOf: (path: string) => string): string =>
  text.replaceAll(relativeLink, (_, before: string, target: string, anchor = "") => {
    return `${before}${addressOf(posix.join(folder, target))}${anchor})`
  })

/** The files that a README links to which are not there. */
export const brokenLinks = (tree: string, folder: string): ReadonlyArray<string> =>
  Array.from(
    readFileSync(posix.join(tree, folder, "README.md"), "utf8").matchAll(relativeLink),
    ([, , target = ""]) => target
  ).filter((target) => !existsSync(posix.join(tree, folder, target)))

/** `](` and a path, not an address and not an anchor alone. */
const relativeLink = /(\]\()(?![a-z][a-z+.-]*:|#)([^)\s#]+)(#[^)\s]*)?\)/g

/** What is read of a manifest. */
export interface Manifest {
  readonly name: string
  readonly version: string
  readonly private?: boolean
  readonly keywords?: ReadonlyArray<string>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly publishConfig?: { readonly access?: string }
}

export const readManifest = (tree: string, folder: string): Manifest =>
  JSON.parse(readFileSync(posix.join(tree, folder, "package.json"), "utf8"))
