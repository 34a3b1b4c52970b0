/**
 * What is attached to a reply, in conversations and tickets.
 *
 * @since 0.1.0
 */
import * as Base64 from "effect/encoding/Base64"
import * as Predicate from "effect/Predicate"
import * as Result from "effect/Result"
import { invalid, type Refusal } from "../../route/Answer.ts"
import type { JsonObject } from "../../workspace/Record.ts"
import type { AttachmentRecord } from "./Record.ts"

/** How many files a reply takes. */
const most = 10

/** The size of a file nobody has the bytes of. */
const unknownSize = 1024

/**
 * Reads `attachment_files`, which come first, and `attachment_urls` of a reply.
 *
 * @category conversions
 * @since 0.1.0
 */
export const readAttachments = ({
  attachment_files: files,
  attachment_urls: urls
}: Readonly<Record<string, unknown>>): ReadonlyArray<AttachmentRecord> | Refusal => {
  if (Predicate.isNotNullish(files)) return readAll("attachment_files", files, fileOf)
  return Predicate.isNotNullish(urls) ? readAll("attachment_urls", urls, linkOf) : []
}

/**
 * An attachment as responses show it. Pictures alone have a width and a height.
 *
 * @category conversions
 * @since 0.1.0
 */
export const renderAttachment = ({ content_type, filesize, name, url }: AttachmentRecord): JsonObject => {
  const isPicture = content_type.startsWith("image/")
  return {
    type: "upload",
    name,
    url,
    content_type,
    filesize,
    width: isPicture ? 640 : null,
    height: isPicture ? 480 : null
  }
}

const readAll = (
  field: string,
  value: unknown,
  read: (entry: unknown) => AttachmentRecord | undefined
): ReadonlyArray<AttachmentRecord> | Refusal => {
  if (!Array.isArray(value) || value.length > most) return invalid(`${field} must be a list of at most ${most}`, field)
  const attachments = value.flatMap((entry: unknown) => read(entry) ?? [])
  return attachments.length === value.length ? attachments : invalid(`${field} has an entry that is none`, field)
}

const fileOf = (entry: unknown): AttachmentRecord | undefined => {
  if (!Predicate.isObject(entry)) return undefined
  const { content_type, data, name }: Readonly<Record<string, unknown>> = { ...entry }
  if (typeof content_type !== "string" || typeof data !== "string" || typeof name !== "string") return undefined
  const bytes = Base64.decode(data)
  if (Result.isFailure(bytes)) return undefined
  const url = `https://files.example/attachments/${encodeURIComponent(name.toWellFormed())}`
  return { name, url, content_type, filesize: bytes.success.length }
}

const linkOf = (entry: unknown): AttachmentRecord | undefined => {
  if (typeof entry !== "string" || !URL.canParse(entry)) return undefined
  const name = new URL(entry).pathname.split("/").at(-1) ?? ""
  const content_type = contentTypes[name.split(".").at(-1)?.toLowerCase() ?? ""] ?? "image/png"
  return { name, url: entry, content_type, filesize: unknownSize }
}

/** By the ending of a name. What has none is a picture, as the addresses of attachments should be. */
const contentTypes: Readonly<Record<string, string>> = {
  gif: "image/gif",
  jpeg: "image/jpeg",
  jpg: "image/jpeg",
  pdf: "application/pdf",
  png: "image/png",
  svg: "image/svg+xml",
  txt: "text/plain",
  webp: "image/webp"
}
