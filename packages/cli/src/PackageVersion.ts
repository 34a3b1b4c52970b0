/**
 * The version of this package, which a release changes in its manifest.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { createRequire } from "node:module"

/** Where the command is one file without a manifest, whoever makes it says which version it is. */
declare const EFFECT_INTERCOM_VERSION: string | undefined

/**
 * The version the command tells: that of the package, which a release changes there.
 *
 * @category constants
 * @since 0.1.0
 */
export const version: string =
  typeof EFFECT_INTERCOM_VERSION === "string"
    ? EFFECT_INTERCOM_VERSION
    : Schema.decodeUnknownSync(Schema.Struct({ version: Schema.String }))(
        createRequire(import.meta.url)("../package.json")
      ).version
