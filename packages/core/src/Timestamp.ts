/**
 * Intercom tells time in Unix seconds. These helpers turn them into `DateTime` and back; the records keep their numbers.
 *
 * @since 0.1.0
 */
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"

/**
 * The instant of a number of Unix seconds, as `contact.created_at`. None where there is no number, because nothing of the
 * kind has happened yet, and for one no date can hold.
 *
 * ```ts
 * import { Timestamp } from "@effect-intercom/core"
 *
 * Timestamp.toDateTime(1577869200) // Option.some(2020-01-01T09:00:00.000Z)
 * Timestamp.toDateTime(null) // Option.none(), as `statistics.first_close_at` before a conversation was closed
 * ```
 *
 * @category conversions
 * @since 0.1.0
 */
export const toDateTime = (seconds: number | null | undefined): Option.Option<DateTime.Utc> =>
  typeof seconds !== "number" ? Option.none() : Option.map(DateTime.make(seconds * 1000), DateTime.toUtc)

/**
 * The Unix second an instant lies in.
 *
 * @category conversions
 * @since 0.1.0
 */
export const fromDateTime = (dateTime: DateTime.DateTime): number => Math.floor(DateTime.toEpochMillis(dateTime) / 1000)
