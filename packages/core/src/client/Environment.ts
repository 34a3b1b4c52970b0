/**
 * The options of a client that its environment says.
 *
 * @since 0.1.0
 */
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { ConfigurationError } from "../ConfigurationError.ts"
import { regions } from "../Region.ts"
import { latestStable, versions } from "../Version.ts"
import type { ClientOptions } from "./ClientOptions.ts"

/**
 * Reads token, region, version and address. A variable that is empty counts as not set.
 *
 * @category constructors
 * @since 0.1.0
 */
export const fromEnvironment: Effect.Effect<
  Pick<ClientOptions, "accessToken" | "baseUrl" | "region" | "version">,
  ConfigurationError
> = /*#__PURE__*/ Effect.suspend(() =>
  Effect.all({
    accessToken,
    region: choice("INTERCOM_REGION", regions, "us"),
    version: choice("INTERCOM_API_VERSION", versions, latestStable),
    baseUrl
  })
)

const accessToken = /*#__PURE__*/ Effect.suspend(() =>
  Effect.flatMap(textOf("INTERCOM_ACCESS_TOKEN"), (text) => {
    if (text === undefined) {
      return wrong(
        "INTERCOM_ACCESS_TOKEN",
        "is not set: set it to an access token, which Intercom's Developer Hub shows in your app under Authentication"
      )
    }
    return /^[\x21-\x7e]+$/.test(text)
      ? Effect.succeed(Redacted.make(text))
      : wrong("INTERCOM_ACCESS_TOKEN", "holds what no token has: copy it again from Intercom's Developer Hub")
  })
)

const baseUrl = /*#__PURE__*/ Effect.suspend(() =>
  Effect.flatMap(textOf("INTERCOM_BASE_URL"), (text) =>
    text === undefined || /^https?:\/\/[^\s?#@]+$/.test(text)
      ? Effect.succeed(text)
      : wrong("INTERCOM_BASE_URL", "is no http(s) address: set it as http://127.0.0.1:4010, or leave it out")
  )
)

const choice = <A extends string>(variable: string, choices: ReadonlyArray<A>, usual: A) =>
  Effect.flatMap(textOf(variable), (text) => {
    if (text === undefined) return Effect.succeed(usual)
    const chosen = choices.find((choice) => choice === text)
    return chosen === undefined
      ? wrong(variable, `is none of ${choices.join(", ")}: set it to one of them, or leave it out for ${usual}`)
      : Effect.succeed(chosen)
  })

/** `Config` would bring every kind of value that there is to every process that has a client. */
const textOf = (variable: string): Effect.Effect<string | undefined, ConfigurationError> =>
  ConfigProvider.ConfigProvider.use((provider) => provider.load([variable])).pipe(
    Effect.catch(() => wrong(variable, "cannot be read: look at the source of the configuration")),
    Effect.map((node) => node?.value?.trim() || undefined)
  )

const wrong = (variable: string, problem: string): Effect.Effect<never, ConfigurationError> =>
  Effect.fail(new ConfigurationError({ variable, message: `${variable} ${problem}` }))
