/**
 * Values that are keys to something: they do not reach a model, whatever operation answers with them.
 *
 * @since 0.1.0
 */
import * as Predicate from "effect/Predicate"

/**
 * A copy without the values of secrets, tokens and passwords, at any depth. Fields of that name that hold no text stay, and so do
 * names and ids of secrets.
 *
 * @internal
 */
export const withoutSecrets = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutSecrets)
  if (!Predicate.isReadonlyObject(value)) return value
  const isSecretItself = "name" in value && typeof value["name"] === "string" && secret.test(value["name"])
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) =>
      typeof inner === "string" && (secret.test(name) || (isSecretItself && name === "value"))
        ? [name, "[withheld]"]
        : [name, withoutSecrets(inner)]
    )
  )
}

/** Ends of names, so that `token_count` and `secret_id` are none. */
const secret = /(?:^|[_-])(?:secret|token|password|passwd|api[_-]?key|private[_-]?key|authorization|user_hash|jwt)s?$/i
