/**
 * What needs Node: the error of a fake workspace that cannot be served, and the same `FakeIntercom` beside it.
 *
 * @since 0.1.0
 */
export { FakeIntercom } from "./FakeIntercom.ts"
export { type ServedFake, ServeError, type ServeOptions } from "./server/Serve.ts"
