/**
 * The requests a fake workspace has received, for tests to look at.
 *
 * @since 0.1.0
 */

/**
 * A request as it was received. The token is left out.
 *
 * @category models
 * @since 0.1.0
 */
export interface ReceivedRequest {
  /** Counted from 1. */
  readonly number: number
  readonly method: string
  /** The host it was sent to. */
  readonly host: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  /** Headers by lower-case name, without `authorization`. */
  readonly headers: Readonly<Record<string, string>>
  /** The parsed JSON, the text where it is none, undefined where there is no body. */
  readonly body: unknown
  /** The server's time, in Unix milliseconds. */
  readonly receivedAt: number
}

/**
 * A request and what became of it.
 *
 * @category models
 * @since 0.1.0
 */
export interface LoggedRequest extends ReceivedRequest {
  /** The status of the answer, undefined while there is none and where the connection was broken. */
  readonly status: number | undefined
}

/**
 * A log that forgets the oldest requests when it is full.
 *
 * @category models
 * @since 0.1.0
 */
export interface RequestLog {
  /** Numbers a request of a size, in characters, and keeps it. */
  readonly receive: (request: Omit<ReceivedRequest, "number">, size: number) => ReceivedRequest
  readonly answer: (number: number, status: number) => void
  readonly entries: () => ReadonlyArray<LoggedRequest>
  /** How many requests there were, those forgotten included. */
  readonly count: () => number
  readonly clear: () => void
}

/** How many requests are kept: enough for an export of a million records. */
const capacity = 20_000

/** How many characters the kept requests have at most, but for the latest one. */
const room = 32 * 1024 * 1024

/**
 * Makes an empty log.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeRequestLog = (): RequestLog => {
  let count = 0
  let taken = 0
  const kept = new Map<number, { readonly size: number; readonly request: LoggedRequest }>()

  /** Forgets the oldest requests until the others have room. */
  const forget = (): void => {
    for (const [number, { size }] of kept) {
      if (kept.size <= 1 || (kept.size <= capacity && taken <= room)) return
      kept.delete(number)
      taken -= size
    }
  }

  return {
    receive: (request, size) => {
      const received = { ...request, number: ++count }
      kept.set(count, { size, request: { ...received, status: undefined } })
      taken += size
      forget()
      return received
    },
    answer: (number, status) => {
      const known = kept.get(number)
      if (known !== undefined) kept.set(number, { ...known, request: { ...known.request, status } })
    },
    entries: () => Array.from(kept.values(), ({ request }) => request),
    count: () => count,
    clear: () => {
      count = 0
      taken = 0
      kept.clear()
    }
  }
}
