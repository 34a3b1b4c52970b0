/**
 * Scrolls over companies: one at a time in a workspace, and gone after a minute nobody asked for the next page.
 *
 * @since 0.1.0
 */
import type { Position } from "../../workspace/Collection.ts"

/** Seconds after which a scroll nobody reads is closed. */
const idleLimit = 60

/**
 * An open scroll.
 *
 * @category models
 * @since 0.1.0
 */
export interface Scroll {
  readonly param: string
  position: Position | undefined
  ended: boolean
  usedAt: number
}

/**
 * The scrolls of a workspace. Times are Unix seconds, or fractions of them.
 *
 * @category models
 * @since 0.1.0
 */
export interface Scrolls {
  /** Opens a scroll, undefined while another one is open. */
  readonly open: (now: number) => Scroll | undefined
  /** Goes on with a scroll, undefined when it has expired or never was. */
  readonly resume: (param: string, now: number) => Scroll | undefined
  /** The open scroll. Tests hold the workspace's scroll with `open`. */
  readonly current: (now: number) => Scroll | undefined
  readonly close: () => void
}

/**
 * Makes the scrolls of a workspace.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeScrolls = (newParam: () => string): Scrolls => {
  let scroll: Scroll | undefined

  const current = (now: number): Scroll | undefined => {
    if (scroll !== undefined && now - scroll.usedAt >= idleLimit) scroll = undefined
    return scroll
  }

  return {
    current,
    open: (now) => {
      if (current(now) !== undefined) return undefined
      scroll = { param: newParam(), position: undefined, ended: false, usedAt: now }
      return scroll
    },
    resume: (param, now) => {
      const known = current(now)
      if (known === undefined || known.param !== param) return undefined
      known.usedAt = now
      return known
    },
    close: () => {
      scroll = undefined
    }
  }
}
