/**
 * Where a request goes: the host it names, its path and its query. What clients send need not be a URL.
 *
 * @since 0.1.0
 */

/**
 * Where a request goes.
 *
 * @category models
 * @since 0.1.0
 */
export interface Target {
  /** Scheme and host. */
  readonly origin: string
  /** The path, percent-encoded as it came. */
  readonly path: string
  readonly query: URLSearchParams
}

/**
 * Reads the target and the `Host` of a request; the host of a target that is a whole URL comes first. Undefined where
 * they name no host.
 *
 * @category conversions
 * @since 0.1.0
 */
export const readTarget = (target: string, host: string | undefined): Target | undefined => {
  const whole = /^https?:\/\/[^/?#]*/i.exec(target)?.[0]
  const origin = originOf(whole ?? `http://${host ?? ""}`)
  if (origin === undefined) return undefined
  const [path = "", ...query] = withoutFragment(target.slice(whole?.length ?? 0)).split("?")
  return { origin, path: path === "" ? "/" : path, query: new URLSearchParams(query.join("?")) }
}

const originOf = (text: string): string | undefined => {
  const url = URL.parse(text)
  return url === null || url.host === "" ? undefined : url.origin
}

const withoutFragment = (target: string): string => target.split("#", 1)[0] ?? ""
