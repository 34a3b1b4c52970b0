/**
 * Log lines, on stderr, so that stdout holds data only.
 *
 * @since 0.1.0
 */
import type * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"

/**
 * Log lines for people: `effect-intercom: warn: …`. `before` is written in front of each.
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (before = ""): Layer.Layer<never> =>
  Logger.layer([
    Logger.withConsoleError(
      Logger.make(({ logLevel, message }) => {
        const parts: ReadonlyArray<unknown> = Array.isArray(message) ? message : [message]
        const text = parts.map((part) => (typeof part === "string" ? part : JSON.stringify(part))).join(" ")
        return `${before}effect-intercom: ${logLevel.toLowerCase()}: ${text}`
      })
    )
  ])
