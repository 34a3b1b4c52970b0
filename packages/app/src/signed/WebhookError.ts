/**
 * Why a request of a webhook was not taken.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/**
 * A request that is no notification of Intercom's, or cannot be told to be one.
 *
 * - `unsigned`: none of Intercom's signature headers is there.
 * - `forged`: the signature is not that of the body under any of the secrets.
 * - `parsed`: something read the body first, so that its bytes are gone; the message says how to mend it.
 * - `too-large`: the body is larger than the limit.
 * - `unreadable`: the body ended early or could not be read.
 *
 * Neither secrets nor signatures nor the body stand in it.
 *
 * @category errors
 * @since 0.1.0
 */
export class WebhookError extends Schema.TaggedError<WebhookError>("@effect-intercom/app/WebhookError")(
  "WebhookError",
  { kind: Schema.Literals(["unsigned", "forged", "parsed", "too-large", "unreadable"]) }
) {
  override get message(): string {
    return messages[this.kind]
  }
}

const messages = {
  unsigned: "the request has no signature of Intercom's (X-Hub-Signature, X-Body-Signature)",
  forged:
    "the signature does not belong to this body: the secret is not the client secret of the app (Developer Hub, Basic information), or somebody else sent it",
  parsed:
    'the body was read before it came here, and the signature is over its bytes. Mount the handler before express.json(), or give it the bytes with express.raw({ type: "*/*" }); in other frameworks hand over the request before anything calls json() or text() on it',
  "too-large": "the body is larger than bodyLimit",
  unreadable: "the body could not be read to its end"
} as const
