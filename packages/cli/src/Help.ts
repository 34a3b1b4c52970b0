/**
 * What `--help` looks like: as wide as the terminal, and without what every command would repeat.
 *
 * @since 0.1.0
 */
import * as CliOutput from "effect/cli/CliOutput"
import type { HelpDoc } from "effect/cli/HelpDoc"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stdio from "effect/Stdio"
import * as Terminal from "effect/Terminal"
import { wrapped } from "./Wrapping.ts"

/**
 * The command whose help has the flags of the connection at full length. The others name it.
 *
 * @category constants
 * @since 0.1.0
 */
export const ofConnection = "whoami"

const connection: ReadonlySet<string> = new Set([
  "token-file",
  "workspace",
  "region",
  "api-version",
  "base-url",
  "allow-insecure"
])

/**
 * The help of a command as text. Lines are left as they are where no columns are given, for whoever searches them.
 *
 * @category conversions
 * @since 0.1.0
 */
export const render = (doc: HelpDoc, columns: number | undefined, colors?: boolean): string => {
  const isFolded = doc.commandPath?.at(-1) !== ofConnection && doc.flags.some(({ name }) => connection.has(name))
  const shown = isFolded ? { ...doc, flags: doc.flags.filter(({ name }) => !connection.has(name)) } : doc
  const text = CliOutput.defaultFormatter({ colors, globalFlags: "summary" }).formatHelpDoc(shown)
  const whole = isFolded ? withConnection(text, doc) : text
  if (columns === undefined) return whole
  return whole
    .split("\n")
    .flatMap((line) => wrapped(line, columns, indentOf(line)))
    .join("\n")
}

/** Beside the other line that names where more is said, which stands before the examples. */
const withConnection = (text: string, { flags }: HelpDoc): string => {
  const names = flags.flatMap(({ name }) => (connection.has(name) ? [`--${name}`] : []))
  const line = `Which workspace: ${names.join(", ")} (see: effect-intercom ${ofConnection} --help)`
  const global = text.indexOf("Run '")
  return global < 0 ? `${text}\n${line}\n` : `${text.slice(0, global)}${line}\n${text.slice(global)}`
}

/** Where the second column of a table begins; where the line does elsewhere. */
const indentOf = (line: string): number => {
  const [left = ""] = /^ +\S.*? {2,}(?=\S)/.exec(line) ?? /^ */.exec(line) ?? []
  const width = CliOutput.displayWidth(left)
  return width > widestFirstColumn ? 4 : width
}

/** What stands right of it would be a column of single words. */
const widestFirstColumn = 40

/**
 * Help that fits the terminal that stdout leads to, if it does.
 *
 * @category layers
 * @since 0.1.0
 */
export const layer: Layer.Layer<never, never, Stdio.Stdio | Terminal.Terminal> = Layer.unwrap(
  Effect.gen(function* () {
    const terminal = yield* Terminal.Terminal
    const isTerminal = yield* (yield* Stdio.Stdio).stdoutIsTerminal
    const columns = isTerminal ? yield* terminal.columns : 0
    const wide = columns < narrowest ? undefined : columns
    return CliOutput.layer({ ...CliOutput.defaultFormatter(), formatHelpDoc: (doc) => render(doc, wide) })
  })
)

/** Narrower ones would get a word a line; some say 0. */
const narrowest = 40
