/**
 * The data connectors endpoints.
 *
 * @since 0.1.0
 */
import { DataConnectors } from "@effect-intercom/resources"
import type { JsonObject } from "../../workspace/Record.ts"
import { type Answer, invalid, isRefusal, ok, refuse, type Refusal, unprocessable } from "../../route/Answer.ts"
import { flag, listOf, missing, object, oneOf, orNull, readFields, text } from "../../route/Body.ts"
import { isoTime } from "../../route/IsoTime.ts"
import { cursorListOfRows } from "../../route/Rows.ts"
import { shelved } from "../../route/Shelved.ts"
import type { Call, Route } from "../Route.ts"
import type { Workspace } from "../Workspace.ts"
import type { DataConnectorRecord, ExecutionRecord } from "./State.ts"

const limits = { defaultPerPage: 20, maxPerPage: 150 }

const notFound: Refusal = refuse(404, "data_connector_not_found", "Data connector not found")

const read = ({ body }: Call, known: DataConnectorRecord | undefined): Partial<DataConnectorRecord> | Refusal => {
  const fields =
    (known === undefined ? missing(body, ["name"]) : undefined) ??
    readFields<DataConnectorRecord>(body, {
      name: text,
      description: orNull(text),
      ...(known === undefined ? {} : { state: oneOf("draft", "live") }),
      http_method: oneOf("delete", "get", "patch", "post", "put"),
      url: orNull(text),
      body: orNull(text),
      headers: listOf(object),
      audiences: listOf(oneOf("leads", "users", "visitors")),
      data_inputs: listOf(object),
      token_ids: listOf(text),
      direct_fin_usage: flag,
      customer_authentication: flag,
      bypass_authentication: flag,
      validate_missing_attributes: flag
    })
  return isRefusal(fields) ? unprocessable(fields) : fields
}

/** In lists without what it asks and how. */
const renderRow = (connector: DataConnectorRecord): JsonObject => ({
  type: "data_connector",
  id: connector.id,
  name: connector.name,
  description: connector.description,
  state: connector.state,
  http_method: connector.http_method,
  direct_fin_usage: connector.direct_fin_usage,
  created_by_admin_id: connector.created_by_admin_id,
  updated_by_admin_id: connector.created_by_admin_id,
  created_at: isoTime(connector.created_at),
  updated_at: isoTime(connector.updated_at),
  execution_results_url: `/data_connectors/${connector.id}/execution_results`
})

const render = (_: Call, connector: DataConnectorRecord): JsonObject => ({
  ...renderRow(connector),
  url: connector.url,
  body: connector.body,
  headers: connector.headers,
  audiences: connector.audiences,
  execution_type: "server_side",
  configuration_response_type: "test_response_type",
  data_transformation_type: null,
  client_function_name: null,
  client_function_timeout_ms: null,
  data_inputs: connector.data_inputs,
  response_fields: [],
  object_mappings: [],
  token_ids: connector.token_ids,
  customer_authentication: connector.customer_authentication,
  bypass_authentication: connector.bypass_authentication,
  validate_missing_attributes: connector.validate_missing_attributes
})

const connectors = shelved<Workspace, DataConnectorRecord>({
  shelf: (workspace) => workspace.dataConnectors,
  read,
  render,
  created: 201,
  notFound,
  removed: (_, { id }) => ({ id, object: "data_connector", deleted: true })
})

/** What is live may be in use. */
const remove = (call: Call): Answer | Refusal =>
  connectors.withOne(call, ({ state }) =>
    state === "live"
      ? refuse(409, "data_connector_in_use", "Data connector is in use by other resources and cannot be deleted")
      : connectors.remove(call)
  )

const hour = 3600

/** Those of the last hour, unless another time is asked for. */
const listExecutions = (call: Call): Answer | Refusal =>
  connectors.withOne(call, ({ id }) => {
    const { query, workspace } = call
    const until = query.get("end_ts") ?? String(workspace.now())
    const from = query.get("start_ts") ?? String(workspace.now() - hour)
    if (![from, until].every((time) => /^\d{1,15}$/.test(time)))
      return invalid("start_ts and end_ts must be Unix timestamps", "start_ts")
    const success = query.get("success")
    const errorType = query.get("error_type")
    const found = workspace.dataConnectorExecutions
      .latest()
      .filter(
        (execution) =>
          execution.connector_id === id &&
          execution.created_at >= Number(from) &&
          execution.created_at <= Number(until) &&
          (success === null || String(execution.success) === success) &&
          (errorType === null || execution.error_type === errorType)
      )
    const withBodies = query.get("include_bodies") === "true"
    return cursorListOfRows(call, found, limits, (execution) => renderExecution(call, execution, withBodies))
  })

const getExecution = (call: Call): Answer | Refusal => {
  const execution = call.workspace.dataConnectorExecutions.get(call.params["execution_result_id"] ?? "")
  return execution === undefined || execution.connector_id !== call.params["id"]
    ? notFound
    : ok(renderExecution(call, execution, true))
}

const renderExecution = ({ workspace }: Call, execution: ExecutionRecord, withBodies: boolean): JsonObject => {
  const connector = workspace.dataConnectors.get(execution.connector_id)
  return {
    type: "data_connector.execution",
    id: execution.id,
    data_connector_id: execution.connector_id,
    success: execution.success,
    http_status: execution.http_status,
    http_method: connector?.http_method ?? null,
    error_type: execution.error_type,
    error_message: execution.error_message,
    execution_time_ms: execution.execution_time_ms,
    source_type: execution.source_type,
    source_id: execution.source_id,
    conversation_id: execution.conversation_id,
    created_at: isoTime(execution.created_at),
    request_url: connector?.url ?? null,
    ...(withBodies
      ? {
          request_body: execution.request_body,
          response_body: execution.response_body,
          raw_response_body: execution.response_body
        }
      : {})
  }
}

/**
 * The routes of data connectors.
 *
 * @category routes
 * @since 0.1.0
 */
export const dataConnectorRoutes: ReadonlyArray<Route> = [
  {
    operation: DataConnectors.list,
    handle: (call) => cursorListOfRows(call, call.workspace.dataConnectors.latest(), limits, renderRow)
  },
  { operation: DataConnectors.create, handle: connectors.create },
  { operation: DataConnectors.get, handle: connectors.get },
  { operation: DataConnectors.update, handle: connectors.update },
  { operation: DataConnectors.delete, handle: remove },
  { operation: DataConnectors.listExecutionResults, handle: listExecutions },
  { operation: DataConnectors.getExecutionResult, handle: getExecution }
]
