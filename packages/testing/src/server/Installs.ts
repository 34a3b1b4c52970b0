/**
 * An app in the workspace: an admin agrees, a code is exchanged for the token, and one day the app is taken out again.
 *
 * @since 0.1.0
 */
import * as Predicate from "effect/Predicate"
import { type Answer, type Refusal, refuse } from "../route/Answer.ts"
import { salts } from "../workspace/seeding/Plan.ts"
import { uuid } from "../workspace/seeding/Random.ts"

/**
 * What the app of a fake workspace is known by.
 *
 * @category models
 * @since 0.1.0
 */
export interface AppCredentials {
  readonly clientId: string
  readonly clientSecret: string
}

/**
 * Whether the app is in the workspace, and the codes that were given out.
 *
 * @category models
 * @since 0.1.0
 */
export interface Installs {
  readonly credentials: AppCredentials
  /** Whether the token works: until the app is taken out. */
  readonly isInstalled: () => boolean
  /** A code, as an admin who agrees brings it back. */
  readonly authorize: () => string
  /** Exchanges a code for the token, which puts the app in again. */
  readonly exchange: (body: string, contentType: string | undefined) => Answer | Refusal
  /** Takes the app out. */
  readonly remove: () => void
  readonly reset: () => void
}

/**
 * Where codes are exchanged.
 *
 * @internal
 */
export const tokenPath = "/auth/eagle/token"

/** How long a code is good for, in milliseconds. */
const codeLife = 5 * 60 * 1000

/**
 * Makes them for a workspace.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeInstalls = (
  credentials: AppCredentials,
  options: { readonly seed: number; readonly token: string; readonly now: () => number }
): Installs => {
  const codes = new Map<string, number>()
  let given = 0
  let installed = true
  return {
    credentials,
    isInstalled: () => installed,
    authorize: () => {
      const code = uuid(options.seed, salts.request, -++given)
      codes.set(code, options.now())
      return code
    },
    exchange: (body, contentType) => {
      const { client_id, client_secret, code } = fieldsOf(body, contentType)
      if (client_id !== credentials.clientId || client_secret !== credentials.clientSecret) {
        return refuse(401, "unauthorized", "Client ID or client secret is invalid")
      }
      const givenAt = typeof code === "string" ? codes.get(code) : undefined
      if (typeof code === "string") codes.delete(code)
      if (givenAt === undefined || options.now() - givenAt > codeLife) {
        return refuse(400, "invalid_code", "The code is invalid, was used, or has expired")
      }
      installed = true
      return { status: 200, body: { token_type: "Bearer", token: options.token, access_token: options.token } }
    },
    remove: () => {
      installed = false
    },
    reset: () => {
      codes.clear()
      installed = true
    }
  }
}

const fieldsOf = (body: string, contentType: string | undefined): Readonly<Record<string, unknown>> => {
  if (contentType?.startsWith("application/x-www-form-urlencoded") === true) {
    return Object.fromEntries(new URLSearchParams(body))
  }
  try {
    const parsed: unknown = JSON.parse(body)
    return Predicate.isObject(parsed) ? { ...parsed } : {}
  } catch {
    return {}
  }
}
