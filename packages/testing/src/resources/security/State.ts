/**
 * Who a workspace lets in: the addresses it allows, and the secrets that prove who somebody is. None from the start.
 *
 * @since 0.1.0
 */
import type { Row } from "../../workspace/Record.ts"
import type { Persisted } from "../../workspace/Persisted.ts"
import { makeShelf, type Shelf } from "../../workspace/Shelf.ts"

/**
 * The addresses that may reach a workspace. The fake keeps them and lets everybody in all the same.
 *
 * @category models
 * @since 0.1.0
 */
export interface IpAllowlistRecord {
  readonly enabled: boolean
  readonly ip_allowlist: ReadonlyArray<string>
}

/**
 * The list of a workspace.
 *
 * @category models
 * @since 0.1.0
 */
export interface IpAllowlist extends Persisted<IpAllowlistRecord> {
  readonly get: () => IpAllowlistRecord
  readonly update: (fields: Partial<IpAllowlistRecord>) => IpAllowlistRecord
  readonly reset: () => void
}

/**
 * A secret that proves who somebody is.
 *
 * @category models
 * @since 0.1.0
 */
export interface IdentitySecretRecord extends Row {
  readonly name: string
  readonly supports_android: boolean
  readonly supports_ios: boolean
  readonly supports_web: boolean
}

const open: IpAllowlistRecord = { enabled: false, ip_allowlist: [] }

/**
 * Makes the list of a workspace.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeIpAllowlist = (): IpAllowlist => {
  let current = open
  return {
    get: () => current,
    update: (fields) => (current = { ...current, ...fields }),
    save: () => current,
    load: (saved) => {
      current = saved
    },
    reset: () => {
      current = open
    }
  }
}

/**
 * Makes the secrets of a workspace.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeIdentitySecrets = (now: () => number): Shelf<IdentitySecretRecord> =>
  makeShelf({
    now,
    firstId: 102,
    blank: (id) => ({ name: `Secret ${id}`, supports_android: false, supports_ios: false, supports_web: false })
  })
