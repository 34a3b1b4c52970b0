/**
 * What a contender does, in each of the races.
 */

/** How many rows were read, and a number made of every row so that none can be skipped. */
export interface Sum {
  rows: number
  checksum: number
}

/** Reads all contacts of a server once. */
export type Contender = (address: string, sum: Sum) => Promise<void>

/** Reads the contact with `id` as often as asked, and says how often it was the right one. */
export type Caller = (address: string) => {
  readonly call: (id: string, times: number) => Promise<number>
  readonly close: () => Promise<void>
}

/** Reads a list whole, and says how many rows it had. */
export type Reader = (address: string, token: string) => Promise<number>
