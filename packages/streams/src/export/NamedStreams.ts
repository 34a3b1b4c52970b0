/**
 * What may be named as the streams of an export.
 *
 * @since 0.1.0
 */
import { catalog, inner, innerStreamNames, isInner, nameOf, type Source, streamNames } from "../catalog/Catalog.ts"

/**
 * What is wrong with the streams of an export; undefined where nothing is. Where the lists inside records become tables,
 * streams of those lists would be tables of the same names.
 *
 * @category guards
 * @since 0.1.0
 */
export const wrongStream = (
  streams: ReadonlyArray<Source>,
  listsAreTables: boolean
): { readonly stream?: string; readonly message: string } | undefined => {
  if (streams.length === 0) return { message: `name at least one stream: ${streamNames.join(", ")}` }
  for (const source of streams) {
    const name = nameOf(source)
    if (typeof source === "string") {
      if (Object.hasOwn(catalog, name)) continue
      const names = [...streamNames, ...innerStreamNames].join(", ")
      if (!isInner(name)) return { message: `there is no stream ${name}; the streams are ${names}` }
      if (!listsAreTables) continue
      const of = inner[name].inside?.definition.name
      return { stream: name, message: `where records become tables it is one of ${of}: export ${of} instead` }
    }
    if (Object.hasOwn(catalog, name) || isInner(name)) return { message: `${name} is the name of a stream that exists` }
    if (!/^[a-z][a-z0-9_]{0,39}$/.test(name)) {
      return { message: "the name of a stream is lower-case letters, digits and _, a letter first, 40 at most" }
    }
  }
  const names = streams.map(nameOf)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  return twice === undefined ? undefined : { message: `${twice} is named twice` }
}
