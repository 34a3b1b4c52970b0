/**
 * What is said of fields, in words of our own. The files beside this one hold the entries, by subject.
 */

/** What is said of a field: words, or why there are none. */
export type Entry = string | Meanings | Plain | Unknown

/** Words with what each known value means. */
export interface Meanings {
  readonly words: string
  readonly values: Readonly<Record<string, string>>
}

/** The name says it all. */
export interface Plain {
  readonly plain: true
}

/** Nobody outside knows: what would have to be found out. */
export interface Unknown {
  readonly unknown: string
}

/** One subject of the glossary. */
export interface Subject {
  /** What a field of that name is, wherever it stands. */
  readonly fields: Readonly<Record<string, Entry>>
  /**
   * Exceptions, by record as it is called in TypeScript: `Contact`, `Contacts.CreateInput` where an operation has it for
   * its own. A `*` at the end stands for any end: `Contacts.*`. The longest name that fits decides.
   */
  readonly records?: Readonly<Record<string, Readonly<Record<string, Entry>>>>
}

export const plain: Plain = { plain: true }

export const unknown = (what: string): Unknown => ({ unknown: what })

/** Words, and what each known value means. */
export const oneOf = (words: string, values: Readonly<Record<string, string>>): Meanings => ({ words, values })
