/**
 * What goes wrong, and when, as data.
 *
 * @since 0.1.0
 */
export { type Fault, none, type Rule, type Script, script } from "./server/Fault.ts"
