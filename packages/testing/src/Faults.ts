/**
 * What goes wrong, and when, as data.
 *
 * **When to use**
 *
 * To see a program meet what networks and Intercom do: broken connections, cut bodies, errors, late answers. Give a
 * {@link script} to `FakeIntercom.layer({ faults })`, or replace it in the middle of a test with `setFaults`.
 *
 * **Details**
 *
 * The first rule that fits a request decides. `at` counts requests from 1, `when` looks at them, `times` bounds how
 * often. With `executed` the workspace does what was asked before the answer is lost, which is how duplicates come
 * about.
 *
 * **Gotchas**
 *
 * - Repetitions are requests too: `at: 2` may be the second attempt of the first call.
 * - `stalled` and `latency` wait on the clock of the test.
 * - A script that names no known fault throws a `RangeError` when it is made.
 *
 * **Example** (A page that breaks off)
 *
 * ```ts
 * import { Stream } from "effect"
 * import { Contacts } from "@effect-intercom/resources"
 * import { IntercomStream } from "@effect-intercom/streams"
 * import { FakeIntercom, Faults } from "@effect-intercom/testing"
 *
 * const { requests, setFaults } = yield* FakeIntercom
 * yield* setFaults(Faults.script([{ at: 2, fault: "truncated" }]))
 *
 * const read = yield* IntercomStream.items(Contacts.list, { per_page: 6 }, { retry: { base: "10 millis" } }).pipe(
 *   Stream.runCount
 * )
 * read // => 12
 * const attempts = (yield* requests).length
 * attempts // => 3
 * ```
 *
 * @since 0.1.0
 */
export { type Fault, none, type Rule, type Script, script } from "./server/Fault.ts"
