/**
 * Who belongs to which company, as arithmetic both ways: neither side has to be stored or searched.
 *
 * Every fifth contact is a lead and has no company. Of ten users the first eight belong to one; members are dealt out
 * to the companies in turn.
 *
 * @since 0.1.0
 */

/**
 * Whether contact `index` is a lead.
 *
 * @category guards
 * @since 0.1.0
 */
export const isLead = (index: number): boolean => index % 5 === 4

/**
 * The company of contact `index` among `companies`, undefined where it has none.
 *
 * @category conversions
 * @since 0.1.0
 */
export const companyOf = (index: number, companies: number): number | undefined => {
  if (companies === 0 || isLead(index)) return undefined
  const user = Math.floor(index / 5) * 4 + (index % 5)
  if (user % 10 >= 8) return undefined
  return (Math.floor(user / 10) * 8 + (user % 10)) % companies
}

/**
 * How many of `contacts` belong to company `company` of `companies`.
 *
 * @category conversions
 * @since 0.1.0
 */
export const memberCount = (company: number, contacts: number, companies: number): number => {
  const users = Math.floor(contacts / 5) * 4 + Math.min(contacts % 5, 4)
  const members = Math.floor(users / 10) * 8 + Math.min(users % 10, 8)
  return company < members ? Math.floor((members - company - 1) / companies) + 1 : 0
}

/**
 * The index of the contact that is member number `rank` of a company.
 *
 * @category conversions
 * @since 0.1.0
 */
export const memberAt = (company: number, rank: number, companies: number): number => {
  const member = company + rank * companies
  const user = Math.floor(member / 8) * 10 + (member % 8)
  return Math.floor(user / 4) * 5 + (user % 4)
}

/**
 * The index of user number `rank`: contacts that are no leads, counted from zero.
 *
 * @category conversions
 * @since 0.1.0
 */
export const userAt = (rank: number): number => Math.floor(rank / 4) * 5 + (rank % 4)

/**
 * How many of `contacts` are users.
 *
 * @category conversions
 * @since 0.1.0
 */
export const userCount = (contacts: number): number => Math.floor(contacts / 5) * 4 + Math.min(contacts % 5, 4)
