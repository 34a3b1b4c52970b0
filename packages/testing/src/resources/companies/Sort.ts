/**
 * What companies are sorted by.
 *
 * @since 0.1.0
 */
import { type FieldNamed, table } from "../../workspace/Field.ts"
import type { CompanyRecord } from "./Record.ts"

/**
 * What lists of companies sort by.
 *
 * @category constants
 * @since 0.1.0
 */
export const companyFields: FieldNamed<CompanyRecord> = table<CompanyRecord>({
  created_at: ["date", ({ created_at }) => created_at],
  updated_at: ["date", ({ updated_at }) => updated_at],
  name: ["string", ({ name }) => name],
  company_id: ["string", ({ company_id }) => company_id]
})
