/** How names of the descriptions become names of TypeScript. */

/** `contact_list` becomes `ContactList`. */
export const pascal = (name: string): string =>
  name
    .split(/[^A-Za-z0-9]+/)
    .filter((part) => part !== "")
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join("")

/** `contact_list` becomes `contactList`. */
export const camel = (name: string): string => {
  const words = pascal(name)
  return words.charAt(0).toLowerCase() + words.slice(1)
}

/** The name of a component that stands in responses. */
export const responseName = (component: string): string => pascal(component)

/** The name of a component that stands in requests. */
export const requestName = (component: string): string => `${pascal(component.replace(/_request$/, ""))}Input`

/** A property name, quoted where it must be. */
export const property = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name))

/** A name that may stand after `const`. */
export const binding = (name: string): string => (reserved.has(name) ? `${name}_` : name)

/** Whether a name cannot be declared, so that it must be exported under another. */
export const isReserved = (name: string): boolean => reserved.has(name)

const reserved = new Set(["delete", "export", "import", "default", "new", "void", "in"])
