/**
 * From whatever a command failed with to the one line a person reads.
 *
 * @since 0.1.0
 */
import { type IntercomError, isIntercomError } from "@effect-intercom/core"
import * as Cause from "effect/Cause"
import * as CliError from "effect/cli/CliError"
import * as Duration from "effect/Duration"
import * as Predicate from "effect/Predicate"
import { exitCodes, Problem } from "./Problem.ts"

/**
 * What is printed, and the exit code that goes with it.
 *
 * @category models
 * @since 0.1.0
 */
export interface Explanation {
  /** One line, or none where everything has been said. */
  readonly line: string | undefined
  readonly exitCode: number
}

/**
 * Explains a failed run. `secrets` are texts that must not be printed, wherever they come from.
 *
 * @category conversions
 * @since 0.1.0
 */
export const explain = (cause: Cause.Cause<unknown>, secrets: ReadonlyArray<string> = []): Explanation => {
  if (Cause.hasInterruptsOnly(cause)) return { line: undefined, exitCode: exitCodes.interrupted }
  const explanation = explainError(Cause.squash(cause))
  if (explanation.line === undefined) return explanation
  const line = secrets
    .filter((secret) => secret.length > 3)
    .reduce((text, secret) => text.replaceAll(secret, "<secret>"), explanation.line)
  return { ...explanation, line: `effect-intercom: ${line.replace(/\s*[\r\n]+\s*/g, " ")}` }
}

/**
 * What is printed of a failed run: a line for people, or with `--json` among the arguments a JSON object for programs.
 * Undefined where everything has been said.
 *
 * @category conversions
 * @since 0.1.0
 */
export const told = (
  args: ReadonlyArray<string>,
  cause: Cause.Cause<unknown>,
  secrets: ReadonlyArray<string> = []
): string | undefined => {
  const { exitCode, line } = explain(cause, secrets)
  if (line === undefined || !args.includes("--json")) return line
  const reason = reasonOf(Cause.squash(cause))
  const told = isIntercomError(reason)
    ? { reason: reason.reason._tag, operation: reason.operation, requestId: reason.requestId }
    : { reason: Predicate.hasProperty(reason, "_tag") ? String(reason._tag) : undefined }
  return JSON.stringify({ error: { message: line.replace(/^effect-intercom: /, ""), exitCode, ...told } })
}

/** What stands behind the words of a problem, and what an export failed with. */
const reasonOf = (error: unknown): unknown => {
  if (error instanceof Problem && error.cause !== undefined) return reasonOf(error.cause)
  return Predicate.isTagged(error, "ExportError") && Predicate.hasProperty(error, "reason") ? error.reason : error
}

/**
 * What is wrong, in words and without the name of the command.
 *
 * @category conversions
 * @since 0.1.0
 */
export const describe = (error: unknown): string => explainError(error).line ?? "It was stopped"

/**
 * Whether the arguments are what is wrong, or what they name: the same command again fails again.
 *
 * @category guards
 * @since 0.1.0
 */
export const isOfArguments = (error: unknown): boolean => explainError(error).exitCode === exitCodes.usage

const explainError = (error: unknown): Explanation => {
  if (error instanceof Problem) return { line: error.message, exitCode: error.exitCode }
  if (isIntercomError(error)) {
    const exitCode = notSent.has(error.reason._tag) ? exitCodes.usage : exitCodes.failure
    return { line: explainIntercom(error), exitCode }
  }
  // What an export failed with is its reason, which may be any of those here.
  if (Predicate.isTagged(error, "ExportError") && Predicate.hasProperty(error, "reason"))
    return explainError(error.reason)
  if (Predicate.isTagged(error, "CheckpointMismatch") && Predicate.hasProperty(error, "field")) {
    return { line: explainMismatch(error), exitCode: exitCodes.usage }
  }
  if (Predicate.isTagged(error, "CheckpointError")) {
    const line = explainPlace(error)
    // What cannot be read is refused; what cannot be written was tried.
    return { line, exitCode: line.includes("--overwrite") ? exitCodes.usage : exitCodes.failure }
  }
  if (Predicate.isTagged(error, "InvalidExport") && Predicate.hasProperty(error, "message")) {
    return { line: String(error.message), exitCode: exitCodes.usage }
  }
  if (Predicate.isTagged(error, "InvalidPrivacy") && Predicate.hasProperty(error, "message")) {
    return { line: `--fields, --drop, --hash: ${String(error.message)}`, exitCode: exitCodes.usage }
  }
  if (Predicate.isTagged(error, "PlaceTaken") && Predicate.hasProperty(error, "message")) {
    return { line: String(error.message), exitCode: exitCodes.usage }
  }
  if (Predicate.isTagged(error, "SinkError") && Predicate.hasProperty(error, "kind") && error.kind !== undefined) {
    return { line: explainPlace(error), exitCode: exitCodes.usage }
  }
  if (CliError.isCliError(error)) return explainInvocation(error)
  if (Predicate.hasProperty(error, "message") && typeof error.message === "string") {
    const failed = Predicate.hasProperty(error, "_tag") ? "" : "Something went wrong that should not: "
    return { line: `${failed}${error.message}`, exitCode: exitCodes.failure }
  }
  return { line: `Something went wrong that should not: ${String(error)}`, exitCode: exitCodes.failure }
}

const explainInvocation = (error: CliError.CliError): Explanation => {
  if (error._tag !== "ShowHelp") return { line: `${error.message}. ${seeHelp([])}`, exitCode: exitCodes.usage }
  const first = error.errors[0]
  // Help that nobody asked for is what a command without a subcommand shows; it says what to do.
  if (first === undefined) return { line: undefined, exitCode: exitCodes.usage }
  if (error.errors.some((error) => error._tag === "UnrecognizedOption" && error.option.startsWith("--token"))) {
    return {
      line: "There is no flag for the token, since other users can read a process's arguments. Set INTERCOM_ACCESS_TOKEN, or use --token-file FILE",
      exitCode: exitCodes.usage
    }
  }
  const text = first.message.replace(/\n\n {2}Did you mean this\?\s+/, ". Did you mean ").replaceAll(/\n\s+/g, " or ")
  const end = /[.?!]$/.test(text) ? "" : text.includes("Did you mean") ? "?" : "."
  return { line: `${text}${end} ${seeHelp(error.commandPath)}`, exitCode: exitCodes.usage }
}

const seeHelp = (commandPath: ReadonlyArray<string>): string =>
  `See: ${commandPath.length === 0 ? "effect-intercom" : commandPath.join(" ")} --help`

/** What an export would go on from is of another one. Hashes and numbers of formats tell a person nothing. */
const explainMismatch = (mismatch: { readonly field: unknown }): string => {
  const { field } = mismatch
  const then = Predicate.hasProperty(mismatch, "found") ? ` (${String(mismatch.found)})` : ""
  switch (field) {
    case "query":
      return `The place holds an export with other bounds or fields. Give the same --since, --until, --no-parts, --lists, --fields, --drop and --hash (with its key) as then, or ${anotherPlace}`
    case "apiVersion":
      return `The place holds an export of another API version${then}. Give it with --api-version, or ${anotherPlace}`
    case "host":
    case "workspace":
      return `The place holds an export of another workspace${then}. Take another token, or ${anotherPlace}`
    default:
      return `The place holds an export of another version of this command; ${anotherPlace}`
  }
}

const anotherPlace = "choose another folder with --out (in a database: another schema with --schema)"

/** What stands where the export goes is not as it must be. The sink says what, and speaks to programs of what to do. */
const explainPlace = (error: object): string => {
  const said = Predicate.hasProperty(error, "message") ? String(error.message) : ""
  return said
    .replace("start again without resuming", "start again with --overwrite")
    .replace("begin anew with overwrite: true", "start again with --overwrite")
}

/** Reasons the client gives before it sends anything. */
const notSent: ReadonlySet<IntercomError["reason"]["_tag"]> = new Set(["InvalidInput", "UnsupportedVersion"])

const explainIntercom = (error: IntercomError): string => {
  const { operation, reason } = error
  const host = hostOf(error.url)
  switch (reason._tag) {
    case "Unauthorized":
      return `${host} does not accept the access token (${reason.message}). Check INTERCOM_ACCESS_TOKEN or --token-file, and that the workspace is hosted in this region: --region us, eu or au`
    case "Forbidden":
      return `The token may not do ${operation} (${reason.message}). Give its app the permission in Intercom's Developer Hub, or check the workspace's plan`
    case "TransportError":
      return `${host} cannot be reached${reason.code === undefined ? "" : ` (${reason.code})`}. Check the network, and INTERCOM_BASE_URL or --base-url`
    case "TimeoutError":
      return `${host} did not answer ${operation} in time: ${reason.message}. Try again, and check the network`
    case "UnsupportedVersion":
      return `${operation}: ${reason.message}. Choose a version that has it with --api-version`
    case "InvalidInput":
      return `${operation}: ${reason.message.replaceAll(": Missing key", " is missing")}. Its fields: effect-intercom call ${operation} --help`
    case "RateLimited": {
      const wait = reason.retryAfter === undefined ? "a while" : Duration.format(reason.retryAfter)
      return `The rate limit is used up by somebody else (${operation}). Try again in ${wait}`
    }
    case "ServerError":
      return `${host} failed on ${operation}: ${reason.message}${quote(error)}. Try again later`
    case "DecodeError":
      return `${host} gave ${operation} an answer that is not Intercom's: ${reason.message}. Check INTERCOM_BASE_URL or --base-url, and proxies in between`
    default:
      return `${operation}: ${reason.message}${quote(error)}`
  }
}

/** The request id is what Intercom's support asks for. */
const quote = (error: IntercomError): string => (error.requestId === undefined ? "" : ` (request ${error.requestId})`)

const hostOf = (url: string): string => /^https?:\/\/[^/]+/.exec(url)?.[0] ?? url
