/**
 * Records made of a recorded shape: for each path every kind that was seen there, and its absence where it was missing.
 */
import { element, type Kind, type ObservedNode, type ObservedShape, timesOf, treeOf } from "./recordings.ts"

export interface Sample {
  /** What is particular about it, as `avatar: string`. */
  readonly what: string
  readonly value: unknown
}

/** One record with the commonest kind everywhere, and one for every other thing that was seen at a path. */
export const samplesOf = (observed: ObservedShape, type: string): ReadonlyArray<Sample> => {
  const tree = treeOf(observed)
  const variants = variantsBelow(tree, [])
  return [
    { what: "the commonest", value: make(tree, type, [], undefined) },
    ...variants.map((variant) => ({
      what: `${variant.path.join(".")}: ${variant.kind ?? "missing"}`,
      value: make(tree, type, [], variant)
    }))
  ]
}

interface Variant {
  readonly path: ReadonlyArray<string>
  /** Undefined where it is missing. */
  readonly kind: Kind | undefined
}

const variantsBelow = (node: ObservedNode, path: ReadonlyArray<string>): ReadonlyArray<Variant> => [
  ...[...node.fields].flatMap(([name, inner]) => {
    const at = [...path, name]
    const mayLack = timesOf(inner) < (node.kinds.get("object") ?? 0)
    return [
      ...[...inner.kinds.keys()].map((kind): Variant => ({ path: at, kind })),
      ...(mayLack ? [{ path: at, kind: undefined }] : []),
      ...variantsBelow(inner, at)
    ]
  }),
  ...(node.items === undefined
    ? []
    : [
        ...[...node.items.kinds.keys()].map((kind): Variant => ({ path: [...path, element], kind })),
        ...variantsBelow(node.items, [...path, element])
      ])
]

/** A value of the kinds of a node; on the way to what the variant is about everything is there. */
const make = (node: ObservedNode, type: string, at: ReadonlyArray<string>, variant: Variant | undefined): unknown => {
  const isOnTheWay = variant !== undefined && at.every((step, index) => variant.path[index] === step)
  const isThere = isOnTheWay && variant.path.length === at.length
  const next = isOnTheWay ? variant.path[at.length] : undefined
  const kind = isThere ? variant.kind : next === element ? "array" : next !== undefined ? "object" : commonest(node)
  switch (kind) {
    case "object":
      return Object.fromEntries(
        [...node.fields].flatMap(([name, inner]) => {
          const isMissing =
            isOnTheWay && variant.path.length === at.length + 1 && next === name && variant.kind === undefined
          return isMissing
            ? []
            : [[name, make(inner, name === "type" && at.length === 0 ? `=${type}` : type, [...at, name], variant)]]
        })
      )
    case "array":
      return node.items === undefined ? [] : [make(node.items, type, [...at, element], variant)]
    case "string":
      return type.startsWith("=") ? type.slice(1) : "text"
    case "number":
      return 1
    case "boolean":
      return true
    default:
      return null
  }
}

/** The kind a path held most often, null only where it held nothing else. */
const commonest = ({ kinds }: ObservedNode): Kind =>
  [...kinds].filter(([kind]) => kind !== "null").toSorted(([, left], [, right]) => right - left)[0]?.[0] ?? "null"
