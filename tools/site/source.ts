/**
 * What the sources of the resources say of operations and fields, for the pages of the site.
 */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

/** A declaration of a type, with what its docstring says. */
export interface Declared {
  readonly name: string
  readonly words: string
  /** Of an interface. */
  readonly fields: ReadonlyArray<Field>
  /** Of any other type, as it is written. */
  readonly text: string | undefined
}

export interface Field {
  readonly name: string
  readonly type: string
  readonly isOptional: boolean
  readonly words: string
}

/** What stands in a docstring before its tags, without the stars. */
const wordsOf = (comment: string): string =>
  comment
    .replace(/^\/\*\*|\*\/$/g, "")
    .split("\n")
    .map((line) => line.replace(/^\s*\* ?/, ""))
    .join("\n")
    .split(/^@(?:category|since|internal)\b/m)[0]
    ?.replace(/\{@link (?:\w+\.)*(\w+)\}/g, "`$1`")
    .trim() ?? ""

const docstring = String.raw`(\/\*\*(?:[^*]|\*(?!\/))*\*\/)`

/** Every operation of a module, by its name, with its docstring's words. */
export const operationWords = (source: string): ReadonlyMap<string, string> =>
  new Map(
    Array.from(
      source.matchAll(new RegExp(`${docstring}\\n(?:export )?const (\\w+?)_?: (?:Operation|FileOperation)\\.`, "g")),
      ([, comment = "", name = ""]) => [name, wordsOf(comment)]
    )
  )

/** The types a module declares. */
export const declaredIn = (source: string): ReadonlyArray<Declared> =>
  Array.from(
    source.matchAll(
      new RegExp(
        `${docstring}\\nexport (?:interface (\\w+)(?: extends [^{]*)? \\{\\n([\\s\\S]*?)\\n\\}|type (\\w+) =([\\s\\S]*?)(?=\\n\\n|\\n$))`,
        "g"
      )
    ),
    ([, comment = "", record, body = "", alias = "", text]) =>
      record === undefined
        ? { name: alias, words: wordsOf(comment), fields: [], text: text?.trim() }
        : { name: record, words: wordsOf(comment), fields: fieldsOf(body), text: undefined }
  )

const fieldsOf = (body: string): ReadonlyArray<Field> =>
  Array.from(
    body.matchAll(
      new RegExp(
        `(?:^  ${docstring.replaceAll("\\n", "\\n")}\\n)?^  readonly (?:"([^"]+)"|(\\w+))(\\?)?:([\\s\\S]*?)(?=\\n  (?:\\/\\*\\*|readonly )|$(?![\\s\\S]))`,
        "gm"
      )
    ),
    ([, comment = "", quoted, plain, optional, type = ""]) => ({
      name: quoted ?? plain ?? "",
      type: type.replace(/\s+/g, " ").trim(),
      isOptional: optional === "?",
      words: comment === "" ? "" : wordsOf(comment).replace(/\s*\n\s*/g, " ")
    })
  )

/** The text of all modules of a folder, by name. */
export const modulesOf = (folder: string): ReadonlyMap<string, string> =>
  new Map(
    readdirSync(folder)
      .filter((file) => file.endsWith(".ts"))
      .map((file) => [file.replace(/\.ts$/, ""), readFileSync(join(folder, file), "utf8")])
  )
