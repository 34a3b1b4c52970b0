/**
 * Texts as Intercom keeps them: HTML, in paragraphs.
 *
 * @since 0.1.0
 */

/**
 * A text as HTML. What is HTML already stays as it is.
 *
 * @category conversions
 * @since 0.1.0
 */
export const asHtml = (text: string): string => {
  const trimmed = text.trim()
  return trimmed.startsWith("<") ? trimmed : `<p>${trimmed}</p>`
}

/**
 * A text without its HTML, a line for each paragraph.
 *
 * @category conversions
 * @since 0.1.0
 */
export const plain = (html: string): string =>
  html
    .replace(/<\/p>\s*/g, "\n")
    .replace(/<[^<>]*>/g, "")
    .trim()
