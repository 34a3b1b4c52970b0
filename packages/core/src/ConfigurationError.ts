/**
 * What is wrong with the configuration of a client, and what to do.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/**
 * A variable is missing, or is not what it has to be. The message is one line: what is wrong, and the next step. It does
 * not hold the variable's value.
 *
 * @category errors
 * @since 0.1.0
 */
export class ConfigurationError extends Schema.TaggedError<ConfigurationError>(
  "@effect-intercom/core/ConfigurationError"
)("ConfigurationError", {
  /** The name of the variable, as `INTERCOM_ACCESS_TOKEN`. */
  variable: Schema.String,
  message: Schema.String
}) {}
