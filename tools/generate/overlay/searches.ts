/** The searches with a table of fields, and what is misspelled there. */
export const searches: Readonly<
  Record<
    string,
    {
      readonly path: string
      readonly corrections: Readonly<Record<string, { readonly name: string; readonly reason: string }>>
    }
  >
> = {
  ContactFields: {
    path: "/contacts/search",
    corrections: {
      andoid_sdk_version: { name: "android_sdk_version", reason: "a letter is missing: the record spells it android" }
    }
  },
  CompanyFields: { path: "/companies/search", corrections: {} },
  ConversationFields: {
    path: "/conversations/search",
    corrections: {
      "conversation_rating.admin_d": {
        name: "conversation_rating.admin_id",
        reason: "a letter is missing: all ids end in _id"
      }
    }
  },
  TicketFields: { path: "/tickets/search", corrections: {} }
}
