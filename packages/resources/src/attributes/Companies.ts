/**
 * Companies with the attributes of a workspace typed.
 *
 * @since 0.1.0
 */
import type { Operation, Paginated } from "@effect-intercom/core/Operation"
import type * as Schema from "effect/Schema"
import { type Attributes, type Read, schema } from "./Description.ts"
import * as Companies from "../generated/Companies.ts"
import type { CompanyFields } from "../generated/search/fields.ts"
import * as Search from "../Search.ts"
import {
  type AttributeOptions,
  type InputWith,
  type PageWith,
  type RecordWith,
  retyped,
  writing
} from "./Operations.ts"
import type { SearchWith } from "./Search.ts"

/**
 * A company with its attributes typed.
 *
 * @category models
 * @since 0.1.0
 */
export type CompanyWith<Described extends Attributes> = RecordWith<Companies.Company, Described>

/**
 * The operations of companies with attributes, typed by what they are described as.
 *
 * @category models
 * @since 0.1.0
 */
export interface CompaniesWith<Described extends Attributes> {
  /** Queries for `search` that know the attributes. */
  readonly Search: SearchWith<"companies", CompanyFields, Described>
  /** The schema of the attributes of a company, to check one with. */
  readonly Attributes: Schema.Codec<Read<Described>>
  readonly list: Paginated<Companies.ListInput, CompanyPage<Described>, CompanyWith<Described>>
  readonly search: Paginated<Companies.SearchInput, CompanyPage<Described>, CompanyWith<Described>>
  readonly scroll: Paginated<
    Companies.ScrollInput,
    PageWith<Companies.CompanyScroll, "data", CompanyWith<Described>>,
    CompanyWith<Described>
  >
  readonly get: Operation<Companies.GetInput, CompanyWith<Described>>
  readonly getByCompanyId: Operation<Companies.GetByCompanyIdInput, CompanyWith<Described>>
  readonly create: Operation<InputWith<Companies.CreateInput, Described>, CompanyWith<Described>>
  readonly update: Operation<InputWith<Companies.UpdateInput, Described>, CompanyWith<Described>>
}

type CompanyPage<Described extends Attributes> = PageWith<Companies.CompanyList, "data", CompanyWith<Described>>

/**
 * The operations of companies with the attributes of a workspace typed: in records, in inputs and in searches. Those of two
 * workspaces are two of them. `effect-intercom pull` writes the description.
 *
 * ```ts
 * const MyCompanies = Companies.withAttributes({ seats: { type: "integer" } })
 * const company = yield* MyCompanies.create({ company_id: "engines-1", custom_attributes: { seats: 40 } })
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const withAttributes = <const Described extends Attributes>(
  described: Described,
  options: AttributeOptions = {}
): CompaniesWith<Described> =>
  retyped<CompaniesWith<Described>>({
    Search: Search.companies,
    get Attributes() {
      return schema(described)
    },
    list: Companies.list,
    search: Companies.search,
    scroll: Companies.scroll,
    get: Companies.get,
    getByCompanyId: Companies.getByCompanyId,
    create: writing(Companies.create, described, options),
    update: writing(Companies.update, described, options)
  })
