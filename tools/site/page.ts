/**
 * A page of the site, before it is written.
 */

export interface Page {
  /** Where it is, as `guides/export`. */
  readonly slug: string
  readonly title: string
  readonly description: string
  /** Markdown, without a title. */
  readonly body: string
}
