/**
 * Why an install did not come about.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/**
 * An install that is refused.
 *
 * - `state`: the state was never given out, was used before, has expired, or belongs to another session. Which of them is
 *   not told: somebody may be trying.
 * - `code`: Intercom does not take the code: it was used, or is older than five minutes. Send the admin to `authorizeUrl`
 *   again.
 * - `credentials`: Intercom does not know the client id with this secret.
 * - `unavailable`: Intercom could not be reached, was busy, or answered with nothing that could be read. The code may still
 *   be good.
 * - `workspace`: there is a token, but Intercom does not say of which workspace.
 *
 * Neither code nor secret nor token stand in it.
 *
 * @category errors
 * @since 0.1.0
 */
export class OAuthError extends Schema.TaggedError<OAuthError>("@effect-intercom/app/OAuthError")("OAuthError", {
  kind: Schema.Literals(["state", "code", "credentials", "unavailable", "workspace"]),
  /** The HTTP status of Intercom's answer, where there was one. */
  status: Schema.optionalKey(Schema.Number)
}) {
  override get message(): string {
    return this.status === undefined ? messages[this.kind] : `${messages[this.kind]} (HTTP ${this.status})`
  }
}

const messages = {
  state: "the state was not given out for this session, was used before, or has expired: start the install again",
  code: "Intercom does not take the code, which is good for one use within five minutes: start the install again",
  credentials: "Intercom does not know the client id with this client secret (Developer Hub, Basic information)",
  unavailable: "Intercom could not be reached, or did not answer with a token",
  workspace: "Intercom gave a token, but does not say of which workspace"
} as const
