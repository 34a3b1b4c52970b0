/**
 * What a workspace's assistant reads elsewhere: the sources it is imported from, and the pages of each. None from the
 * start.
 *
 * @since 0.1.0
 */
import type { Row } from "../../workspace/Record.ts"
import { makeShelf, type Shelf } from "../../workspace/Shelf.ts"

/**
 * A source of pages.
 *
 * @category models
 * @since 0.1.0
 */
export interface ImportSourceRecord extends Row {
  readonly url: string
  readonly sync_behavior: "api" | "automatic" | "automated" | "manual"
  readonly status: "active" | "deactivated"
  readonly audience_ids: ReadonlyArray<number>
}

/**
 * A page of a source.
 *
 * @category models
 * @since 0.1.0
 */
export interface ExternalPageRecord extends Row {
  readonly source_id: number
  /** Null where it was made in the app. */
  readonly external_id: string | null
  readonly title: string
  readonly html: string
  readonly url: string | null
  readonly locale: string
  readonly ai_agent_availability: boolean
  readonly ai_copilot_availability: boolean
  readonly ai_sales_agent_availability: boolean
}

/**
 * Makes the sources of a workspace.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeImportSources = (now: () => number): Shelf<ImportSourceRecord> =>
  makeShelf({
    now,
    firstId: 33,
    blank: (id) => ({
      url: `https://support.example.com/${id}`,
      sync_behavior: "api",
      status: "active",
      audience_ids: []
    })
  })

/**
 * Makes the pages of a workspace.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeExternalPages = (now: () => number): Shelf<ExternalPageRecord> =>
  makeShelf({
    now,
    firstId: 2001,
    blank: () => ({
      source_id: 33,
      external_id: null,
      title: "Page",
      html: "<p>Hello</p>",
      url: null,
      locale: "en",
      ai_agent_availability: true,
      ai_copilot_availability: true,
      ai_sales_agent_availability: true
    })
  })
