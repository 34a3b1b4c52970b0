/** What should become of a command: it is done, or it fails for a reason. */
export type Outcome = "done" | "Conflict" | "Gone" | "InvalidRequest" | "NotFound"

/** One step of a program. People, tags and companies are named by small numbers. */
export type Command =
  | { readonly do: "createContact"; readonly role: "user" | "lead"; readonly email: number }
  | { readonly do: "updateContact"; readonly contact: number; readonly name: string }
  | { readonly do: "changeEmail"; readonly contact: number; readonly email: number }
  | { readonly do: "archive" | "unarchive" | "deleteContact"; readonly contact: number }
  | { readonly do: "merge"; readonly contact: number; readonly into: number }
  | { readonly do: "createTag" | "deleteTag"; readonly tag: number }
  | { readonly do: "tagContact" | "untagContact"; readonly contact: number; readonly tag: number }
  | { readonly do: "createCompany" | "deleteCompany"; readonly company: number }
  | { readonly do: "attach" | "detach"; readonly contact: number; readonly company: number }

/** A contact of the reference. Contacts are never removed from its list, so that their numbers stay. */
export interface ReferenceContact {
  readonly role: "user" | "lead"
  name: string | null
  email: number
  state: "active" | "archived" | "deleted" | "merged"
  readonly tags: Set<number>
  readonly companies: Set<number>
}

/** A workspace as plainly as it can be written: two lists and two sets, and the rules on them. */
export const makeReference = () => {
  const contacts: Array<ReferenceContact> = []
  const tags = new Set<number>()
  const companies = new Set<number>()

  const isThere = (contact: ReferenceContact): boolean => contact.state === "active" || contact.state === "archived"

  const userWith = (email: number): ReferenceContact | undefined =>
    contacts.find((contact) => isThere(contact) && contact.role === "user" && contact.email === email)

  /** What a contact that is not there answers, or what `use` makes of it. */
  const on = (number: number, use: (contact: ReferenceContact) => Outcome): Outcome => {
    const contact = contacts[number]
    if (contact === undefined || contact.state === "deleted") return "NotFound"
    return contact.state === "merged" ? "Gone" : use(contact)
  }

  const done = (change: () => void): Outcome => {
    change()
    return "done"
  }

  const apply = (command: Command): Outcome => {
    switch (command.do) {
      case "createContact": {
        const { email, role } = command
        if (role === "user" && userWith(email) !== undefined) return "Conflict"
        return done(() =>
          contacts.push({ role, email, name: null, state: "active", tags: new Set(), companies: new Set() })
        )
      }
      case "updateContact":
        return on(command.contact, (contact) =>
          done(() => {
            contact.name = command.name
          })
        )
      case "changeEmail":
        return on(command.contact, (contact) => {
          const other = contact.role === "user" ? userWith(command.email) : undefined
          if (other !== undefined && other !== contact) return "Conflict"
          return done(() => {
            contact.email = command.email
          })
        })
      case "archive":
      case "unarchive":
        return on(command.contact, (contact) =>
          done(() => {
            contact.state = command.do === "archive" ? "archived" : "active"
          })
        )
      case "deleteContact":
        return on(command.contact, (contact) =>
          done(() => {
            contact.state = "deleted"
          })
        )
      case "merge": {
        const [from, into] = [contacts[command.contact], contacts[command.into]]
        if (from === undefined || into === undefined || !isThere(from) || !isThere(into)) return "NotFound"
        if (from.role !== "lead" || into.role !== "user" || from.email !== into.email) return "InvalidRequest"
        return done(() => {
          from.state = "merged"
          for (const tag of from.tags) into.tags.add(tag)
          for (const company of from.companies) into.companies.add(company)
        })
      }
      case "createTag":
        return done(() => tags.add(command.tag))
      case "deleteTag":
        if (!tags.has(command.tag)) return "NotFound"
        return done(() => {
          tags.delete(command.tag)
          for (const contact of contacts) contact.tags.delete(command.tag)
        })
      case "tagContact":
        return on(command.contact, (contact) =>
          tags.has(command.tag) ? done(() => contact.tags.add(command.tag)) : "NotFound"
        )
      case "untagContact":
        return on(command.contact, (contact) => (contact.tags.delete(command.tag) ? "done" : "NotFound"))
      case "createCompany":
        return done(() => companies.add(command.company))
      case "deleteCompany":
        if (!companies.has(command.company)) return "NotFound"
        return done(() => {
          companies.delete(command.company)
          for (const contact of contacts) contact.companies.delete(command.company)
        })
      case "attach":
        return on(command.contact, (contact) =>
          companies.has(command.company) ? done(() => contact.companies.add(command.company)) : "NotFound"
        )
      case "detach":
        return on(command.contact, (contact) => (contact.companies.delete(command.company) ? "done" : "NotFound"))
    }
  }

  return { contacts, tags, companies, apply }
}
