/**
 * Asks the language server of TypeScript what an editor would show.
 */
import { spawn } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"

/** The lines and the time of the hover over the last name of `text`, after a first one has warmed the server up. */
export const hover = (project: string, file: string, text: string) =>
  withHovers(project, file, async (hoverOver) => {
    await hoverOver(text)
    const started = performance.now()
    const answer = await hoverOver(text)
    const millis = Math.round(performance.now() - started)
    const shown = JSON.stringify(answer)
    if (!shown.includes("search")) throw new Error(`the hover does not show the operation: ${shown}`)
    return { lines: shown.split("\\n").length, millis, shown }
  })

/** Opens a file of a project in a language server, whose answer for the last name of a text `hoverOver` gives. */
export const withHovers = async <A>(
  project: string,
  file: string,
  use: (hoverOver: (text: string) => Promise<unknown>) => Promise<A>,
  format: "plaintext" | "markdown" = "plaintext"
): Promise<A> => {
  const server = spawn(new URL("../../node_modules/.bin/tsc", import.meta.url).pathname, ["--lsp", "--stdio"], {
    stdio: ["pipe", "pipe", "ignore"]
  })
  try {
    const waiting = new Map<number, (result: unknown) => void>()
    listen(server.stdout, (message) => {
      if (message.id !== undefined && message.method === undefined) waiting.get(message.id)?.(message.result)
      // What the server asks of the editor is answered with nothing, so that it goes on.
      else if (message.id !== undefined) send({ id: message.id, result: null })
    })
    const send = (message: object) => {
      const content = JSON.stringify({ jsonrpc: "2.0", ...message })
      server.stdin.write(`Content-Length: ${Buffer.byteLength(content)}\r\n\r\n${content}`)
    }
    let last = 0
    const request = (method: string, params: object): Promise<unknown> =>
      new Promise((resolve) => {
        waiting.set(++last, resolve)
        send({ id: last, method, params })
      })
    const rootUri = pathToFileURL(project).href
    await request("initialize", {
      processId: process.pid,
      rootUri,
      capabilities: { textDocument: { hover: { contentFormat: [format] } } }
    })
    send({ method: "initialized", params: {} })
    const content = readFileSync(join(project, file), "utf8")
    const uri = pathToFileURL(join(project, file)).href
    send({
      method: "textDocument/didOpen",
      params: { textDocument: { uri, languageId: "typescript", version: 1, text: content } }
    })
    return await use((text) => {
      const before = content.slice(0, content.indexOf(text) + text.length - 1).split("\n")
      const position = { line: before.length - 1, character: before.at(-1)?.length ?? 0 }
      return request("textDocument/hover", { textDocument: { uri }, position })
    })
  } finally {
    server.kill()
  }
}

interface Message {
  readonly id?: number
  readonly method?: string
  readonly result?: unknown
}

const listen = (stream: NodeJS.ReadableStream, take: (message: Message) => void): void => {
  let buffer = Buffer.alloc(0)
  stream.on("data", (chunk: Buffer) => {
    buffer = Buffer.concat([buffer, chunk])
    for (;;) {
      const end = buffer.indexOf("\r\n\r\n")
      if (end < 0) return
      const length = Number(/Content-Length: (\d+)/i.exec(buffer.subarray(0, end).toString())?.[1])
      if (buffer.length < end + 4 + length) return
      take(JSON.parse(buffer.subarray(end + 4, end + 4 + length).toString()))
      buffer = buffer.subarray(end + 4 + length)
    }
  })
}
