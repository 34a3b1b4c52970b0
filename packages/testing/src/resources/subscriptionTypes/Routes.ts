/**
 * The subscription types endpoints, and subscriptions of contacts.
 *
 * @since 0.1.0
 */
import { Contacts, SubscriptionTypes } from "@effect-intercom/resources"
import type { JsonObject } from "../../workspace/Record.ts"
import type { SubscriptionTypeRecord } from "./State.ts"
import { type Answer, invalid, ok, refuse, type Refusal } from "../../route/Answer.ts"
import { textOf } from "../../route/Body.ts"
import { withContact } from "../contacts/Routes.ts"
import type { Call, Route } from "../Route.ts"

const list = ({ workspace }: Call): Answer =>
  ok({ type: "list", data: workspace.subscriptionTypes.all.map(renderSubscriptionType) })

const listOfContact = (call: Call): Answer | Refusal =>
  withContact(call, ({ id }) =>
    ok({ type: "list", data: call.workspace.subscriptionTypes.of(id).map(renderSubscriptionType) })
  )

const attach = (call: Call): Answer | Refusal =>
  withContact(call, (contact) => {
    const { consent_type, id } = call.body
    const type = call.workspace.subscriptionTypes.get(textOf(id))
    if (type === undefined) return notFound
    if (consent_type !== type.consent_type) {
      return invalid(`consent_type of this subscription type must be ${type.consent_type}`, "consent_type")
    }
    call.workspace.subscriptionTypes.attach(contact.id, type.id)
    return ok(renderSubscriptionType(type))
  })

const detach = (call: Call): Answer | Refusal =>
  withContact(call, (contact) => {
    const id = call.params["id"] ?? ""
    const type = call.workspace.subscriptionTypes.of(contact.id).find((type) => type.id === id)
    if (type === undefined) return notFound
    call.workspace.subscriptionTypes.detach(contact.id, type.id)
    return ok(renderSubscriptionType(type))
  })

/**
 * The routes of subscription types.
 *
 * @category routes
 * @since 0.1.0
 */
export const subscriptionTypeRoutes: ReadonlyArray<Route> = [
  { operation: SubscriptionTypes.list, handle: list },
  { operation: Contacts.listSubscriptions, handle: listOfContact },
  { operation: SubscriptionTypes.attachToContact, handle: attach },
  { operation: SubscriptionTypes.detachFromContact, handle: detach }
]

const renderSubscriptionType = (type: SubscriptionTypeRecord): JsonObject => {
  const translation = { name: type.name, description: type.description, locale: "en" }
  return {
    type: "subscription",
    id: type.id,
    state: "live",
    consent_type: type.consent_type,
    default_translation: translation,
    translations: [translation],
    content_types: type.content_types
  }
}

const notFound: Refusal = /*#__PURE__*/ refuse(404, "not_found", "Resource Not Found")
