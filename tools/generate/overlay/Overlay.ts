/**
 * What the descriptions lack or get wrong, as data. The files beside this one hold the entries.
 */

export interface ResourceOverlay {
  /** One line of what the resource is. */
  readonly summary: string
  /**
   * By method and path; the path names the input's fields. An endpoint whose answer depends on what is asked is several
   * operations: each names the query parameters it takes, as `GET /boats?name`, and what it answers.
   */
  readonly operations: Readonly<Record<string, OperationOverlay>>
}

export interface OperationOverlay {
  /** The method's name on the resource. */
  readonly name: string
  /** One line of what it does. */
  readonly summary: string
  /**
   * What calling it does to the workspace. Left out, a GET is a `read`, a DELETE is `destructive`, and anything else a
   * `write`: what nobody looked at is never taken for a read. `destructive` is what cannot be undone by another call.
   */
  readonly access?: Access
  readonly pages?: PagesOverlay
  /** True for a POST that only reads, or that may be repeated without harm. */
  readonly idempotent?: true
  /** The component a response is, where versions disagree about its name or write it out. */
  readonly success?: string
  /** A component of its own, made from the examples because the described one is another; all fields are optional. */
  readonly answers?: string
  /** What the operation answers with, where the descriptions say nothing. */
  readonly reads?: "text" | "nothing" | "location" | "bytes"
  /** More to know, as sentences of the docstring. */
  readonly notes?: ReadonlyArray<string>
  readonly corrections?: ReadonlyArray<Correction>
}

export type Access = "read" | "write" | "destructive"

export interface PagesOverlay {
  readonly kind: "cursor" | "page" | "url" | "scroll"
  readonly in?: "body"
  /** The path to the rows inside a page, as `data` or `data.articles`; `data|companies` where it is one or the other. */
  readonly items: string
  readonly maxPerPage?: number
}

/** A change to the input, with the reason for it. */
export type Correction = { readonly reason: string } & (
  | { readonly add: string; readonly in: "query" | "body"; readonly type: string }
  | { readonly drop: string; readonly in: "query" | "body" }
  | { readonly retype: string; readonly in: "query" | "body" | "path"; readonly type: string }
  | { readonly optional: ReadonlyArray<string> }
  | { readonly required: ReadonlyArray<string> }
  | { readonly oneOf: ReadonlyArray<string> }
  /** Alternatives of the body become one object whose fields are those of all of them. */
  | { readonly join: true }
  /** Names the alternatives, in the order of the descriptions; a name twice joins two. */
  | { readonly alternatives: Readonly<Record<string, string>> }
  /** Cuts one alternative into several by the values of a field. */
  | {
      readonly split: string
      readonly on: string
      readonly into: Readonly<
        Record<
          string,
          {
            readonly name: string
            readonly required?: ReadonlyArray<string>
            readonly optional?: ReadonlyArray<string>
          }
        >
      >
    }
)

export const cursor = (items: string, maxPerPage?: number): PagesOverlay => ({
  kind: "cursor",
  items,
  ...limit(maxPerPage)
})
export const cursorInBody = (items: string, maxPerPage?: number): PagesOverlay => ({
  kind: "cursor",
  in: "body",
  items,
  ...limit(maxPerPage)
})
export const pages = (items: string, maxPerPage?: number): PagesOverlay => ({
  kind: "page",
  items,
  ...limit(maxPerPage)
})
export const url = (items: string): PagesOverlay => ({ kind: "url", items })
export const scroll = (items: string): PagesOverlay => ({ kind: "scroll", items })

/** Paging parameters that the operation takes although the descriptions do not declare them. */
export const undeclaredPages: ReadonlyArray<Correction> = [
  {
    add: "page",
    in: "query",
    type: "number",
    reason: "the response tells page and total_pages, but no parameter is declared"
  },
  { add: "per_page", in: "query", type: "number", reason: "the response tells per_page, but no parameter is declared" }
]

/** A closed set of texts that the descriptions list in words only. */
export const oneOfTexts = (field: string, place: "query" | "body", ...values: ReadonlyArray<string>): Correction => ({
  retype: field,
  in: place,
  type: values.map((value) => `"${value}"`).join(" | "),
  reason: "every version lists the values, in the words of the description"
})

/** A search's order, which contacts declare and the other searches take without declaring it. */
export const undeclaredSort: Correction = {
  add: "sort",
  in: "body",
  type: "SearchSort",
  reason: "the guide to searches describes it and clients send it; without it rows that change move between pages"
}

const limit = (maxPerPage: number | undefined) => (maxPerPage === undefined ? {} : { maxPerPage })
