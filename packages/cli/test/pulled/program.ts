/**
 * A program with the attributes of the workspace that `PullCommand.test.ts` makes: it is there to be compiled.
 */
import { Contacts, Conversations, Search } from "@effect-intercom/resources"
import {
  attributes,
  type ContactAttributes,
  type OrderObjectAttributes,
  type T42ABugTicketAttributes
} from "./intercom.attributes.ts"
const MyContacts = Contacts.withAttributes(attributes.contact)
MyContacts.Search.custom("tariff").equals("team")
MyContacts.update({ id: "1", custom_attributes: { tariff: 'the "pro" one', "licences held": 3, ["__proto__"]: "x" } })
Conversations.withAttributes(attributes.conversation).update({ id: "1", custom_attributes: { Severity: "Low" } })
Search.tickets.custom(attributes.tickets["42: a bug"].attributes.Area.id).equals("Web")
export const contact: ContactAttributes = { tariff: "one that is new" }
export const bug: T42ABugTicketAttributes = { Area: "Web" }
export const order: OrderObjectAttributes = { total: 12.5, lines: [2] }
// @ts-expect-error There is no such attribute
MyContacts.Search.custom("tarif")
// @ts-expect-error There is no such option
MyContacts.Search.custom("tariff").equals("free")
