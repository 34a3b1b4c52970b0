/**
 * Who is let in, and what they may have: the token, the region, the path and the media type of a request.
 *
 * @since 0.1.0
 */
import { type Operation, Region } from "@effect-intercom/core"
import * as Base64 from "effect/encoding/Base64"
import * as Result from "effect/Result"

/**
 * Whether a request names the token: as a bearer, in whatever case the scheme is written, or as the user of Basic.
 *
 * @category guards
 * @since 0.1.0
 */
export const knowsToken = (authorization: string | undefined, token: string): boolean => {
  const [scheme = "", credentials = ""] = authorization?.split(" ") ?? []
  switch (scheme.toLowerCase()) {
    case "bearer":
      return credentials === token
    case "basic":
      return Result.getOrElse(Base64.decodeString(credentials), () => "").split(":")[0] === token
    default:
      return false
  }
}

/**
 * The path without slashes clients put too many: at the beginning and at the end.
 *
 * @category conversions
 * @since 0.1.0
 */
export const tidy = (path: string): string => `/${path.replace(/^\/+|\/+$/g, "")}`

/**
 * Whether a request came to the host of another region: a token is known in its own only.
 *
 * @category guards
 * @since 0.1.0
 */
export const isOtherRegion = (origin: string, url: string): boolean =>
  origin !== url && Object.values(Region.hosts).some((host) => host === origin)

/**
 * What a client has to accept, by how an answer is read.
 *
 * @category constants
 * @since 0.1.0
 */
export const mediaTypes = {
  json: "application/json",
  nothing: "application/json",
  location: "application/json",
  text: "text/plain",
  bytes: "application/octet-stream"
} as const satisfies Readonly<Record<Operation.Reads, string>>

/**
 * Whether a client takes a media type. A text is given to whoever takes JSON too.
 *
 * @category guards
 * @since 0.1.0
 */
export const accepts = (accept: string | undefined, mediaType: string): boolean =>
  accept === undefined ||
  accept.includes(mediaType) ||
  (mediaType === "text/plain" && accept.includes("application/json")) ||
  /application\/\*|\*\/\*/.test(accept)
