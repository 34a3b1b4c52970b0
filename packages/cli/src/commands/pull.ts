/**
 * `effect-intercom pull`: the attributes of a workspace as a module that types them.
 *
 * @since 0.1.0
 */
import { IntercomClient, Version } from "@effect-intercom/core"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import type { PlatformError } from "effect/PlatformError"
import * as Connection from "../Connection.ts"
import { exitCodes, Problem } from "../Problem.ts"
import * as AttributesModule from "../AttributesModule.ts"

/**
 * The command.
 *
 * @category commands
 * @since 0.1.0
 */
export const pull = Command.make(
  "pull",
  {
    out: Flag.String("out").pipe(
      Flag.withMetavar("<file>"),
      Flag.withDescription("The module to write"),
      Flag.withDefault("intercom.attributes.ts")
    ),
    check: Flag.Boolean("check").pipe(
      Flag.withDescription("Write nothing, and exit with 1 where the module is not what the workspace has"),
      Flag.withDefault(false)
    ),
    objectType: Flag.String("object-type").pipe(
      Flag.withMetavar("<type>"),
      Flag.withDescription(
        "A type of custom objects, whose attributes are told by the first 150 instances: the API lists no types. As often as there are types"
      ),
      Flag.atLeast(0)
    ),
    ...Connection.flags
  },
  Effect.fnUntraced(function* ({ check, objectType, out, ...connection }) {
    const before = yield* present(out)
    const after = AttributesModule.render(
      yield* definitions(objectType).pipe(Effect.provide(Connection.layer(connection, Connection.impatient)))
    )
    const changed = AttributesModule.differences(before ?? "", after)
    const isSame = before !== undefined && changed.length === 0
    if (check) return yield* isSame ? Console.log(`${out} is what the workspace has`) : drift(out, before, changed)
    if (isSame) return yield* Console.log(`${out} is what the workspace has, and stays as it is`)
    yield* write(out, after)
    yield* Console.log(`${out} is written${told(changed)}`)
  })
).pipe(
  Command.withDescription(
    "Write a module that types the workspace's own attributes: of contacts, companies, conversations and ticket types. It holds names, types and options, and nothing of any record"
  ),
  Command.withShortDescription("Write a module that types the workspace's own attributes"),
  Command.withExamples([
    { command: "effect-intercom pull --out src/intercom.attributes.ts", description: "To be committed" },
    { command: "effect-intercom pull --out src/intercom.attributes.ts --check", description: "In CI" }
  ])
)

/** What stands in the file, undefined where there is none. A file of other origin is left alone. */
const present = Effect.fnUntraced(function* (file: string) {
  const fileSystem = yield* FileSystem.FileSystem
  const text = yield* fileSystem.readFileString(file).pipe(
    Effect.catchReason("PlatformError", "NotFound", () => Effect.succeed(undefined)),
    Effect.mapError((error) => unusable(file, "read", error))
  )
  if (text === undefined || text.startsWith(AttributesModule.firstLine)) return text
  return yield* new Problem({
    description: `${file} was not written by effect-intercom pull`,
    next: "Choose another file with --out, or move it away",
    exitCode: exitCodes.usage
  })
})

/** Beside it first, so that there is never half a module. */
const write = Effect.fnUntraced(
  function* (file: string, module: string) {
    const fileSystem = yield* FileSystem.FileSystem
    const { dirname } = yield* Path.Path
    const beside = `${file}.part`
    yield* fileSystem.makeDirectory(dirname(file), { recursive: true })
    yield* fileSystem.writeFileString(beside, module).pipe(
      Effect.andThen(fileSystem.rename(beside, file)),
      Effect.onError(() => Effect.ignore(fileSystem.remove(beside, { force: true })))
    )
  },
  (effect, file) => Effect.mapError(effect, (error) => unusable(file, "written", error))
)

const unusable = (file: string, done: string, { reason }: PlatformError): Problem =>
  new Problem({
    description: `${file} cannot be ${done} (${reason._tag})`,
    next: "Choose another file with --out",
    exitCode: exitCodes.usage
  })

const drift = (file: string, before: string | undefined, changed: ReadonlyArray<string>) =>
  Effect.fail(
    new Problem({
      description:
        before === undefined ? `There is no ${file}` : `${file} is not what the workspace has${told(changed)}`,
      next: "Run effect-intercom pull with the same flags but --check, and commit the file",
      exitCode: exitCodes.failure
    })
  )

/** More names than these are only counted. */
const mostTold = 10

const told = (changed: ReadonlyArray<string>): string => {
  if (changed.length === 0) return ""
  const more = changed.length > mostTold ? `, and ${changed.length - mostTold} more` : ""
  return `: ${changed.slice(0, mostTold).join(", ")}${more}`
}

const definitions = Effect.fnUntraced(function* (objectTypes: ReadonlyArray<string>) {
  const { ConversationAttributes, CustomObjects, DataAttributes, TicketTypes } = yield* Effect.promise(
    () => import("@effect-intercom/resources")
  )
  const { version } = yield* IntercomClient.IntercomClient
  const read = yield* Effect.all(
    {
      contact: DataAttributes.list({ model: "contact" }),
      company: DataAttributes.list({ model: "company" }),
      conversation: Version.isAvailable(ConversationAttributes.list, version)
        ? ConversationAttributes.list()
        : DataAttributes.list({ model: "conversation" }),
      ticketTypes: Version.isAvailable(TicketTypes.list, version) ? TicketTypes.list() : Effect.succeed({ data: [] })
    },
    { concurrency: 4 }
  )
  const customObjects = yield* Effect.forEach(objectTypes, (type) =>
    CustomObjects.list({ custom_object_type_identifier: type, per_page: 150 }).pipe(
      Effect.map(({ data }) => [type, data] as const)
    )
  )
  return {
    contact: read.contact.data,
    company: read.company.data,
    conversation: read.conversation.data,
    ticketTypes: read.ticketTypes.data ?? [],
    customObjects: Object.fromEntries(customObjects)
  } satisfies AttributesModule.Definitions
})
