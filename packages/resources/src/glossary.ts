/**
 * What the fields of inputs and records mean, in words: what their docstrings say, for programs to show.
 *
 * Nothing else imports this module, so that programs that show no words do not load them.
 *
 * @since 0.1.0
 */
import { inputs, special, usual } from "./generated/glossaryTexts.ts"

/**
 * What a field of an operation's input means, undefined where its name says it all.
 *
 * ```ts
 * import * as Glossary from "@effect-intercom/resources/glossary"
 *
 * const words = Glossary.inputField("contacts.create", "owner_id")
 * // => "Id of the admin who looks after this person, null where nobody does. …"
 * ```
 *
 * @category conversions
 * @since 0.1.0
 */
export const inputField = (operation: string, field: string): string | undefined =>
  said(exception(operation, field) ?? exception(own(inputs, operation) ?? usualInput(operation), field), field)

/**
 * What a field of a record means, undefined where its name says it all. Records that an operation has for its own have the
 * resource in front of their name, as `Contacts.UpdateInput`.
 *
 * ```ts
 * import * as Glossary from "@effect-intercom/resources/glossary"
 *
 * const words = Glossary.recordField("Conversation", "waiting_since")
 * // => "Since when the contact waits for an answer; null where the workspace wrote last. Unix seconds."
 * ```
 *
 * @category conversions
 * @since 0.1.0
 */
export const recordField = (record: string, field: string): string | undefined => said(exception(record, field), field)

/** The words, where there are some: an exception without any says that none are needed. */
const said = (exceptional: string | undefined, field: string): string | undefined => {
  const text = exceptional ?? own(usual, field)
  return text === "" ? undefined : text
}

const exception = (name: string, field: string): string | undefined => {
  const texts = own(special, name)
  return texts === undefined ? undefined : own(texts, field)
}

const own = <A>(table: Readonly<Record<string, A>>, name: string): A | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined

/** `contacts.get` takes a `Contacts.GetInput`. */
const usualInput = (operation: string): string =>
  `${operation.replace(/(^|\.)[a-z]/g, (letter) => letter.toUpperCase())}Input`
