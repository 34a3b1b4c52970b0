/**
 * Which Node the command needs. Read before anything else is loaded, also by a Node that is too old for it.
 *
 * @since 0.1.0
 */

/** The oldest one, as `engines` of the package says. */
const oldest = { major: 22, minor: 19 }

/**
 * Why the command does not run here, in one line; undefined where it does.
 *
 * Bun counts as the Node it says it is. Deno says so too, but lacks parts of it.
 *
 * @category guards
 * @since 0.1.0
 */
export const refusal = (versions: Readonly<Record<string, string | undefined>>): string | undefined => {
  const { deno, node = "0.0" } = versions
  const [major = 0, minor = 0] = node.split(".").map(Number)
  const isNewEnough = major > oldest.major || (major === oldest.major && minor >= oldest.minor)
  if (deno === undefined && isNewEnough) return undefined
  const found = deno === undefined ? `Node ${node}` : `Deno ${deno}`
  return `effect-intercom: It needs Node ${oldest.major}.${oldest.minor} or later, and this is ${found}`
}
