/**
 * Reads the folder of official descriptions: one YAML file a version, parsed and in the order the versions appeared.
 */
import { readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
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
  const files = (await readdir(folder)).filter((file) => file.endsWith(".yaml"))
  if (files.length === 0) throw new Error(`no descriptions (*.yaml) in ${folder}`)
  const descriptions = await Promise.all(
    files.map(async (file): Promise<Description> => {
      // The files are OpenAPI 3.0 documents; what the generator reads of them is what the interfaces above name.
      const document = parse(await readFile(join(folder, file), "utf8"), { maxAliasCount: -1 }) as Document
      return { version: file.slice(0, -".yaml".length), document }
    })
  )
  return descriptions.toSorted((left, right) => rank(left.version) - rank(right.version))
}

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

const rank = (version: string): number => {
  const [major, minor] = version.split(".").map(Number)
  if (major === undefined || minor === undefined || Number.isNaN(major)) return Number.MAX_SAFE_INTEGER
  return major * 1000 + minor
}
