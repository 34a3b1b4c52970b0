/**
 * The tables of a stream, from the schema of its records.
 *
 * @since 0.1.0
 */
import type * as Schema from "effect/Schema"
import * as SchemaAST from "effect/SchemaAST"
import { identifier, marked, singular } from "./Name.ts"
import * as Overlay from "./Overlay.ts"
import type { ChildTable, Column, ColumnType, Source, StreamTables } from "./Table.ts"

/**
 * Makes the tables of a stream.
 *
 * @category constructors
 * @since 0.1.0
 */
export const fromSchema = (stream: string, schema: Schema.Top): StreamTables => {
  const renamed: Array<StreamTables["renamed"][number]> = []
  const one = singular(stream)
  const properties = propertiesOf(schema.ast)
  const main = naming({ table: stream, one, renamed, own: reserved, first: properties.map(({ name }) => name) })
  main.add("id", "text", "id")
  const children: Array<ChildTable> = []
  for (const [field, type] of Object.entries(Overlay.added[stream] ?? {})) main.add(field, type, "field", [field])
  for (const { name: field, type } of properties) {
    // The export tells these itself; the record's are the same.
    if (field === "id" || field === "updated_at" || field === "workspace_id") continue
    const shape = shapeOf(type)
    const entries = Overlay.entries[`${stream}.${field}`]
    if (entries !== undefined) children.push(entriesTable({ stream, one, name: entries, field, renamed }))
    const list = listOf(field, shape)
    if (list === undefined) {
      addField(main, field, shape, { isJson: Overlay.asJson.has(`${stream}.${field}`) || entries !== undefined })
      continue
    }
    children.push(listTable({ stream, one, field, list, renamed }))
    if (list.hasCount) main.add(`${field}_total_count`, "bigint", "field", [field, "total_count"])
    if (list.isShortened) main.add(`${field}_has_more`, "boolean", "field", [field, "has_more"])
  }
  main.add("updated_at", "timestamptz", "updated")
  main.add("deleted_at", "timestamptz", "deleted")
  main.add("deleted_reason", "text", "deletedReason")
  main.add("merged_into", "text", "mergedInto")
  main.add("exported_at", "timestamptz", "exported")
  main.add("workspace_id", "text", "workspace")
  main.add("record_hash", "text", "hash")
  main.add("record", "json", "record")
  return { stream, main: { name: stream, stream, columns: main.columns(), key: ["id"] }, children, renamed }
}

/** Names that the export gives columns of its own, in tables of records. */
const reserved: ReadonlySet<string> = /*#__PURE__*/ new Set([
  "id",
  "updated_at",
  "deleted_at",
  "deleted_reason",
  "merged_into",
  "exported_at",
  "workspace_id",
  "record_hash",
  "record"
])

/** The same in tables of lists. */
const ofChildren: ReadonlySet<string> = /*#__PURE__*/ new Set(["position", "other"])

interface Naming {
  readonly add: (
    name: string,
    type: ColumnType,
    source: Source,
    path?: ReadonlyArray<string>,
    isAlsoObject?: boolean
  ) => string
  readonly columns: () => ReadonlyArray<Column>
}

interface NamingOptions {
  readonly table: string
  /** What a row of it is, which goes in front of a name that the export has for its own. */
  readonly one: string
  readonly renamed: Array<StreamTables["renamed"][number]>
  readonly own: ReadonlySet<string>
  /** The fields of the record, whose names come before those of fields further in. */
  readonly first: ReadonlyArray<string>
}

/** Takes columns, and gives each a name that no other has. */
const naming = ({ first, one, own, renamed, table }: NamingOptions): Naming => {
  const columns = new Map<string, Column>()
  const nameOf = (wanted: string, path: ReadonlyArray<string>): string => {
    const plain = identifier(own.has(wanted) && path.length > 0 ? `${one}_${wanted}` : wanted)
    const isOthers = columns.has(plain) || (path.length > 1 && first.includes(wanted))
    return isOthers ? marked(plain, path.join("\u0000")) : plain
  }
  return {
    add: (wanted, type, source, path = [], isAlsoObject = false) => {
      const name = nameOf(wanted, path)
      if (name !== wanted) renamed.push({ table, from: path.join("."), to: name })
      columns.set(name, { name, type, source, path, ...(isAlsoObject ? { isAlsoObject } : {}) })
      return name
    },
    columns: () => Array.from(columns.values())
  }
}

/** A value of the schema, as far as columns are concerned. */
interface Shape {
  readonly kinds: ReadonlySet<"text" | "number" | "boolean">
  /** The objects it may be. */
  readonly objects: ReadonlyArray<SchemaAST.Objects>
  /** What the elements of the lists it may be are. */
  readonly elements: ReadonlyArray<Shape>
  readonly isOpen: boolean
}

const shapeOf = (ast: SchemaAST.AST): Shape => {
  const kinds = new Set<"text" | "number" | "boolean">()
  const objects: Array<SchemaAST.Objects> = []
  const elements: Array<Shape> = []
  let isOpen = false
  const visit = (ast: SchemaAST.AST): void => {
    switch (ast._tag) {
      case "String":
      case "TemplateLiteral":
        kinds.add("text")
        return
      case "Number":
        kinds.add("number")
        return
      case "Boolean":
        kinds.add("boolean")
        return
      case "Literal":
        kinds.add(typeof ast.literal === "number" ? "number" : typeof ast.literal === "boolean" ? "boolean" : "text")
        return
      case "Null":
      case "Undefined":
        return
      case "Union":
        ast.types.forEach(visit)
        return
      case "Suspend":
        visit(ast.thunk())
        return
      case "Objects":
        objects.push(ast)
        return
      case "Arrays":
        elements.push(...[...ast.elements, ...ast.rest].map(shapeOf))
        return
      default:
        isOpen = true
    }
  }
  visit(ast)
  return { kinds, objects, elements, isOpen }
}

interface Property {
  readonly name: string
  readonly type: SchemaAST.AST
}

const propertiesOf = (ast: SchemaAST.AST): ReadonlyArray<Property> => {
  const merged = new Map<string, Property>()
  for (const object of shapeOf(ast).objects) {
    for (const { name, type } of object.propertySignatures) {
      if (typeof name !== "string") continue
      const other = merged.get(name)
      merged.set(name, {
        name,
        type: other === undefined ? type : new SchemaAST.Union([other.type, type])
      })
    }
  }
  return Array.from(merged.values())
}

/** The properties of a shape that is nothing but an object with known ones, or the choice of two such. */
const fieldsOf = ({ objects }: Shape): ReadonlyArray<Property> | undefined => {
  if (objects.length === 0 || objects.length > 2) return undefined
  if (objects.some(({ indexSignatures }) => indexSignatures.length > 0)) return undefined
  return propertiesOf(new SchemaAST.Union(objects))
}

const isScalar = ({ elements, isOpen, kinds, objects }: Shape): boolean =>
  kinds.size > 0 && objects.length === 0 && elements.length === 0 && !isOpen

interface AddOptions {
  readonly isJson?: boolean
  /** In a child table, nothing of an element may be left out: the record may come without it later. */
  readonly isElement?: boolean
}

/** The columns of a field: one of a scalar, those of an object that there is once, or one with JSON. */
const addField = (
  table: Naming,
  field: string,
  shape: Shape,
  { isElement = false, isJson = false }: AddOptions
): void => {
  const fields = isJson || shape.elements.length > 0 || shape.isOpen ? undefined : fieldsOf(shape)
  if (isScalar(shape) && !isJson) table.add(field, Overlay.typeOf(field, shape.kinds), "field", [field])
  else if (fields === undefined || (isElement && !isFlat(fields))) table.add(field, "json", "field", [field])
  else {
    if (shape.kinds.size > 0) table.add(field, Overlay.typeOf(field, shape.kinds), "field", [field], true)
    addNested(table, [field], fields)
  }
}

const isFlat = (fields: ReadonlyArray<Property>): boolean => fields.every(({ type }) => isScalar(shapeOf(type)))

const deepest = 3

/** Scalars of objects in objects. Lists in them are in the record. */
const addNested = (table: Naming, path: ReadonlyArray<string>, fields: ReadonlyArray<Property>): void => {
  for (const { name, type } of fields) {
    const shape = shapeOf(type)
    const here = [...path, name]
    if (shape.elements.length > 0 || shape.isOpen || listOf(name, shape) !== undefined) continue
    const nested = fieldsOf(shape)
    if (shape.kinds.size > 0) {
      table.add(here.join("_"), Overlay.typeOf(name, shape.kinds), "field", here, nested !== undefined)
    }
    if (nested !== undefined && here.length < deepest) addNested(table, here, nested)
  }
}

interface List {
  /** The keys below the field that lead to the list. */
  readonly path: ReadonlyArray<string>
  readonly element: ReadonlyArray<Property>
  /** What one of them is, by the name of the list. */
  readonly one: string
  readonly hasCount: boolean
  readonly isShortened: boolean
}

/** What a list comes in, beside itself. */
const wrapping: ReadonlySet<string> = /*#__PURE__*/ new Set(["type", "url", "total_count", "has_more", "pages"])

/** A list of objects, or an object with nothing but such a list. */
const listOf = (field: string, shape: Shape): List | undefined => {
  const one = Overlay.elements[field]
  const bare = elementOf(shape)
  if (bare !== undefined) {
    return { path: [], element: bare, one: one ?? singular(field), hasCount: false, isShortened: false }
  }
  const fields = shape.objects.length === 1 && shape.kinds.size === 0 ? fieldsOf(shape) : undefined
  const [list, ...others] = fields?.filter(({ name }) => !wrapping.has(name)) ?? []
  const element = list === undefined || others.length > 0 ? undefined : elementOf(shapeOf(list.type))
  if (fields === undefined || list === undefined || element === undefined) return undefined
  return {
    path: [list.name],
    element,
    one: one ?? singular(list.name === "data" ? field : list.name),
    hasCount: fields.some(({ name }) => name === "total_count"),
    isShortened: fields.some(({ name }) => name === "has_more")
  }
}

const elementOf = ({ elements, kinds, objects }: Shape): ReadonlyArray<Property> | undefined => {
  const [element] = elements
  if (element === undefined || elements.length > 1 || kinds.size > 0 || objects.length > 0) return undefined
  return element.kinds.size > 0 ? undefined : fieldsOf(element)
}

interface ChildOptions {
  readonly stream: string
  readonly one: string
  readonly field: string
  readonly renamed: Array<StreamTables["renamed"][number]>
}

const listTable = ({ field, list, one, renamed, stream }: ChildOptions & { readonly list: List }): ChildTable => {
  const own = field.startsWith(`${one}_`) ? field : identifier(`${one}_${field}`)
  const name = Overlay.names[`${stream}.${field}`] ?? own
  const grows = Overlay.growing.has(name)
  const parent = `${one}_id`
  // The element may name its parent too.
  const fields = list.element.filter((property) => !["id", "workspace_id", parent, one].includes(property.name))
  const first = fields.map((property) => property.name)
  const table = naming({ table: name, one: list.one, renamed, own: ofChildren, first })
  table.add(parent, "text", "parent")
  const hasId = list.element.some((property) => property.name === "id")
  const key = hasId
    ? table.add(grows ? "id" : `${list.one}_id`, "text", "id")
    : table.add("position", "bigint", "position")
  for (const property of fields) addField(table, property.name, shapeOf(property.type), { isElement: true })
  if (grows) table.add("other", "json", "rest")
  return {
    name,
    stream,
    columns: table.columns(),
    key: [parent, key],
    path: [field, ...list.path],
    form: "list",
    holds: grows ? "grows" : "set",
    isShortened: list.isShortened
  }
}

const entriesTable = ({ field, name, one, renamed, stream }: ChildOptions & { readonly name: string }): ChildTable => {
  const table = naming({ table: name, one, renamed, own: ofChildren, first: [] })
  const parent = table.add(`${one}_id`, "text", "parent")
  table.add("name", "text", "name")
  table.add("text", "text", "value")
  table.add("number", "double", "value")
  table.add("boolean", "boolean", "value")
  table.add("value", "json", "value")
  return {
    name,
    stream,
    columns: table.columns(),
    key: [parent, "name"],
    path: [field],
    form: "entries",
    holds: "set",
    isShortened: false
  }
}
