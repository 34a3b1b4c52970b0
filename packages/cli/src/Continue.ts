/**
 * The command that continues an export, ready to be pasted into a shell.
 *
 * @since 0.1.0
 */

/**
 * What was asked of an export.
 *
 * @category models
 * @since 0.1.0
 */
export interface Asked {
  readonly streams: ReadonlyArray<string>
  /** Flags by name; those that are undefined or false are left out. */
  readonly flags: Readonly<Record<string, string | boolean | undefined>>
}

/**
 * The same export with `--resume`. A relative time stands as the instant it meant, since it would mean another one now.
 *
 * @category conversions
 * @since 0.1.0
 */
export const command = ({ flags, streams }: Asked): string =>
  [
    "effect-intercom",
    "export",
    ...streams,
    ...Object.entries(flags).flatMap(([name, value]) => {
      if (value === undefined || value === false) return []
      return value === true ? [`--${name}`] : [`--${name}`, value]
    }),
    "--resume"
  ]
    .map(quoted)
    .join(" ")

/** As POSIX shells read it. */
const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
