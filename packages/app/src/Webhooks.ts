/**
 * Webhooks: notifications of what happens in a workspace, verified, typed, and kept until they are handled.
 *
 * @since 0.1.0
 */
export {
  type ClosedTicket,
  type CompanyContact,
  type ContactTag,
  type DeletedItem,
  type MergedContact,
  type OpenItem,
  type Ping
} from "./webhooks/Items.ts"
export {
  decode,
  type Envelope,
  itemId,
  itemKey,
  type Known,
  type Notification,
  type NotificationOf,
  type Unknown
} from "./webhooks/Notification.ts"
export {
  makeVerifier,
  type Secret,
  sign,
  signatureHeaders,
  type SignatureKind,
  type SignedRequest,
  type Verified,
  type Verifier
} from "./signed/Signature.ts"
export { isTopic, type ItemByTopic, type Topic, type TopicInfo, type TopicResource, topics } from "./webhooks/Topics.ts"
export { WebhookError } from "./signed/WebhookError.ts"
export {
  type Claim,
  type DeadLetter,
  Inbox,
  type InboxOptions,
  layerInbox,
  layerInboxRedis,
  layerInboxSql,
  type RedisStoreOptions,
  type SqlStoreOptions
} from "./inbox/Inbox.ts"
export { arrival, latest, type Order, refetch } from "./inbox/Order.ts"
export { type Handlers, type HandlerServices, run, type RunOptions, stream } from "./inbox/Run.ts"
export { type Health, makeReceiver, type ReceiveOptions } from "./webhooks/Receive.ts"
export { type Receiver } from "./signed/SignedReceiver.ts"
export { type HandlerOptions, layerRoutes, toNodeHandler, toWebHandler } from "./webhooks/Serve.ts"
export { type FetchHandler, type RequestContext } from "./serve/FetchHandler.ts"
export { type NodeHandler, type NodeRequest, type NodeResponse } from "./serve/NodeHandler.ts"
