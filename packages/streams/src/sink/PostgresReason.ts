/**
 * Why PostgreSQL does not do what it is asked to, as far as somebody can do something about it.
 *
 * @since 0.1.0
 */

/**
 * The code of an error, of PostgreSQL or of the network, wherever the client put it.
 *
 * @category conversions
 * @since 0.1.0
 */
export const codeOf = (error: unknown): string | undefined => {
  let found = error
  for (let depth = 0; depth < 6 && typeof found === "object" && found !== null; depth++) {
    const code: unknown = Reflect.get(found, "code")
    if (typeof code === "string" && /^[0-9A-Z_]{5,}$/.test(code)) return code
    found = Reflect.get(found, "reason") ?? Reflect.get(found, "cause")
  }
  return undefined
}

/**
 * The reason in a few words; undefined for those that are nobody's to mend. What PostgreSQL says itself may quote what was
 * written.
 *
 * @category conversions
 * @since 0.1.0
 */
export const reasonOf = (error: unknown): string | undefined => {
  const code = codeOf(error) ?? ""
  return Object.entries(reasons).find(([prefix]) => code.startsWith(prefix))?.[1]
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens at its address",
  ENOTFOUND: "there is no such host",
  EAI_AGAIN: "there is no such host",
  ENOENT: "there is no such socket",
  ETIMEDOUT: "it does not answer",
  ECONNRESET: "the connection was lost",
  EPIPE: "the connection was lost",
  "08": "the connection was lost",
  "28": "it does not accept the user, or the password",
  "3D000": "there is no such database",
  "25006": "it is only for reading",
  "42501": "the user may not",
  "53100": "the disk is full",
  "53300": "it has too many connections",
  "55P03": "another program holds a lock",
  "57P": "it was stopped"
}
