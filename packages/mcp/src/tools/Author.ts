/**
 * Who wrote something, and what was attached to it.
 *
 * @since 0.1.0
 */

/**
 * As `user Ada <ada@example.com>`.
 *
 * @internal
 */
export const authorOf = (
  author:
    | {
        readonly type?: string | null
        readonly id?: string | null
        readonly name?: string | null
        readonly email?: string | null
      }
    | null
    | undefined
): string | undefined => {
  if (author === null || author === undefined) return undefined
  const { email, id, name, type } = author
  const words = [type, name ?? id, email === null || email === undefined ? undefined : `<${email}>`]
  return words.filter((word) => word !== null && word !== undefined && word !== "").join(" ")
}

/**
 * The names of files. Their addresses open them for anybody, so they are not told.
 *
 * @internal
 */
export const attached = (
  files: ReadonlyArray<{ readonly name?: string | null }> | null | undefined
): string | undefined =>
  files === null || files === undefined || files.length === 0
    ? undefined
    : files
        .slice(0, 10)
        .map(({ name }) => name ?? "a file")
        .join(", ")

/**
 * The id of an admin or a team; 0 stands for nobody.
 *
 * @internal
 */
export const assigned = (id: string | number | null | undefined): string | undefined =>
  id === null || id === undefined || String(id) === "0" ? undefined : String(id)
