/**
 * Where the project lives, from the one field that says so: `repository` of the root package.json.
 */

/** What the packages say of it, and where their links lead. */
export interface Repository {
  /** As `https://github.com/owner/name`. */
  readonly address: string
  readonly fileAddress: (path: string) => string
}

/** What stands in for it in a dry run of a tree that does not say. */
export const exampleAddress = "https://github.com/example/effect-intercom"

/** The repository, or what to do where the field is missing or of another form. */
export const readRepository = (field: unknown): Repository | { readonly problem: string } => {
  const form = "https://github.com/OWNER/NAME"
  if (field === undefined) return { problem: `package.json has no "repository": set it to ${form}` }
  if (typeof field !== "string" || !/^https:\/\/[\w.-]+\/[\w.-]+\/[\w.-]+(?<!\.git)$/.test(field)) {
    return { problem: `"repository" of package.json is not of the form ${form}` }
  }
  return { address: field, fileAddress: (path) => `${field}/blob/main/${path}` }
}
