import { assert } from "@effect/vitest"
import { type Flows, refusal } from "./Flow.ts"

/** Admins and teams, attributes, exports and the rest of a workspace. */
export const setupFlows: Flows = {
  "a token is somebody's, and a wrong one nobody's": async ({ admin, client }) => {
    const me = await client.admins.identify()
    assert.strictEqual(me?.id, admin)
    assert.strictEqual(me?.app?.region, "US")
    const wrong = client.admins.identify({ headers: { Authorization: "Bearer wrong" } })
    assert.strictEqual((await refusal(wrong)).status, 401)
  },

  "admins are listed, go away and come back": async ({ admin, client }) => {
    const { admins = [] } = await client.admins.list()
    assert.isTrue(admins.some((one) => one?.id === admin))
    const reasons = await client.awayStatusReasons.listAwayStatusReasons()
    assert.isAbove(JSON.stringify(reasons).length, 10)
    const admin_id = Number(admin)
    await client.admins.away({ admin_id, away_mode_enabled: true, away_mode_reassign: false })
    assert.strictEqual((await client.admins.find({ admin_id }))?.away_mode_enabled, true)
    await client.admins.away({ admin_id, away_mode_enabled: false, away_mode_reassign: false })
    assert.strictEqual((await client.admins.find({ admin_id }))?.away_mode_enabled, false)
  },

  "what admins did is logged": async ({ client, workspace }) => {
    const day = 86_400
    const { activity_logs = [] } = await client.admins.listAllActivityLogs({
      created_at_after: String(workspace.now() - 365 * day)
    })
    assert.isAbove(activity_logs.length, 0)
  },

  "teams have members": async ({ client }) => {
    const { teams = [] } = await client.teams.list()
    const found = await client.teams.find({ team_id: teams[0]?.id ?? "" })
    assert.strictEqual(found.name, teams[0]?.name)
    assert.isAbove(found.admin_ids?.length ?? 0, 0)
  },

  "an attribute of contacts is made and changed": async ({ client }) => {
    const described = { name: "mood", model: "contact", data_type: "string" } as const
    const attribute = await client.dataAttributes.create(described)
    await client.dataAttributes.update({
      data_attribute_id: Number(attribute.id),
      body: { description: "How somebody feels" }
    })
    const { data = [] } = await client.dataAttributes.list({ model: "contact" })
    assert.deepInclude(
      data.find(({ name }) => name === "mood"),
      { description: "How somebody feels", custom: true }
    )
  },

  "an object of one's own type is kept": async ({ client, workspace }) => {
    const type = { custom_object_type_identifier: "Order" } as const
    const order = { external_id: "order-1", external_created_at: workspace.now(), custom_attributes: { total: "12" } }
    const created = await client.customObjectInstances.createCustomObjectInstances({ ...type, ...order })
    const byId = { ...type, custom_object_instance_id: created?.id ?? "" }
    const found = await client.customObjectInstances.getCustomObjectInstancesById(byId)
    assert.strictEqual(found?.external_id, "order-1")
    const same = await client.customObjectInstances.getCustomObjectInstancesByExternalId({
      ...type,
      external_id: "order-1"
    })
    assert.strictEqual(same?.id, created?.id)
    await client.customObjectInstances.deleteCustomObjectInstancesById({ ...type, external_id: "order-1" })
    const second = await client.customObjectInstances.createCustomObjectInstances({ ...type, ...order })
    await client.customObjectInstances.deleteCustomObjectInstancesByExternalId({
      ...type,
      custom_object_instance_id: second?.id ?? ""
    })
    assert.deepStrictEqual(workspace.customObjects.all(), [])
  },

  "messages that were sent are exported": async ({ client, pass, workspace }) => {
    const { job_identifier = "" } = await client.dataExport.create({
      created_at_after: workspace.plan.timeline.start,
      created_at_before: workspace.now()
    })
    const another = client.dataExport.create({ created_at_after: 1, created_at_before: 2 })
    assert.strictEqual((await refusal(another)).status, 429)
    assert.notStrictEqual((await client.dataExport.find({ job_identifier })).status, "completed")
    await pass(5)
    assert.strictEqual((await client.dataExport.find({ job_identifier })).status, "completed")
    await client.dataExport.download({ job_identifier })
    const next = await client.dataExport.create({ created_at_after: 1, created_at_before: 2 })
    const canceled = await client.dataExport.cancel({ job_identifier: next.job_identifier ?? "" })
    assert.strictEqual(canceled.status, "canceled")
  },

  "reports are exported": async ({ client, pass, workspace }) => {
    const { data: datasets = [] } = await client.export.listAvailableDatasetsAndAttributes()
    const dataset = datasets.find(({ id }) => id === "conversation")
    const { job_identifier = "" } = await client.export.enqueueANewReportingDataExportJob({
      dataset_id: "conversation",
      attribute_ids: (dataset?.attributes ?? []).slice(0, 2).map(({ id }) => id ?? ""),
      start_time: workspace.plan.timeline.start,
      end_time: workspace.now()
    })
    await pass(5)
    const ids = { job_identifier, app_id: workspace.id }
    const ready = await client.dataExport.exportReportingData({ ...ids, client_id: "client" })
    assert.strictEqual(ready.job_identifier, job_identifier)
    await client.dataExport.downloadReportingDataExport(ids)
  },

  "addresses that may come in are listed": async ({ client }) => {
    await client.ipAllowlist.getIpAllowlist()
    const updated = await client.ipAllowlist.updateIpAllowlist({ enabled: true, ip_allowlist: ["192.0.2.1"] })
    assert.deepStrictEqual(updated.ip_allowlist, ["192.0.2.1"])
  }
}
