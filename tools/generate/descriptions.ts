/**
 * Reads the folder of official descriptions: one YAML file a version, parsed and in the order the versions appeared. What a
 * description lacks since it was published is added from `supplements/`.
 */
import { readdir, readFile } from "node:fs/promises"
import { join, resolve } from "node:path"
import { parse } from "yaml"

export interface SchemaObject {
  readonly $ref?: string
  readonly type?: string
  readonly format?: string
  readonly nullable?: boolean
  readonly enum?: ReadonlyArray<unknown>
  readonly items?: SchemaObject
  readonly properties?: Readonly<Record<string, SchemaObject>>
  readonly required?: ReadonlyArray<string>
  readonly additionalProperties?: boolean | SchemaObject
  readonly allOf?: ReadonlyArray<SchemaObject>
  readonly oneOf?: ReadonlyArray<SchemaObject>
  readonly anyOf?: ReadonlyArray<SchemaObject>
  readonly maxItems?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly example?: unknown
}

export interface ParameterObject {
  readonly $ref?: string
  readonly name: string
  readonly in: "path" | "query" | "header"
  readonly required?: boolean
  readonly schema?: SchemaObject
  readonly example?: unknown
}

export interface MediaObject {
  readonly schema?: SchemaObject
  readonly example?: unknown
  readonly examples?: Readonly<Record<string, { readonly value?: unknown }>>
}

export interface ResponseObject {
  readonly $ref?: string
  readonly content?: Readonly<Record<string, MediaObject>>
}

export interface OperationObject {
  readonly description?: string
  readonly parameters?: ReadonlyArray<ParameterObject>
  readonly requestBody?: { readonly required?: boolean; readonly content?: Readonly<Record<string, MediaObject>> }
  readonly responses: Readonly<Record<string, ResponseObject>>
}

export interface PathObject {
  readonly parameters?: ReadonlyArray<ParameterObject>
  readonly get?: OperationObject
  readonly post?: OperationObject
  readonly put?: OperationObject
  readonly patch?: OperationObject
  readonly delete?: OperationObject
}

/** The methods a path may have. */
export const methods = ["get", "post", "put", "patch", "delete"] as const

export interface Document {
  readonly paths: Readonly<Record<string, PathObject>>
  readonly components: {
    readonly schemas: Readonly<Record<string, SchemaObject>>
    readonly responses?: Readonly<Record<string, ResponseObject>>
    readonly parameters?: Readonly<Record<string, ParameterObject>>
  }
}

export interface Description {
  readonly version: string
  readonly document: Document
}

/** All descriptions of a folder, oldest first; `Preview` is the newest. */
export const readDescriptions = async (folder: string): Promise<ReadonlyArray<Description>> => {
  const files = (await readdir(folder).catch(() => [])).filter((file) => file.endsWith(".yaml"))
  if (files.length === 0) throw new Error(`There are no descriptions (*.yaml) in ${folder}.`)
  const supplements = await readdir(supplementFolder)
  const descriptions = await Promise.all(
    files.map(async (file): Promise<Description> => {
      const version = file.slice(0, -".yaml".length)
      if (!/^(\d+\.\d+|[A-Z]\w*)$/.test(version))
        throw new Error(`${join(folder, file)} is not called after a version, as 2.16.yaml is.`)
      const document = await readDocument(join(folder, file))
      return {
        version,
        document: supplements.includes(file)
          ? supplemented(document, await readDocument(join(supplementFolder, file)))
          : document
      }
    })
  )
  return descriptions.toSorted((left, right) => rank(left.version) - rank(right.version))
}

const supplementFolder = resolve(import.meta.dirname, "supplements")

const readDocument = async (path: string): Promise<Document> => {
  const text = await readFile(path, "utf8")
  try {
    // The files are OpenAPI 3.0 documents; what the generator reads of them is what the interfaces above name.
    const read = parse(text, { maxAliasCount: -1, uniqueKeys: false, prettyErrors: false }) as Partial<Document> | null
    if (read?.paths && read.components) return { paths: read.paths, components: read.components }
  } catch (error) {
    throw new Error(`${path} is no YAML: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
  throw new Error(`${path} is no description: it has no paths, or no components.`)
}

/** A description with what it lacks; what it says itself stays. */
const supplemented = (description: Document, supplement: Document): Document => ({
  paths: {
    ...description.paths,
    ...mapEntries(supplement.paths, (path, added) => ({ ...added, ...description.paths[path] }))
  },
  components: {
    ...description.components,
    schemas: {
      ...description.components.schemas,
      ...mapEntries(supplement.components.schemas, (name, added) => {
        const known = description.components.schemas[name]
        return known === undefined ? added : { ...known, properties: { ...added.properties, ...known.properties } }
      })
    }
  }
})

const mapEntries = <A>(
  record: Readonly<Record<string, A>>,
  change: (name: string, value: A) => A
): Readonly<Record<string, A>> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(name, value)]))

/** The response itself, where a description only refers to it. */
export const resolveResponse = (document: Document, response: ResponseObject): ResponseObject =>
  response.$ref === undefined ? response : (document.components.responses?.[referenced(response.$ref)] ?? {})

/** The parameter itself, where a description only refers to it. */
export const resolveParameter = (document: Document, parameter: ParameterObject): ParameterObject =>
  parameter.$ref === undefined ? parameter : (document.components.parameters?.[referenced(parameter.$ref)] ?? parameter)

/** The name at the end of a reference. */
export const referenced = (reference: string): string => reference.slice(reference.lastIndexOf("/") + 1)

/** The values of a media type's examples. */
export const examplesOf = (media: MediaObject): ReadonlyArray<unknown> => [
  ...Object.values(media.examples ?? {}).map((example) => example.value),
  ...(media.example === undefined ? [] : [media.example])
]

/** Where a version stands: numbered ones in their order, those that move after them. */
export const rank = (version: string): number => {
  const [major, minor] = version.split(".").map(Number)
  if (major === undefined || minor === undefined || Number.isNaN(major)) return Number.MAX_SAFE_INTEGER
  return major * 1000 + minor
}
