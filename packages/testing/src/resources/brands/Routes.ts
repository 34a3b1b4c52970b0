/**
 * The brands endpoints.
 *
 * @since 0.1.0
 */
import { Brands } from "@effect-intercom/resources"
import type { JsonObject } from "../../workspace/Record.ts"
import { type Answer, ok, refuse, type Refusal } from "../../route/Answer.ts"
import type { Call, Route } from "../Route.ts"
import type { BrandRecord } from "./State.ts"

const list = ({ workspace }: Call): Answer => ok({ type: "list", data: workspace.brands.all().map(render) })

const get = ({ params, workspace }: Call): Answer | Refusal => {
  const brand = workspace.brands.get(params["id"] ?? "")
  return brand === undefined ? refuse(404, "not_found", "Brand not found") : ok(render(brand))
}

/**
 * The routes of brands.
 *
 * @category routes
 * @since 0.1.0
 */
export const brandRoutes: ReadonlyArray<Route> = [
  { operation: Brands.list, handle: list },
  { operation: Brands.get, handle: get }
]

const render = (brand: BrandRecord): JsonObject => ({
  type: "brand",
  id: brand.id,
  name: brand.name,
  is_default: brand.is_default,
  created_at: brand.created_at,
  updated_at: brand.updated_at,
  help_center_id: brand.help_center_id,
  default_address_settings_id: brand.default_address_settings_id
})
