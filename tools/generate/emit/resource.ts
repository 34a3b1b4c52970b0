/**
 * Writes the operations of a resource: for each its input, then the operation itself.
 */
import { binding, isReserved, pascal } from "../naming.ts"
import type { PagesOverlay } from "../overlay/Overlay.ts"
import type { PlannedOperation } from "../plan.ts"
import type { PlannedInput } from "../planInput.ts"
import { isRequired, kindsOf, type Shape } from "../shape.ts"
import { block } from "./docs.ts"
import { exampleLines } from "./example.ts"
import { declareObject, importName, type Module, pushSchema, scopeOf, type Setting } from "./Module.ts"
import { print, type Printed, type Scope } from "./print.ts"

/** Where the parts of a resource are written: all in one module, or apart where that would be long. */
export interface ResourceModules {
  readonly operations: Module
  readonly inputs: Module
  readonly records: Module
}

/** Writes one operation with its input. */
export const declareOperation = (
  modules: ResourceModules,
  operation: PlannedOperation,
  allResponses: Setting,
  allRequests: Setting
): void => {
  const responses = { ...allResponses, owner: operation.resource }
  const requests = { ...allRequests, owner: operation.resource }
  const module = modules.operations
  const name = pascal(operation.name)
  const input = operation.input
    ? declareInput(modules.inputs, operation, operation.input, `${name}Input`, requests)
    : undefined
  const success = printSuccess(modules, operation, responses, `${name}Response`)
  const item = operation.pages ? itemOf(modules, responses, operation, operation.pages) : undefined
  const { type, constructor } = kindOf(operation, input ?? "{}", success.type, item?.type)
  const lines = [
    `method: ${JSON.stringify(operation.method)}`,
    `path: ${JSON.stringify(operation.path)}`,
    ...(operation.query.length > 0 ? [`query: ${JSON.stringify(operation.query)}`] : []),
    ...(operation.body === "json" ? [`body: "json"`] : []),
    `since: ${JSON.stringify(operation.since)}`,
    ...(operation.until !== undefined ? [`until: ${JSON.stringify(operation.until)}`] : []),
    ...(operation.idempotent !== undefined ? [`idempotent: ${operation.idempotent}`] : []),
    ...(input !== undefined ? [`input: ${input}`] : []),
    ...(operation.reads === "json" ? [`success: ${success.schema}`] : []),
    ...(operation.pages && item ? [`pagination: ${printPages(operation.pages, item.code)}`] : [])
  ]
  if (input !== undefined) importName(module, modules.inputs.path, input, true)
  const variable = binding(operation.name)
  const exported = isReserved(operation.name) ? "" : "export "
  module.declarations.push(
    `${block(operationDocs(operation))}\n${exported}const ${variable}: ${type} = /*#__PURE__*/ ${constructor}(${JSON.stringify(operation.id)}, {\n${lines.join(",\n")}\n})` +
      (isReserved(operation.name) ? `\nexport { ${variable} as ${operation.name} }` : "")
  )
}

const operationDocs = (operation: PlannedOperation): ReadonlyArray<string> => {
  const span = operation.until === undefined ? `since ${operation.since}` : `${operation.since} to ${operation.until}`
  const reasons = [...new Set(operation.errorStatuses.map(reasonOf))]
  return [
    operation.summary,
    "",
    `\`${operation.method} ${operation.path}\`, ${span}.`,
    ...(operation.pages ? [pagesText(operation.pages)] : []),
    ...operation.notes,
    ...(reasons.length > 0 ? [`Documented failures: ${reasons.map((reason) => `\`${reason}\``).join(", ")}.`] : []),
    "",
    ...(operation.example === undefined ? [] : ["```ts", ...exampleLines(operation), "```", ""]),
    "@category operations",
    "@since 0.1.0"
  ]
}

/** What the docstring says of pagination. */
const pagesText = ({ kind, items, maxPerPage }: PagesOverlay): string => {
  const how = { cursor: "by cursor", page: "by number", url: "by URL", scroll: "by scrolling" }[kind]
  return `Paged ${how}, rows in \`${items.replace("|", "` or `")}\`${maxPerPage === undefined ? "" : `, at most ${maxPerPage} a page`}.`
}

const reasonOf = (status: number): string =>
  ({ 401: "Unauthorized", 403: "Forbidden", 404: "NotFound", 409: "Conflict", 410: "Gone", 429: "RateLimited" })[
    status
  ] ?? (status >= 500 ? "ServerError" : "InvalidRequest")

const kindOf = (operation: PlannedOperation, input: string, success: string, item: string | undefined) => {
  switch (operation.reads) {
    case "bytes":
      return { type: `Operation.Download<${input}>`, constructor: "FileOperation.download" }
    case "location":
      return { type: `Operation.Operation<${input}, string>`, constructor: "Operation.redirect" }
    case "text":
      return { type: `Operation.Operation<${input}, string>`, constructor: "Operation.text" }
    case "nothing":
      return { type: `Operation.Operation<${input}, void>`, constructor: "Operation.noContent" }
    default:
      return item === undefined
        ? {
            type: `Operation.Operation<${input}, ${success}>`,
            constructor: operation.body === "multipart" ? "FileOperation.upload" : "Operation.make"
          }
        : { type: `Operation.Paginated<${input}, ${success}, ${item}>`, constructor: "Operation.paginated" }
  }
}

const declareInput = (
  module: Module,
  operation: PlannedOperation,
  input: PlannedInput,
  name: string,
  requests: Setting
): string => {
  const scope = scopeOf(module, requests)
  const link = `{@link ${operation.name}}`
  if (input.oneOf) return declareOneOf(module, scope, input, name, link)
  const names = input.alternatives.map((alternative) => {
    const own = alternative.name ?? name
    const docs = `The input of ${link}${alternative.name === undefined ? "" : ", one way"}.`
    declareObject(module, scope, own, alternative.object, docs)
    return own
  })
  if (names.length === 1) return names.join("")
  const docs = block([`The input of ${link}.`, "", "@category models", "@since 0.1.0"])
  pushSchema(module, name, `Schema.Union([${names.join(", ")}])`, docs, `type ${name} = ${names.join(" | ")}`)
  return name
}

/** Writes the fields of an input, and the input that has at least one of some of them. */
const declareOneOf = (
  module: Module,
  scope: Scope,
  { alternatives, oneOf = [] }: PlannedInput,
  name: string,
  link: string
): string => {
  const [only, ...others] = alternatives
  if (!only || others.length > 0) throw new Error(`${name} has alternatives, so that no field of all can be asked for`)
  const fields = name.replace(/Input$/, "Fields")
  declareObject(module, scope, fields, only.object, `The fields of ${link}'s input.`)
  importName(module, "../handwritten", "OneOf", false)
  importName(module, "../handwritten", "oneOf", true)
  const texts = oneOf.map((field) => JSON.stringify(field))
  const listed = oneOf.map((field) => `\`${field}\``)
  const docs = `The input of ${link}: at least one of ${listed.slice(0, -1).join(", ")} and ${listed.at(-1)}.`
  pushSchema(
    module,
    name,
    `oneOf(${fields}, ${texts.join(", ")})`,
    block([docs, "", "@category models", "@since 0.1.0"]),
    `type ${name} = OneOf<${fields}, ${texts.join(" | ")}>`
  )
  return name
}

const printSuccess = (
  modules: ResourceModules,
  operation: PlannedOperation,
  responses: Setting,
  name: string
): Printed => {
  if (operation.reads !== "json") return { type: "void", schema: "Schema.Void" }
  const { success } = operation
  if (success.object && success.references.size === 0 && success.object.fields.size > 0) {
    declareObject(
      modules.records,
      scopeOf(modules.records, responses),
      name,
      success.object,
      `What {@link ${operation.name}} answers.`
    )
    importName(modules.operations, modules.records.path, name, true)
    return { type: name, schema: name }
  }
  const printed = print(remoteScope(modules, responses, true), success, name)
  return {
    type: printed.type,
    schema: printed.schema.startsWith("Schema.") ? `/*#__PURE__*/ ${printed.schema}` : printed.schema
  }
}

/** The scope of what an operation names: records are written to their module and imported from there. */
const remoteScope = (modules: ResourceModules, responses: Setting, isValue: boolean): Scope => {
  const records = scopeOf(modules.records, responses, isValue)
  return {
    ...scopeOf(modules.operations, responses, isValue),
    use: (name, component) => {
      const home = responses.homeOf(component)
      if (home === modules.records.path) records.use(name, component)
      importName(modules.operations, home, name, isValue)
    },
    declare: (name, object) => {
      records.declare(name, object)
      importName(modules.operations, modules.records.path, name, isValue)
    }
  }
}

/** The type of a page's rows, and the code that takes them out. */
const itemOf = (modules: ResourceModules, responses: Setting, operation: PlannedOperation, { items }: PagesOverlay) => {
  const lists = items.split("|").map((path) => followPath(responses, operation, path.split(".")))
  const [first] = lists
  if (!first) throw new Error(`${operation.id}: the overlay names no rows`)
  const hint = first.hint.endsWith("s") ? first.hint.slice(0, -1) : first.hint
  const item = print(remoteScope(modules, responses, false), first.items, hint)
  const code = lists.map((list) => list.code).join(" ?? ")
  return { type: item.type, code: `(page) => ${code}${lists.every(({ mayLack }) => mayLack) ? " ?? []" : ""}` }
}

/** What stands at the end of a path into a page, and whether it may be missing. */
const followPath = (responses: Setting, operation: PlannedOperation, path: ReadonlyArray<string>) => {
  let shape: Shape = operation.success
  let code = "page"
  let mayLack = false
  let name = [...shape.references][0]
  let hint = `${pascal(operation.name)}Response`
  for (const step of path) {
    const object = name === undefined ? shape.object : responses.components.get(name)?.shape.object
    const field = object?.fields.get(step)
    if (!object || !field) throw new Error(`${operation.id}: there is no ${path.join(".")} in a page`)
    if (name !== undefined) hint = pascal(name)
    const required = isRequired({ direction: "response" }, object, field)
    code += mayLack ? `?.${step}` : `.${step}`
    mayLack ||= !required || field.shape.nullable
    shape = field.shape
    name = [...shape.references][0]
    hint += pascal(step)
  }
  if (!shape.array) throw new Error(`${operation.id}: ${path.join(".")} is no list but ${kindsOf(shape).join(" or ")}`)
  return { items: shape.array, code, mayLack, hint }
}

const printPages = (pages: PagesOverlay, code: string): string =>
  [
    `{ kind: ${JSON.stringify(pages.kind)}`,
    ...(pages.in ? [`in: ${JSON.stringify(pages.in)}`] : []),
    ...(pages.maxPerPage === undefined ? [] : [`maxPerPage: ${pages.maxPerPage}`]),
    `items: ${code} }`
  ].join(", ")
