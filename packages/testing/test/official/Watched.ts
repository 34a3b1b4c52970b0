/** A client whose calls are told: `onCall` gets the method's path, as `contacts.find`. */
export const watched = <Client extends object>(client: Client, onCall: (method: string) => void, path = ""): Client =>
  new Proxy(client, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target)
      if (typeof name !== "string" || name.startsWith("_")) return value
      const full = path === "" ? name : `${path}.${name}`
      if (typeof value === "object" && value !== null) return watched(value, onCall, full)
      if (typeof value !== "function") return value
      return (...args: ReadonlyArray<unknown>) => {
        onCall(full)
        return Reflect.apply(value, target, args)
      }
    }
  })
