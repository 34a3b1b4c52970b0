/**
 * Who may speak to a served workspace: by the host a request names, and by the page it comes from.
 *
 * A page of somebody else can lead a name of its own to this machine, and then reads what it likes from whatever listens
 * here. So only names of this machine are answered, and no other page's requests, unless the workspace was told to.
 *
 * @since 0.1.0
 */

/**
 * Hosts and origins beside the workspace's own.
 *
 * @category models
 * @since 0.1.0
 */
export interface Allowed {
  readonly hosts: ReadonlySet<string>
  readonly origins: ReadonlySet<string>
}

/**
 * Reads the hosts and origins somebody allows. Throws a `RangeError` where one is none.
 *
 * @category constructors
 * @since 0.1.0
 */
export const allowedOf = (hosts: ReadonlyArray<string>, origins: ReadonlyArray<string> = []): Allowed => ({
  hosts: new Set([...loopback, ...hosts.map(readHost)]),
  origins: new Set(origins.map(readOrigin))
})

const loopback = ["127.0.0.1", "localhost", "[::1]"]

/**
 * Whether a text is the name or the number of a host, without a port.
 *
 * @category guards
 * @since 0.1.0
 */
export const isHostName = (text: string): boolean =>
  /^(?:[a-z0-9](?:[a-z0-9_.-]*[a-z0-9])?|\[[0-9a-f:.]+\])$/i.test(text)

const readHost = (text: string): string => {
  if (!isHostName(text)) {
    throw new RangeError(`FakeIntercom: allowHosts must be names of hosts without a port, not ${JSON.stringify(text)}`)
  }
  return text.toLowerCase()
}

/**
 * The origin a text names, as `https://app.example` or `http://localhost:3000`; undefined where it names none, or a page.
 *
 * @category conversions
 * @since 0.1.0
 */
export const originNamed = (text: string): string | undefined => {
  const url = URL.parse(text)
  return url !== null && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/` ? url.origin : undefined
}

const readOrigin = (text: string): string => {
  const origin = originNamed(text)
  if (origin !== undefined) return origin
  throw new RangeError(`FakeIntercom: allowOrigins must be origins as https://app.example, not ${JSON.stringify(text)}`)
}

/**
 * Whether a host may be asked for. `origin` is the scheme and host of the request.
 *
 * @category guards
 * @since 0.1.0
 */
export const isKnownHost = ({ hosts }: Allowed, origin: string): boolean => hosts.has(new URL(origin).hostname)

/**
 * Whether a request comes from a page the workspace does not know. `own` is the scheme and host of the request.
 *
 * @category guards
 * @since 0.1.0
 */
export const isForeign = ({ origins }: Allowed, own: string, origin: string | undefined): boolean =>
  origin !== undefined && origin !== own && !origins.has(origin)

/**
 * What a browser has to be told before a page may read the answer.
 *
 * @category conversions
 * @since 0.1.0
 */
export const pageHeaders = ({ origins }: Allowed, origin: string | undefined): Readonly<Record<string, string>> =>
  origin === undefined || !origins.has(origin)
    ? {}
    : { "access-control-allow-origin": origin, "access-control-expose-headers": "*", vary: "Origin" }

/**
 * What a browser asks before it sends a page's request, and the answer to it. Undefined where it asks nothing.
 *
 * @category conversions
 * @since 0.1.0
 */
export const preflightHeaders = (
  { origins }: Allowed,
  headers: Readonly<Record<string, string | ReadonlyArray<string> | undefined>>
): Readonly<Record<string, string>> | undefined => {
  const asked = headers["access-control-request-method"]
  if (asked === undefined || !origins.has(String(headers["origin"]))) return undefined
  return {
    "access-control-allow-methods": "GET, POST, PUT, PATCH, DELETE",
    "access-control-allow-headers": String(headers["access-control-request-headers"] ?? ""),
    "access-control-max-age": "600",
    ...(headers["access-control-request-private-network"] === "true"
      ? { "access-control-allow-private-network": "true" }
      : {})
  }
}
