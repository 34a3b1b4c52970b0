/**
 * What a handler of webhooks is put through wherever it runs: Intercom looks whether it is there, and sends it a
 * notification; somebody else sends one too.
 */
import { Effect } from "effect"
import { Webhooks } from "@effect-intercom/app"

export const secret = "client-secret"

const handled: Array<string> = []

/** What becomes of notifications. */
export const work = Webhooks.run({
  "contact.deleted": ({ item }) => Effect.sync(() => void handled.push(item.id)),
  otherwise: ({ topic }) => Effect.sync(() => void handled.push(topic))
})

const notification = (id: string): string =>
  JSON.stringify({
    type: "notification_event",
    id,
    topic: "contact.deleted",
    app_id: "w1",
    data: { item: { type: "contact", id, deleted: true } }
  })

/** Sends what Intercom sends; answers with a line for each thing that went wrong. */
export const webhookDifferences = async (
  name: string,
  send: (request: Request) => Promise<Response>,
  url = "http://app.example/webhooks"
): Promise<ReadonlyArray<string>> => {
  const post = async (body: string, key: string) => {
    const signature = await Effect.runPromise(Webhooks.sign("notification", key, body))
    const headers = { "content-type": "application/json", "x-hub-signature": signature }
    return (await send(new Request(url, { method: "POST", body, headers }))).status
  }
  const id = `contact of ${name} ☃`
  const statuses = {
    head: (await send(new Request(url, { method: "HEAD" }))).status,
    signed: await post(notification(id), secret),
    again: await post(notification(id), secret),
    forged: await post(notification(`${id} forged`), "guess")
  }
  for (let tries = 0; tries < 100 && !handled.includes(id); tries++) {
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  const seen = { ...statuses, handled: handled.splice(0).join() }
  const expected = { head: 200, signed: 200, again: 200, forged: 401, handled: id }
  return JSON.stringify(seen) === JSON.stringify(expected) ? [] : [`${name}: ${JSON.stringify(seen)}`]
}
