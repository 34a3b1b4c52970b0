/**
 * The writes that were opened by name. Nothing that writes is sent, listed or spoken of otherwise.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"

/**
 * Ids of the operations that write and may be called. None when nothing is said.
 *
 * @internal
 */
export const Opened: Context.Reference<ReadonlySet<string>> = Context.Reference("@effect-intercom/mcp/Opened", {
  defaultValue: (): ReadonlySet<string> => new Set()
})
