/**
 * The same over undici's own connections, the fastest on Node. It needs `@effect/platform-node`.
 *
 * @since 0.1.0
 */
import { UndiciHttpClient } from "@effect-intercom/core/node"
import type { Intercom } from "./Intercom.ts"
import { over, type Settings } from "./Make.ts"

export * from "./index.ts"

/**
 * Makes a client over undici. Its connections close with it; otherwise it is the `make` of `@effect-intercom/promise`.
 *
 * ```ts
 * import { make } from "@effect-intercom/promise/node"
 *
 * await using intercom = make({ accessToken: "…", region: "eu" })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (settings: Settings): Intercom => over(settings, UndiciHttpClient.layer)
