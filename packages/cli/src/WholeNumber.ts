/**
 * Flags that hold a whole number.
 *
 * @since 0.1.0
 */
import * as CliError from "effect/cli/CliError"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"

/**
 * A flag whose number is between two others.
 *
 * @category commands
 * @since 0.1.0
 */
export function wholeNumber(
  name: string,
  { least, metavar, most }: { readonly metavar: string; readonly least: number; readonly most: number }
): Flag.Flag<number> {
  return Flag.String(name).pipe(
    Flag.withMetavar(metavar),
    Flag.mapEffect((text) => {
      const value = /^-?\d+$/.test(text) ? Number(text) : Number.NaN
      return value >= least && value <= most
        ? Effect.succeed(value)
        : Effect.fail(
            new CliError.InvalidValue({
              option: name,
              value: text,
              expected: `a whole number from ${least} to ${most}`,
              kind: "flag"
            })
          )
    })
  )
}

/**
 * A flag for a port on this machine; 0 is any that is free.
 *
 * @category commands
 * @since 0.1.0
 */
export const port = (name: string): Flag.Flag<number> =>
  wholeNumber(name, { metavar: "<port>", least: 0, most: 65_535 })
