/**
 * What needs Node: the fake workspace over HTTP.
 *
 * @since 0.1.0
 */
import * as Serve from "./server/Serve.ts"
import * as Fake from "./FakeIntercom.ts"

export { type ServedFake, ServeError, type ServeOptions } from "./server/Serve.ts"

/**
 * The fake workspace, with `serve` for clients outside this process.
 *
 * @category services
 * @since 0.1.0
 */
export class FakeIntercom extends Fake.FakeIntercom {
  /**
   * Serves a workspace on 127.0.0.1 until the scope closes.
   *
   * @since 0.1.0
   */
  static readonly serve = Serve.serve
}
