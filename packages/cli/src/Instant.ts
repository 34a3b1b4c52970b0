/**
 * Points in time as people type them: a date, a date with a time, or how long ago.
 *
 * @since 0.1.0
 */
import * as CliError from "effect/cli/CliError"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

/**
 * What {@link parse} understands, for help texts and errors.
 *
 * @category conversions
 * @since 0.1.0
 */
export const expected =
  "a date (2026-01-31), a date and time (2026-01-31T08:00:00Z), or how long ago (90m, 12h, 7d, 2w); without a zone it is UTC"

/**
 * Reads a point in time, `now` being where a relative one counts from.
 *
 * @category conversions
 * @since 0.1.0
 */
export const parse = (text: string, now: DateTime.Utc): Option.Option<DateTime.Utc> => {
  const ago = /^(\d{1,6})([mhdw])$/.exec(text)
  if (ago !== null) return Option.some(DateTime.makeUnsafe(now.epochMilliseconds - Number(ago[1]) * unitMillis(ago[2])))
  const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:?\d{2})?)?$/i.exec(
    text
  )
  if (iso === null) return Option.none()
  const [, year, month, day, time = "00:00", zone = "Z"] = iso
  // The platform rolls the 30th of February over into March.
  const days = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate()
  if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > days) return Option.none()
  return Option.map(DateTime.make(`${year}-${month}-${day}T${time}${withColon(zone)}`), DateTime.toUtc)
}

/**
 * Reads the value of a flag.
 *
 * @category conversions
 * @since 0.1.0
 */
export const read = (name: string, value: string): Effect.Effect<DateTime.Utc, CliError.CliError> =>
  Effect.flatMap(DateTime.now, (now) =>
    Option.match(parse(value, now), {
      onSome: (instant) => Effect.succeed(instant),
      onNone: () => Effect.fail(new CliError.InvalidValue({ option: name, value, expected, kind: "flag" }))
    })
  )

const unitMillis = (unit: string | undefined): number => {
  switch (unit) {
    case "m":
      return 60_000
    case "h":
      return 3_600_000
    case "d":
      return 86_400_000
    default:
      return 7 * 86_400_000
  }
}

const withColon = (zone: string): string => zone.toUpperCase().replace(/^([+-]\d{2})(\d{2})$/, "$1:$2")
