/**
 * What a workspace asks other services: its connectors, and what came of them. None from the start.
 *
 * @since 0.1.0
 */
import type { JsonObject, Row } from "../../workspace/Record.ts"
import { makeShelf, type Shelf } from "../../workspace/Shelf.ts"

/**
 * A data connector as the workspace holds it. It is never run: what came of it is added by tests.
 *
 * @category models
 * @since 0.1.0
 */
export interface DataConnectorRecord extends Row {
  readonly name: string
  readonly description: string | null
  readonly state: "draft" | "live"
  readonly http_method: "delete" | "get" | "patch" | "post" | "put"
  readonly url: string | null
  readonly body: string | null
  readonly headers: ReadonlyArray<JsonObject>
  readonly audiences: ReadonlyArray<"leads" | "users" | "visitors">
  readonly data_inputs: ReadonlyArray<JsonObject>
  readonly token_ids: ReadonlyArray<string>
  readonly direct_fin_usage: boolean
  readonly customer_authentication: boolean
  readonly bypass_authentication: boolean
  readonly validate_missing_attributes: boolean
  /** The id of an admin. */
  readonly created_by_admin_id: string
}

/**
 * What came of a connector once.
 *
 * @category models
 * @since 0.1.0
 */
export interface ExecutionRecord extends Row {
  readonly connector_id: string
  readonly success: boolean
  readonly http_status: number | null
  readonly error_type: string | null
  readonly error_message: string | null
  readonly execution_time_ms: number
  readonly source_type: string | null
  readonly source_id: string | null
  readonly conversation_id: string | null
  readonly request_body: string | null
  readonly response_body: string | null
}

/**
 * Makes the connectors of a workspace.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeDataConnectors = (now: () => number, somebody: () => string): Shelf<DataConnectorRecord> =>
  makeShelf({
    now,
    firstId: 12_345,
    blank: (id) => ({
      name: `Connector ${id}`,
      description: null,
      state: "draft",
      http_method: "get",
      url: null,
      body: null,
      headers: [],
      audiences: [],
      data_inputs: [],
      token_ids: [],
      direct_fin_usage: false,
      customer_authentication: false,
      bypass_authentication: false,
      validate_missing_attributes: false,
      created_by_admin_id: somebody()
    })
  })

/**
 * Makes what came of the connectors of a workspace.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeExecutions = (now: () => number): Shelf<ExecutionRecord> =>
  makeShelf({
    now,
    firstId: 99_001,
    blank: () => ({
      connector_id: "12345",
      success: true,
      http_status: 200,
      error_type: null,
      error_message: null,
      execution_time_ms: 150,
      source_type: "workflow",
      source_id: null,
      conversation_id: null,
      request_body: null,
      response_body: null
    })
  })
