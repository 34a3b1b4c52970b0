/**
 * Names of flags, with `-` or with `_` as it comes: fields of the API have the one, flags of the command the other.
 *
 * @since 0.1.0
 */

/**
 * The arguments with flags named as they are known. What is known under no spelling stays as it was typed.
 *
 * @category commands
 * @since 0.1.0
 */
export const corrected = (args: ReadonlyArray<string>, known: ReadonlyArray<string>): ReadonlyArray<string> => {
  const names = new Map(known.map((name) => [plain(name), name]))
  const end = args.indexOf("--")
  return args.map((arg, index) => {
    const [, no = "", typed = "", value = ""] = /^--(no-)?([^=]+)(=[^]*)?$/.exec(arg) ?? []
    if (typed === "" || (end >= 0 && index > end)) return arg
    if (known.includes(no + typed)) return arg
    const whole = names.get(plain(no + typed))
    if (whole !== undefined) return `--${whole}${value}`
    const name = names.get(plain(typed))
    return name === undefined ? arg : `--${no}${name}${value}`
  })
}

const plain = (name: string): string => name.replaceAll("_", "-").toLowerCase()
