/**
 * The endpoints of who is let in: allowed addresses, and secrets of identity verification.
 *
 * @since 0.1.0
 */
import { IdentityVerificationSecrets, IpAllowlist } from "@effect-intercom/resources"
import type { JsonObject } from "../../workspace/Record.ts"
import { type Answer, isRefusal, ok, refuse, type Refusal, unprocessable } from "../../route/Answer.ts"
import { flag, listOf, missing, readFields, text } from "../../route/Body.ts"
import { shelved } from "../../route/Shelved.ts"
import { hex } from "../../workspace/seeding/Random.ts"
import { salts } from "../../workspace/seeding/Plan.ts"
import type { Call, Route } from "../Route.ts"
import type { Workspace } from "../Workspace.ts"
import type { IdentitySecretRecord, IpAllowlistRecord } from "./State.ts"

const getAllowlist = ({ workspace }: Call): Answer => ok(renderAllowlist(workspace.ipAllowlist.get()))

const updateAllowlist = ({ body, workspace }: Call): Answer | Refusal => {
  const fields = readFields<IpAllowlistRecord>(body, { enabled: flag, ip_allowlist: listOf(text) })
  return isRefusal(fields) ? unprocessable(fields) : ok(renderAllowlist(workspace.ipAllowlist.update(fields)))
}

const renderAllowlist = (list: IpAllowlistRecord): JsonObject => ({
  type: "ip_allowlist",
  enabled: list.enabled,
  ip_allowlist: list.ip_allowlist
})

const read = ({ body }: Call): Partial<IdentitySecretRecord> | Refusal => {
  const fields =
    missing(body, ["name"]) ??
    readFields<IdentitySecretRecord>(body, {
      name: text,
      supports_android: flag,
      supports_ios: flag,
      supports_web: flag
    })
  return isRefusal(fields) ? unprocessable(fields) : fields
}

const render = (_: Call, secret: IdentitySecretRecord): JsonObject => ({
  type: "identity_verification_secret",
  id: secret.id,
  name: secret.name,
  supports_android: secret.supports_android,
  supports_ios: secret.supports_ios,
  supports_web: secret.supports_web,
  created_at: secret.created_at
})

const secrets = shelved<Workspace, IdentitySecretRecord>({
  shelf: (workspace) => workspace.identitySecrets,
  read,
  // What it is made of is told this once.
  render: (call, secret) => ({
    ...render(call, secret),
    secret: hex(43, call.workspace.plan.seed, salts.workspace + 80, Number(secret.id))
  }),
  created: 201,
  notFound: refuse(404, "identity_verification_secret_not_found", "Identity verification secret not found")
})

/**
 * The routes of who is let in.
 *
 * @category routes
 * @since 0.1.0
 */
export const securityRoutes: ReadonlyArray<Route> = [
  { operation: IpAllowlist.get, handle: getAllowlist },
  { operation: IpAllowlist.update, handle: updateAllowlist },
  {
    operation: IdentityVerificationSecrets.list,
    handle: (call) =>
      ok({ type: "list", data: call.workspace.identitySecrets.all().map((secret) => render(call, secret)) })
  },
  { operation: IdentityVerificationSecrets.create, handle: secrets.create },
  { operation: IdentityVerificationSecrets.delete, handle: secrets.remove }
]
