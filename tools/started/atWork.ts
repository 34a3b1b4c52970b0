/**
 * What a process of tests has started and waits for. What the program waits for then is no time of the test.
 */

/** Digests that are being made: Node names them among no resources. */
let digests = 0

const { subtle } = globalThis.crypto
const digest = subtle.digest.bind(subtle)
Object.defineProperty(subtle, "digest", {
  value: (...args: Parameters<typeof digest>) => {
    digests++
    return digest(...args).finally(() => digests--)
  }
})

/** Whether files are being read or written, or hashed. What is being packed cannot be seen. */
export const isAtWork = (): boolean =>
  digests > 0 || process.getActiveResourcesInfo().some((name) => name.startsWith("FSReq"))
