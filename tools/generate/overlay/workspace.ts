/** Teammates, settings, jobs and exports of a workspace. */
import { cursor, pages, type ResourceOverlay, url } from "./Overlay.ts"

export const workspace: Readonly<Record<string, ResourceOverlay>> = {
  Admins: {
    summary: "Your teammates.",
    operations: {
      "GET /me": { name: "identify", summary: "Tells whose token it is, and of which workspace." },
      "GET /admins": { name: "list", summary: "Lists the admins." },
      "GET /admins/{id}": { name: "get", summary: "Retrieves one admin." },
      "PUT /admins/{id}/away": { name: "setAway", summary: "Sets an admin away or back." }
    }
  },
  ActivityLogs: {
    summary: "What admins did in the workspace.",
    operations: {
      "GET /admins/activity_logs": {
        name: "list",
        summary: "Lists the activity of admins in a span of time.",
        pages: url("activity_logs"),
        corrections: [
          {
            retype: "created_at_after",
            in: "query",
            type: "string | number",
            reason: "declared as a string, sent as Unix seconds"
          },
          {
            retype: "created_at_before",
            in: "query",
            type: "string | number",
            reason: "declared as a string, sent as Unix seconds"
          }
        ]
      },
      "POST /admins/activity_logs/search": {
        name: "search",
        summary: "Finds activity of admins by time and kind.",
        access: "read",
        pages: pages("activity_logs", 250),
        idempotent: true
      },
      "GET /admins/activity_log_event_types": {
        name: "listEventTypes",
        summary: "Lists the kinds of activity there are."
      }
    }
  },
  Teams: {
    summary: "Groups of admins.",
    operations: {
      "GET /teams": { name: "list", summary: "Lists the teams." },
      "GET /teams/{id}": { name: "get", summary: "Retrieves one team." },
      "PUT /teams/{id}": { name: "update", summary: "Changes who is in a team." },
      "GET /teams/{id}/metrics": { name: "listMetrics", summary: "Lists how busy a team is." }
    }
  },
  AwayStatusReasons: {
    summary: "The reasons admins can give for being away.",
    operations: { "GET /away_status_reasons": { name: "list", summary: "Lists the reasons." } }
  },
  Brands: {
    summary: "The brands of a workspace.",
    operations: {
      "GET /brands": { name: "list", summary: "Lists the brands." },
      "GET /brands/{id}": { name: "get", summary: "Retrieves one brand." }
    }
  },
  Emails: {
    summary: "The addresses a workspace sends from.",
    operations: {
      "GET /emails": { name: "list", summary: "Lists the addresses." },
      "GET /emails/{id}": { name: "get", summary: "Retrieves one address." }
    }
  },
  Macros: {
    summary: "Saved replies and actions.",
    operations: {
      "GET /macros": { name: "list", summary: "Lists macros.", pages: cursor("data", 150) },
      "GET /macros/{id}": { name: "get", summary: "Retrieves one macro." }
    }
  },
  OfficeHours: {
    summary: "When a workspace is open.",
    operations: {
      "GET /office_hours_schedules": { name: "list", summary: "Lists the schedules." },
      "POST /office_hours_schedules": { name: "create", summary: "Creates a schedule." },
      "GET /office_hours_schedules/{id}": { name: "get", summary: "Retrieves one schedule." },
      "PUT /office_hours_schedules/{id}": { name: "update", summary: "Changes a schedule." },
      "DELETE /office_hours_schedules/{id}": { name: "delete", summary: "Deletes a schedule." },
      "GET /office_hours_schedules/{id}/office_hours_exceptions": {
        name: "listExceptions",
        summary: "Lists the exceptions of a schedule."
      },
      "POST /office_hours_schedules/{id}/office_hours_exceptions": {
        name: "createException",
        summary: "Adds an exception to a schedule."
      },
      "GET /office_hours_schedules/{id}/office_hours_exceptions/{exception_id}": {
        name: "getException",
        summary: "Retrieves one exception."
      },
      "PUT /office_hours_schedules/{id}/office_hours_exceptions/{exception_id}": {
        name: "updateException",
        summary: "Changes an exception."
      },
      "DELETE /office_hours_schedules/{id}/office_hours_exceptions/{exception_id}": {
        name: "deleteException",
        summary: "Deletes an exception."
      }
    }
  },
  IpAllowlist: {
    summary: "The addresses from which a workspace may be used.",
    operations: {
      "GET /ip_allowlist": { name: "get", summary: "Retrieves the allowlist." },
      "PUT /ip_allowlist": {
        name: "update",
        summary: "Changes the allowlist.",
        access: "destructive",
        idempotent: true
      }
    }
  },
  IdentityVerificationSecrets: {
    summary: "The secrets that prove who a messenger user is.",
    operations: {
      "GET /secure_mode_secrets": { name: "list", summary: "Lists the secrets, without their values." },
      "POST /secure_mode_secrets": { name: "create", summary: "Creates a secret; its value is shown this once." },
      "DELETE /secure_mode_secrets/{id}": { name: "delete", summary: "Deletes a secret." }
    }
  },
  DataConnectors: {
    summary: "Requests Fin and workflows make to your systems.",
    operations: {
      "GET /data_connectors": { name: "list", summary: "Lists data connectors.", pages: cursor("data") },
      "POST /data_connectors": { name: "create", summary: "Creates a data connector." },
      "GET /data_connectors/{id}": { name: "get", summary: "Retrieves one data connector." },
      "PATCH /data_connectors/{id}": { name: "update", summary: "Changes a data connector." },
      "DELETE /data_connectors/{id}": {
        name: "delete",
        summary: "Deletes a data connector that is a draft and in no use."
      },
      "GET /data_connectors/{id}/execution_results": {
        name: "listExecutionResults",
        summary: "Lists what came of a connector's requests.",
        pages: cursor("data")
      },
      "GET /data_connectors/{id}/execution_results/{execution_result_id}": {
        name: "getExecutionResult",
        summary: "Retrieves what came of one request."
      }
    }
  },
  EcommerceConnectors: {
    summary: "Product catalogues.",
    operations: {
      "POST /ecommerce/connectors/{id}/catalog": {
        name: "uploadCatalog",
        summary: "Uploads a product catalogue, whole or in parts.",
        access: "destructive"
      }
    }
  },
  Workflows: {
    summary: "Automations of a workspace.",
    operations: { "GET /export/workflows/{id}": { name: "get", summary: "Retrieves the definition of a workflow." } }
  },
  Jobs: {
    summary: "Work that Intercom does in the background.",
    operations: { "GET /jobs/status/{id}": { name: "get", summary: "Retrieves the state of a job." } }
  },
  DataExport: {
    summary: "Exports of message statistics, made in a job and read as a file.",
    operations: {
      "POST /export/content/data": {
        name: "create",
        summary: "Starts an export of a span of time.",
        notes: ["A workspace has one at a time: fails with `JobLimitReached` while another is pending."]
      },
      "GET /export/content/data/{job_identifier}": { name: "get", summary: "Retrieves the state of an export." },
      "POST /export/cancel/{job_identifier}": {
        name: "cancel",
        summary: "Cancels an export.",
        access: "destructive",
        idempotent: true
      },
      "GET /download/content/data/{job_identifier}": {
        name: "download",
        summary: "Streams the file of an export: CSV, compressed with gzip.",
        reads: "bytes"
      }
    }
  },
  // The descriptions declare `job_identifier` as a query parameter; the generator finds it in the path.
  ReportingDataExport: {
    summary: "Exports of reporting data sets, made in a job and read as a file.",
    operations: {
      "GET /export/reporting_data/get_datasets": {
        name: "listDatasets",
        summary: "Lists the data sets and their attributes."
      },
      "POST /export/reporting_data/enqueue": {
        name: "enqueue",
        summary: "Starts an export of a data set.",
        notes: ["A workspace has five at a time: fails with `JobLimitReached` while they are pending."]
      },
      "GET /export/reporting_data/{job_identifier}": {
        name: "get",
        summary: "Retrieves the state of an export.",
        corrections: [{ optional: ["app_id", "client_id"], reason: "the token already says which workspace and app" }]
      },
      "GET /download/reporting_data/{job_identifier}": {
        name: "download",
        summary: "Streams the file of an export: CSV.",
        reads: "bytes",
        corrections: [{ optional: ["app_id"], reason: "the token already says which workspace" }]
      }
    }
  }
}
