/**
 * Takes secrets and personal data out of what Intercom said, before it becomes part of an error.
 *
 * @since 0.1.0
 */

const email = /[^\s@"'<>(),;:=]+@[^\s@"'<>(),;:]+/g

/**
 * Replaces e-mail addresses, and every one of `secrets` (the token, the values of the query), by a placeholder.
 *
 * Secrets of fewer than three characters stay: they would take ordinary words apart.
 *
 * @category scrubbing
 * @since 0.1.0
 */
export const scrub = (text: string, secrets: ReadonlyArray<string>): string => {
  let scrubbed = text
  for (const secret of secrets) {
    if (secret.length >= 3) scrubbed = scrubbed.replaceAll(secret, "<removed>")
  }
  return scrubbed.replace(email, "<email>")
}
