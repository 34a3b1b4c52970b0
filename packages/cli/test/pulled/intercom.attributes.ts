// Written by `effect-intercom pull`, which writes it anew; `effect-intercom pull --check` tells whether it has to.
import type { Attributes } from "@effect-intercom/resources"

export const contactAttributes = {
  ["__proto__"]: { type: "string" },
  "licences held": { type: "integer" },
  plan: { type: "string" },
  seats: { type: "integer" },
  tariff: { type: "string", options: ["team", 'the "pro" one'] },
  trial: { type: "boolean" }
} as const satisfies Attributes.Attributes

export const companyAttributes = {
  paid_subscriber: { type: "boolean" },
  tier: { type: "string" }
} as const satisfies Attributes.Attributes

export const conversationAttributes = {
  Severity: { type: "string", options: ["Low", "Urgent"] },
  issue_type: { type: "string" }
} as const satisfies Attributes.Attributes

export const ticketTypes = {
  "42: a bug": {
    id: "5",
    attributes: {
      Area: { id: 113, type: "string", options: ["Web", "Phone"] },
      _default_description_: { id: 112, type: "string" },
      _default_title_: { id: 111, type: "string" }
    }
  },
  "Bug report": {
    id: "1",
    attributes: {
      Severity: { id: 103, type: "string", options: ["Low", "Medium", "High"] },
      _default_description_: { id: 102, type: "string" },
      _default_title_: { id: 101, type: "string" }
    }
  },
  "Engineering task": {
    id: "3",
    attributes: {
      _default_description_: { id: 108, type: "string" },
      _default_title_: { id: 107, type: "string" }
    }
  },
  Incident: {
    id: "4",
    attributes: {
      _default_description_: { id: 110, type: "string" },
      _default_title_: { id: 109, type: "string" }
    }
  },
  Refund: {
    id: "2",
    attributes: {
      Amount: { id: 106, type: "float" },
      _default_description_: { id: 105, type: "string" },
      _default_title_: { id: 104, type: "string" }
    }
  }
} as const satisfies { readonly [name: string]: Attributes.TicketType }

export const customObjects = {
  Order: {
    lines: { type: "other" },
    note: { type: "string" },
    total: { type: "float" }
  }
} as const satisfies { readonly [name: string]: Attributes.Attributes }

export const attributes = {
  contact: contactAttributes,
  company: companyAttributes,
  conversation: conversationAttributes,
  tickets: ticketTypes,
  customObjects
} as const satisfies Attributes.Workspace

export type ContactAttributes = Attributes.Read<typeof contactAttributes>
export type CompanyAttributes = Attributes.Read<typeof companyAttributes>
export type ConversationAttributes = Attributes.Read<typeof conversationAttributes>
export type T42ABugTicketAttributes = Attributes.Read<(typeof ticketTypes)["42: a bug"]["attributes"]>
export type BugReportTicketAttributes = Attributes.Read<(typeof ticketTypes)["Bug report"]["attributes"]>
export type EngineeringTaskTicketAttributes = Attributes.Read<(typeof ticketTypes)["Engineering task"]["attributes"]>
export type IncidentTicketAttributes = Attributes.Read<(typeof ticketTypes)["Incident"]["attributes"]>
export type RefundTicketAttributes = Attributes.Read<(typeof ticketTypes)["Refund"]["attributes"]>
export type OrderObjectAttributes = Attributes.Read<(typeof customObjects)["Order"]>
