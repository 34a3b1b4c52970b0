/**
 * `effect-intercom operations`: every operation the SDK knows.
 *
 * @since 0.1.0
 */
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { exitCodes, Problem } from "../Problem.ts"
import * as Registry from "../Registry.ts"
import * as Table from "../Table.ts"

/**
 * The command.
 *
 * @category commands
 * @since 0.1.0
 */
export const operations = Command.make(
  "operations",
  {
    json: Flag.Boolean("json").pipe(
      Flag.withDescription("Print JSON: id, resource, name, method, path, since, until, pagination"),
      Flag.withDefault(false)
    ),
    resource: Flag.String("resource").pipe(
      Flag.withMetavar("<resource>"),
      Flag.withDescription("Only the operations of one resource, as contacts"),
      Flag.optional
    )
  },
  Effect.fnUntraced(function* ({ json, resource }) {
    const all = (yield* Registry.entries).map(Registry.listingOf)
    const listings = Option.isNone(resource) ? all : all.filter((listing) => sameResource(listing, resource.value))
    if (listings.length === 0 && Option.isSome(resource)) return yield* unknownResource(resource.value, all)
    yield* Console.log(json ? JSON.stringify(listings, null, 2) : table(listings))
  })
).pipe(
  Command.withDescription("List the operations of the API: endpoint, versions, pagination"),
  Command.withExamples([
    { command: "effect-intercom operations --resource contacts", description: "What can be done with contacts" },
    { command: "effect-intercom operations --json", description: "The same for programs" }
  ])
)

/** `Contacts` and `contacts` mean the same. */
const sameResource = (listing: Registry.Listing, resource: string): boolean =>
  listing.resource.toLowerCase() === resource.toLowerCase()

const table = (listings: ReadonlyArray<Registry.Listing>): string =>
  Table.render(
    ["operation", "method", "path", "since", "until", "pagination"].map((heading) => ({ heading })),
    listings.map(({ id, method, pagination, path, since, until }) => [
      id,
      method,
      path,
      since,
      until ?? "",
      pagination ?? ""
    ])
  )

const unknownResource = (
  resource: string,
  listings: ReadonlyArray<Registry.Listing>
): Effect.Effect<never, Problem> => {
  const resources = [...new Set(listings.map(({ resource }) => resource))]
  const close = Registry.suggestions(resource, resources)
  return Effect.fail(
    new Problem({
      description: `There is no resource ${JSON.stringify(resource)}`,
      next: close.length > 0 ? `Did you mean ${close.join(" or ")}?` : `There are ${resources.join(", ")}`,
      exitCode: exitCodes.usage
    })
  )
}
