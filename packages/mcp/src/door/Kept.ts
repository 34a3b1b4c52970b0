/**
 * Records after what is not to be shown was taken out of them.
 *
 * @since 0.1.0
 */

/**
 * A value of which any field may be missing, and any text or number be a hash.
 *
 * @category models
 * @since 0.1.0
 */
export type Kept<A> = A extends string
  ? string
  : A extends number
    ? number | string
    : A extends ReadonlyArray<infer Element>
      ? ReadonlyArray<Kept<Element>>
      : A extends object
        ? { readonly [Name in keyof A]?: Kept<A[Name]> }
        : A
