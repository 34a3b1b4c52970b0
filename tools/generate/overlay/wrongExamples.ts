/**
 * Official request examples that are wrong themselves, ten operations at most. They are no evidence, and the conformance
 * test does not ask that they are accepted.
 */
import { Predicate } from "effect"

export const wrongRequests: ReadonlyArray<{
  readonly operation: string
  readonly isWrong: (body: unknown) => boolean
  readonly reason: string
}> = [
  {
    operation: "articles.create",
    isWrong: (body) => lacks(body, "author_id"),
    reason: "shows the 400 of a missing author"
  },
  {
    operation: "collections.create",
    isWrong: (body) => lacks(body, "name"),
    reason: "shows the 400 of a missing name"
  },
  {
    operation: "internalArticles.create",
    isWrong: (body) => lacks(body, "author_id"),
    reason: "shows the 400 of a missing author"
  },
  {
    operation: "companies.create",
    isWrong: (body) => has(body, "test"),
    reason: "shows the 400 of a field that does not exist"
  },
  {
    operation: "companies.update",
    isWrong: (body) => has(body, "test"),
    reason: "shows the 400 of a field that does not exist"
  },
  { operation: "companies.attachContact", isWrong: (body) => body === null, reason: "shows the 400 of a missing body" },
  {
    operation: "tags.create",
    isWrong: (body) => has(body, "test"),
    reason: "shows the 400 of a field that does not exist"
  },
  {
    operation: "dataAttributes.create",
    isWrong: (body) =>
      lacks(body, "name") || (Predicate.hasProperty(body, "data_type") && body.data_type === "mithril"),
    reason: "shows the 400s of a missing name and of a data type that does not exist"
  },
  {
    operation: "dataAttributes.update",
    isWrong: (body) => Predicate.hasProperty(body, "options") && !Array.isArray(body.options),
    reason: "shows the 400 of options that are no list"
  }
]

/** Whether a request example is in the list. */
export const isWrongRequest = (operation: string, body: unknown): boolean =>
  wrongRequests.some((wrong) => wrong.operation === operation && wrong.isWrong(body))

const has = (body: unknown, field: string): boolean => Predicate.hasProperty(body, field)

const lacks = (body: unknown, field: string): boolean => !Predicate.hasProperty(body, field)
