/**
 * What an export asks for, as a hash that tells whether another one asks for the same.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"

/**
 * Sixteen digits of a SHA-256: enough to notice a change, and nothing can be read from them.
 *
 * @category conversions
 * @since 0.1.0
 */
export const hashOf = (query: object): Effect.Effect<string> =>
  Effect.promise(async () => {
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify(query)))
    return Array.from(new Uint8Array(digest).subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("")
  })
