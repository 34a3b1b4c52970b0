/**
 * A route of Next.js, `app/api/contacts/route.ts`: `GET /api/contacts?email=ada@example.com` answers with who that is. A route is a function from a
 * web `Request` to a web `Response`, so the same works on Hono, Bun, Deno and Workers, and runs here without any of them.
 *
 *     node examples/promise/route.ts
 */
import { isIntercomError, make } from "@effect-intercom/promise"
import { Contacts, Search } from "@effect-intercom/resources"

/** One client for all requests, made with the first: they share its rate budget. A build has no token yet. */
let client: ReturnType<typeof make> | undefined
const intercom = () =>
  (client ??= make({
    accessToken: process.env["INTERCOM_ACCESS_TOKEN"],
    baseUrl: process.env["INTERCOM_BASE_URL"], // for a fake workspace
    deadline: "8 seconds" // less than the platform gives a route
  }))

export async function GET(request: Request): Promise<Response> {
  const email = new URL(request.url).searchParams.get("email")
  if (email === null) return Response.json({ error: "email is missing" }, { status: 400 })
  try {
    // Whoever leaves the page ends the call.
    const found = await intercom()(Contacts.search({ query: Search.contacts.field("email").equals(email) }), {
      signal: request.signal
    })
    const contact = found.data[0]
    return contact === undefined
      ? Response.json({ error: "nobody has this address" }, { status: 404 })
      : Response.json({ id: contact.id, role: contact.role, name: contact.name })
  } catch (error) {
    if (!isIntercomError(error)) throw error
    // The error holds no token and no personal data: it can be logged as it is.
    console.error(error.message)
    const isBusy = error.reason._tag === "RateLimited" || error.reason._tag === "TimeoutError"
    return Response.json({ error: "Intercom did not answer" }, { status: isBusy ? 503 : 502 })
  }
}

if (import.meta.main) {
  const { data } = await intercom()(Contacts.list({ per_page: 1 }))
  const email = data[0]?.email ?? "ada@example.com"
  for (const query of ["", `?email=${encodeURIComponent(email)}`, "?email=nobody@example.com"]) {
    const answer = await GET(new Request(`http://localhost:3000/api/contacts${query}`))
    console.log(answer.status, await answer.text())
  }
  await client?.close()
}
