/**
 * The errors of reading page after page: an `IntercomError` with the operation's id, as every call's.
 *
 * @since 0.1.0
 */
import {
  IntercomClient,
  IntercomError,
  InvalidInput,
  type Operation,
  PaginationError,
  type Reason
} from "@effect-intercom/core"
import * as Effect from "effect/Effect"

/**
 * Why reading cannot go on, before it is an error of an operation.
 *
 * @category models
 * @since 0.1.0
 */
export interface Problem {
  readonly kind: PaginationError["kind"]
  readonly message: string
}

/**
 * What an error says of where it happened.
 *
 * @category models
 * @since 0.1.0
 */
export interface Site {
  readonly operation: Pick<Operation.Definition, "id" | "method" | "path">
  readonly baseUrl: string
}

/**
 * The error of a problem met after `pages` pages.
 *
 * @category constructors
 * @since 0.1.0
 */
export const fromProblem = (site: Site, pages: number, problem: Problem): IntercomError =>
  failure(site, new PaginationError({ ...problem, pages }))

/**
 * The error of an option that was refused before anything was sent.
 *
 * @category constructors
 * @since 0.1.0
 */
export const refused = (site: Site, path: string, message: string): IntercomError =>
  failure(site, new InvalidInput({ issues: [{ path, message }] }))

/**
 * Turns Intercom's refusal to go beyond 10,000 rows of a numbered list into the error that says how to go on. Other
 * errors stay as they are.
 *
 * @category conversions
 * @since 0.1.0
 */
export const explainLimit = (site: Site, pages: number, error: IntercomError): IntercomError =>
  isPageLimit(error.reason)
    ? fromProblem(site, pages, {
        kind: "limit",
        message:
          "Intercom ends this list at 10,000 rows although there are more; read it with the resource's scroll or search operation"
      })
    : error

const isPageLimit = (reason: Reason): boolean =>
  reason._tag === "InvalidRequest" &&
  reason.errors.some(({ message }) => message !== undefined && /page limit|scroll api/i.test(message))

/**
 * Fails with a reason as the operation would, where no response is at hand that tells the host.
 *
 * @category constructors
 * @since 0.1.0
 */
export const fail = (
  operation: Site["operation"],
  reason: Reason
): Effect.Effect<never, IntercomError, IntercomClient.IntercomClient> =>
  IntercomClient.IntercomClient.use(({ baseUrl }) => Effect.fail(failure({ operation, baseUrl }, reason)))

const failure = ({ baseUrl, operation }: Site, reason: Reason): IntercomError =>
  new IntercomError({ operation: operation.id, method: operation.method, url: baseUrl + operation.path, reason })
