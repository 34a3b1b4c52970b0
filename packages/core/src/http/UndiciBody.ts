/**
 * The body of a response as undici hands it over: chunk by chunk, to whoever reads it, whole or as a stream.
 *
 * @since 0.1.0
 */
import type * as Undici from "@effect/platform-node/Undici"

/**
 * Bytes held for a reader that has not come yet. Beyond them the connection is paused.
 */
const mostUnread = 1_048_576

/**
 * What has come of a body: {@link UndiciBody.whole} waits for its end, {@link UndiciBody.stream} takes what is there and
 * lets more come as it is taken.
 *
 * @category models
 * @since 0.1.0
 */
export class UndiciBody {
  private chunks: Array<Uint8Array> = []
  private unread = 0
  private most = mostUnread
  private bound = Number.POSITIVE_INFINITY
  private end: End | undefined
  private wake: (() => void) | undefined
  /** The response the body is read through, until it is watched. */
  holder: object | undefined
  /**
   * Let go with the end: through it each request holds the one after it, and what is left of one that was moved to the old
   * generation would keep all that follow from being collected early.
   */
  private controller: Undici.Dispatcher.DispatchController | undefined

  constructor(controller: Undici.Dispatcher.DispatchController) {
    this.controller = controller
  }

  /** Takes a chunk of the connection. */
  push(chunk: Uint8Array): void {
    if (this.end !== undefined) return
    this.chunks.push(chunk)
    this.unread += chunk.byteLength
    if (this.unread > this.bound) return this.refuse()
    if (this.unread >= this.most) this.pause()
    if (this.most !== Number.POSITIVE_INFINITY) this.wake?.()
  }

  /**
   * Takes the end of the body. Whoever waits goes on after undici has put the connection back: a request sent before
   * that would open another one.
   */
  finish(end: End): void {
    this.end ??= end
    this.controller = undefined
    this.holder = undefined
    if (this.wake !== undefined) queueMicrotask(this.wake)
  }

  /** Gives the body up, and the connection with it where it has not ended. */
  abort(): void {
    this.controller?.abort(new Error("The response is not read any more"))
  }

  /** Calls back once all has come, or more than `bound` bytes, which ends the connection. */
  whole(bound: number, done: (end: End, chunks: ReadonlyArray<Uint8Array>) => void): void {
    this.most = Number.POSITIVE_INFINITY
    this.bound = bound
    if (this.unread > bound) this.refuse()
    if (this.end !== undefined) return done(this.end, this.chunks)
    this.wake = () => {
      if (this.end !== undefined) done(this.end, this.chunks)
    }
    this.controller?.resume()
  }

  /** What is left to read, as it comes. */
  stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    const source: UnderlyingDefaultSource<Uint8Array<ArrayBuffer>> = {
      pull: async (reader) => {
        if (this.unread === 0 && this.end === undefined) await new Promise<void>((resolve) => (this.wake = resolve))
        for (const chunk of this.take()) reader.enqueue(new Uint8Array(chunk))
        if (this.end === undefined) this.controller?.resume()
        else if (typeof this.end === "string") reader.close()
        else reader.error(this.end.cause)
      },
      cancel: () => this.abort()
    }
    return new ReadableStream(source, { highWaterMark: 0 })
  }

  /** Lets go of what is too much, and of the connection. */
  private refuse(): void {
    const { controller } = this
    this.chunks = []
    this.finish("tooLarge")
    this.end = "tooLarge"
    controller?.abort(new Error("The body is too large"))
  }

  /** Lets no more come. A response that nobody holds any more must not hold its connection for ever. */
  private pause(): void {
    this.controller?.pause()
    if (this.holder === undefined) return
    forgotten.register(this.holder, this)
    this.holder = undefined
  }

  private take(): Array<Uint8Array> {
    const { chunks } = this
    this.chunks = []
    this.unread = 0
    return chunks
  }
}

/**
 * How a body ended: whole, given up since it is too large, or broken by a cause.
 *
 * @category models
 * @since 0.1.0
 */
export type End = "whole" | "tooLarge" | { readonly cause: unknown }

const forgotten = new FinalizationRegistry<UndiciBody>((body) => body.abort())
