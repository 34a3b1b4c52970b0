/**
 * Compiles a schema into a flat guard: one JavaScript function that only compares, for checking every record of a long
 * stream.
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as SchemaAST from "effect/SchemaAST"
import * as SchemaParser from "effect/SchemaParser"

/**
 * Tells whether a value is what a schema says, without copying it.
 *
 * @category models
 * @since 0.1.0
 */
export type Guard = (value: unknown) => boolean

const guards = { parsed: new WeakMap<SchemaAST.AST, Guard>(), exact: new WeakMap<SchemaAST.AST, Guard>() }

/**
 * The guard of a schema, compiled at its first use. A `parsed` one is for what `JSON.parse` made; an `exact` one is for any value, and
 * also refuses fields the schema does not know.
 *
 * It agrees with the schema, read with the same strictness. Where the runtime forbids code generation (a content security policy, some edge workers),
 * and for kinds of schema that wire data does not use, the schema itself is asked.
 *
 * @category constructors
 * @since 0.1.0
 */
export const guardOf = (schema: Schema.Codec<unknown, unknown>, kind: "parsed" | "exact" = "parsed"): Guard => {
  let guard = guards[kind].get(schema.ast)
  if (guard === undefined) {
    guard = compile(schema.ast, kind === "exact")
    guards[kind].set(schema.ast, guard)
  }
  return guard
}

const compile = (ast: SchemaAST.AST, exact: boolean): Guard => {
  const source = new GuardSource(exact)
  const body = source.expression(SchemaAST.toType(ast), "value")
  try {
    // The source is made of the schema's own names, each quoted by JSON.stringify; no data ever becomes part of it.
    // oxlint-disable-next-line typescript/no-implied-eval, no-new-func
    const make = new Function("interpreted", `"use strict";${source.functions.join("")}return (value) => ${body}`)
    return make(source.interpreted)
  } catch {
    return interpret(ast, exact)
  }
}

const interpret = (ast: SchemaAST.AST, exact: boolean): Guard => {
  const schema: Schema.Codec<unknown, unknown> = Schema.make(ast)
  const decode = SchemaParser.decodeUnknownResult(schema, { onExcessProperty: exact ? "error" : "ignore" })
  return (value) => Result.isSuccess(decode(value))
}

/** The functions a guard consists of, as source. */
class GuardSource {
  readonly functions: Array<string> = []
  /** Guards of nodes that are left to the schema. */
  readonly interpreted: Array<Guard> = []
  private readonly names = new Map<SchemaAST.AST, string>()
  private readonly exact: boolean

  constructor(exact: boolean) {
    this.exact = exact
  }

  /** An expression that is true when `value`, an expression itself, fits the node. */
  expression(ast: SchemaAST.AST, value: string): string {
    if (ast.checks !== undefined || ast.encoding !== undefined) return this.interpret(ast, value)
    switch (ast._tag) {
      case "Unknown":
      case "Any":
        return "true"
      case "Never":
        return "false"
      case "Null":
        return `${value}===null`
      case "Undefined":
        return `${value}===undefined`
      case "String":
        return `typeof ${value}==="string"`
      case "Number":
        return `typeof ${value}==="number"`
      case "Boolean":
        return `typeof ${value}==="boolean"`
      case "Literal":
        return typeof ast.literal === "bigint" || Number.isNaN(ast.literal)
          ? this.interpret(ast, value)
          : `${value}===${JSON.stringify(ast.literal)}`
      case "Union":
        if (ast.options?.mode === "oneOf") return this.interpret(ast, value)
        // Nothing that was parsed is left to refuse: custom attributes need not be looked at one by one.
        return !this.exact && isAnyJson(ast)
          ? "true"
          : `(${ast.types.map((type) => this.expression(type, value)).join("||") || "false"})`
      case "Suspend":
        return `${this.named(ast.thunk())}(${value})`
      case "Arrays":
      case "Objects":
        return `${this.named(ast)}(${value})`
      default:
        return this.interpret(ast, value)
    }
  }

  /** The name of the function of a node, which is made when it is first asked for: nodes may contain themselves. */
  private named(ast: SchemaAST.AST): string {
    const known = this.names.get(ast)
    if (known !== undefined) return known
    const name = `guard${this.names.size}`
    this.names.set(ast, name)
    this.functions.push(`function ${name}(v){${this.body(ast)}}`)
    return name
  }

  private body(ast: SchemaAST.AST): string {
    if (ast.checks === undefined && ast.encoding === undefined) {
      if (ast._tag === "Arrays" && ast.elements.length === 0 && ast.rest.length === 1 && ast.rest[0] !== undefined) {
        const item = this.expression(ast.rest[0], "v[i]")
        return `if(!Array.isArray(v))return false;for(let i=0;i<v.length;i++)if(!(${item}))return false;return true`
      }
      if (ast._tag === "Objects" && isFlat(ast)) return this.objectBody(ast)
      if (ast._tag !== "Arrays" && ast._tag !== "Objects") return `return ${this.expression(ast, "v")}`
    }
    return `return ${this.interpret(ast, "v")}`
  }

  private objectBody(ast: SchemaAST.Objects): string {
    const statements = [`if(typeof v!=="object"||v===null||Array.isArray(v))return false;let f`]
    for (const { name, type } of ast.propertySignatures) {
      const key = JSON.stringify(name)
      const check = this.expression(type, "f")
      const absent = type.context?.isOptional === true ? `${key} in v&&!(${check})` : `!(${key} in v)||!(${check})`
      statements.push(`f=v[${key}];if(f===undefined?${absent}:!(${check}))return false`)
    }
    for (const { type } of ast.indexSignatures) {
      const check = this.expression(type, "f")
      if (check !== "true") statements.push(`for(const k of Object.keys(v)){f=v[k];if(!(${check}))return false}`)
    }
    if (this.exact && ast.indexSignatures.length === 0) {
      const known = ast.propertySignatures.map(({ name }) => `case ${JSON.stringify(name)}:`).join("")
      statements.push(`for(const k of Object.keys(v))switch(k){${known}continue;default:return false}`)
    }
    return `${statements.join(";")};return true`
  }

  private interpret(ast: SchemaAST.AST, value: string): string {
    this.interpreted.push(interpret(ast, this.exact))
    return `interpreted[${this.interpreted.length - 1}](${value})`
  }
}

/** Whether a union holds everything JSON can: texts, numbers, switches, null, and lists and records of anything. */
const isAnyJson = ({ types }: SchemaAST.Union): boolean =>
  new Set(types.filter(isOpen).map(({ _tag }) => _tag)).size === 6

/** Whether a node takes whatever is of its kind in JSON. */
const isOpen = (ast: SchemaAST.AST): boolean => {
  if (ast.checks !== undefined) return false
  if (ast._tag === "Arrays") return ast.elements.length === 0 && ast.rest[0]?._tag === "Unknown"
  if (ast._tag === "Objects")
    return ast.propertySignatures.length === 0 && ast.indexSignatures[0]?.type._tag === "Unknown"
  return /^(String|Number|Boolean|Null)$/.test(ast._tag)
}

/** Records and structs with plain string keys. An empty struct is anything but null and undefined to `Schema.is`. */
const isFlat = (ast: SchemaAST.Objects): boolean =>
  ast.propertySignatures.length + ast.indexSignatures.length > 0 &&
  ast.propertySignatures.every(({ name }) => typeof name === "string" && name !== "__proto__") &&
  ast.indexSignatures.every(({ parameter }) => parameter._tag === "String" && parameter.checks === undefined)
