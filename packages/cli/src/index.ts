/**
 * The `effect-intercom` command as a value, to run it inside another program or to make it a part of another command.
 *
 * @since 0.1.0
 */
export { HttpLayer } from "./Connection.ts"
export { explain, type Explanation } from "./Explain.ts"
export { effectIntercom, run } from "./EffectIntercom.ts"
export { version } from "./PackageVersion.ts"
export { exitCodes, Problem } from "./Problem.ts"
