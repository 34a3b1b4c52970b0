/**
 * The version of this package, which a release changes in its manifest.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { createRequire } from "node:module"

/**
 * The version the command tells: that of the package, which a release changes there.
 *
 * @category constants
 * @since 0.1.0
 */
export const version: string = Schema.decodeUnknownSync(Schema.Struct({ version: Schema.String }))(
  createRequire(import.meta.url)("../package.json")
).version
