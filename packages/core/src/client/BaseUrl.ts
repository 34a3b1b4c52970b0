/**
 * The address requests go to. The token travels there, so it is looked at before anything is sent.
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import { InvalidInput } from "../IntercomError.ts"

/**
 * The address without the slashes at its end; what is wrong with it where it cannot be used, without quoting it: it may
 * hold a password.
 *
 * @category conversions
 * @since 0.1.0
 */
export const read = (given: string, allowInsecure: boolean): Result.Result<string, InvalidInput> => {
  const address = /^https?:\/\/[^\s?#@\\]+$/.test(given) && URL.canParse(given) ? new URL(given) : undefined
  if (address === undefined) {
    return refuse(
      "Expected an http(s) address without credentials, query and fragment, as https://api.eu.intercom.io; the token is an option of its own"
    )
  }
  if (address.protocol === "http:" && !allowInsecure && !isLoopback(address.hostname)) {
    return refuse(
      "Expected https: over http anybody on the way reads the token; allowInsecure: true sends it all the same"
    )
  }
  return Result.succeed(given.replace(/\/+$/, ""))
}

const isLoopback = (host: string): boolean => /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(host)

const refuse = (message: string) => Result.fail(new InvalidInput({ issues: [{ path: "baseUrl", message }] }))
