/**
 * Records for sinks: conversations with 20 parts each, and contacts. They are made page by page as they are read, since an export
 * holds a few pages and not all of them; their texts are there before.
 */
export const parts = 20
export const pageSize = 150

const texts = Array.from({ length: 4096 }, (_, seed) =>
  Array.from({ length: 56 }, (_, index) => (Math.imul(seed + index, 2_654_435_761) >>> 0).toString(36)).join(" ")
)
const text = (seed: number) => texts[seed % texts.length] ?? ""

export const conversation = (nth: number) => ({
  type: "conversation",
  id: String(nth),
  created_at: 1_700_000_000 + nth,
  updated_at: 1_700_000_000 + nth,
  title: null,
  open: nth % 3 === 0,
  state: nth % 3 === 0 ? "open" : "closed",
  read: true,
  priority: "not_priority",
  admin_assignee_id: nth % 7,
  tags: { type: "tag.list", tags: [{ type: "tag", id: String(nth % 50), name: `tag ${nth % 50}` }] },
  contacts: { type: "contact.list", contacts: [{ type: "contact", id: `c${nth}`, external_id: null }] },
  source: {
    type: "email",
    id: `s${nth}`,
    delivered_as: "customer_initiated",
    body: text(nth),
    author: { type: "user", id: `c${nth}`, name: "Ann Example", email: "ann@example.com" },
    attachments: []
  },
  statistics: {
    type: "conversation_statistics",
    time_to_admin_reply: nth % 5000,
    count_reopens: 1,
    count_conversation_parts: parts
  },
  custom_attributes: { plan: "team" },
  conversation_parts: {
    type: "conversation_part.list",
    total_count: parts,
    conversation_parts: Array.from({ length: parts }, (_, index) => ({
      type: "conversation_part",
      id: `${nth}-${index}`,
      part_type: "comment",
      body: text(nth * parts + index),
      created_at: 1_700_000_000 + index,
      updated_at: 1_700_000_000 + index,
      author: { type: "admin", id: String(index % 7), name: "Bob Example", email: "bob@example.com" },
      attachments: [],
      external_id: null,
      redacted: false
    }))
  }
})

export const contact = (nth: number) => ({
  type: "contact",
  id: `c${nth}`,
  external_id: String(nth),
  workspace_id: "w1",
  role: "user",
  email: `person${nth}@example.com`,
  name: `Person ${nth}`,
  created_at: 1_700_000_000 + nth,
  updated_at: 1_700_000_000 + nth,
  has_hard_bounced: false,
  marked_email_as_spam: false,
  unsubscribed_from_emails: false,
  custom_attributes: { plan: "team", seats: nth % 100 },
  location: { type: "location", country: "Ireland", city: "Dublin" },
  tags: {
    data: nth % 2 === 0 ? [{ type: "tag", id: String(nth % 50) }] : [],
    total_count: nth % 2 === 0 ? 1 : 0,
    has_more: false
  },
  companies: { data: [{ type: "company", id: String(nth % 900) }], total_count: 1, has_more: false },
  notes: { data: [], total_count: 0, has_more: false },
  social_profiles: { data: [] }
})

/** Pages of so many records. */
export interface Pages extends Iterable<ReadonlyArray<object>> {
  readonly length: number
}

export const pagesOf = (count: number, make: (nth: number) => object): Pages => {
  const length = Math.ceil(count / pageSize)
  return {
    length,
    *[Symbol.iterator]() {
      for (let page = 0; page < length; page++) {
        const size = Math.min(pageSize, count - page * pageSize)
        yield Array.from({ length: size }, (_, index) => make(page * pageSize + index))
      }
    }
  }
}
