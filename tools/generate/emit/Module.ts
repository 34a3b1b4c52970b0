/**
 * One file that is being written: its declarations in order, and what it imports.
 */
import { requestName, responseName } from "../naming.ts"
import type { Components } from "../components.ts"
import type { ObjectShape } from "../shape.ts"
import { block } from "./docs.ts"
import type { Glossary } from "../glossary.ts"
import { print, printFields, type Scope } from "./print.ts"

export interface Module {
  /** The path under `packages/resources/src/generated`; what is written by hand stands above, as `../define`. */
  readonly path: string
  readonly declarations: Array<string>
  /** The names it declares. */
  readonly declared: Set<string>
  /** Names by the path of the module they come from, and whether they are used as values. */
  readonly imports: Map<string, Map<string, boolean>>
}

export const emptyModule = (path: string): Module => ({
  path,
  declarations: [],
  declared: new Set(),
  imports: new Map()
})

/** Says that a module uses a name of another. */
export const importName = (module: Module, from: string, name: string, isValue: boolean): void => {
  const names = module.imports.get(from) ?? new Map<string, boolean>()
  module.imports.set(from, names.set(name, isValue || names.get(name) === true))
}

export interface Setting {
  readonly versions: ReadonlyArray<string>
  readonly components: Components
  readonly direction: "request" | "response"
  readonly glossary: Glossary
  /** The resource whose operations have for their own what is written, undefined for components. */
  readonly owner?: string
  /** The path of the module that declares a component. */
  readonly homeOf: (component: string) => string
}

/** The scope in which shapes are written to a module. */
export const scopeOf = (module: Module, setting: Setting, isValue = true): Scope => {
  const scope: Scope = {
    direction: setting.direction,
    versions: setting.versions,
    glossary: setting.glossary,
    owner: setting.owner,
    use: (name, component) => {
      const home = setting.homeOf(component)
      if (home === module.path) declareComponent(module, setting, component)
      else importName(module, home, name, isValue)
    },
    useHandwritten: (name) => importName(module, handwrittenAt(name), name, isValue),
    declare: (name, object) =>
      declareObject(
        module,
        scope,
        name,
        object,
        `Part of \`${name.replace(/([a-z])([A-Z])/g, "$1 $2").split(" ")[0]}\`.`
      )
  }
  return scope
}

/** The module of a handwritten name. */
export const handwrittenAt = (name: string): string => (name.endsWith("Query") ? "../search/Query" : "../handwritten")

/** Writes a component to its module, once, after everything it needs. */
export const declareComponent = (module: Module, user: Setting, component: string): void => {
  const { owner: _owner, ...setting } = user
  const name = setting.direction === "request" ? requestName(component) : responseName(component)
  if (module.declared.has(name)) return
  const shape = setting.components.get(component)?.shape
  if (!shape) throw new Error(`there is no component ${component}`)
  const scope = scopeOf(module, setting)
  const docs = `Intercom's \`${component}\`.`
  if (shape.object && shape.references.size === 0 && shape.object.fields.size > 0 && !shape.text && !shape.array) {
    declareObject(module, scope, name, shape.object, docs)
    return
  }
  module.declared.add(name)
  const printed = print(scope, shape, `${name}Value`)
  pushSchema(
    module,
    name,
    printed.schema,
    block([docs, "", "@category models", "@since 0.1.0"]),
    `type ${name} = ${printed.type}`
  )
}

/** Writes an object as an interface and its schema. */
export const declareObject = (module: Module, scope: Scope, name: string, object: ObjectShape, docs: string): void => {
  if (module.declared.has(name)) return
  module.declared.add(name)
  const printed = printFields(scope, object, name)
  pushSchema(
    module,
    name,
    printed.schema,
    block([docs, "", "@category models", "@since 0.1.0"]),
    `interface ${name} ${printed.type}`
  )
}

/** Writes a type, its documentation, and its schema of the same name. The schema is made inside a function, so that a bundle drops it whole when nothing uses it. */
export const pushSchema = (module: Module, name: string, schema: string, docs: string, type: string): void => {
  importName(module, "../define", "define", true)
  module.declarations.push(
    `${docs}\nexport ${type}`,
    `export const ${name}: Schema.Codec<${name}> = /*#__PURE__*/ define(() => ${schema})`
  )
}
