/**
 * What the Fin Agent API tells: events, verified by webhook or as a stream.
 *
 * @since 0.1.0
 */
export {
  type CsatRequested,
  decode,
  type Decoded,
  type Event,
  type Replied,
  type ReplyChunk,
  type StatusUpdated,
  type Unknown
} from "./fin/Events.ts"
export { type FinOptions, layerRoutes, toWebHandler } from "./fin/Serve.ts"
export { events, SubscriptionError } from "./fin/Subscription.ts"
