/**
 * Exports that are made in the background, and read as a file when they are ready.
 *
 * @since 0.1.0
 */
import { type Entries, type Persisted, refill } from "../../workspace/Persisted.ts"

/**
 * An export, as it is at the moment it is looked at.
 *
 * @category models
 * @since 0.1.0
 */
export interface ExportJob {
  readonly id: string
  readonly status: "pending" | "in_progress" | "ready" | "no_data" | "canceled" | "expired"
  /** Unix seconds; undefined while there is nothing to download. */
  readonly expiresAt: number | undefined
}

/**
 * The exports of one kind.
 *
 * @category models
 * @since 0.1.0
 */
export interface ExportJobs extends Persisted<Entries<string, SavedExport>> {
  /** Starts an export that `make` makes a file of, or nothing. Undefined while as many as may be are under way. */
  readonly start: (make: () => string | undefined) => ExportJob | undefined
  readonly get: (id: string) => ExportJob | undefined
  /** The file of an export, undefined where there is none to download. */
  readonly file: (id: string) => string | undefined
  /** Cancels an export that is under way; another one stays as it is. */
  readonly cancel: (id: string) => ExportJob | undefined
  readonly reset: () => void
}

/**
 * An export as JSON: with its file where there is one. One that was under way was canceled.
 *
 * @category models
 * @since 0.1.0
 */
export interface SavedExport {
  /** Unix seconds. */
  readonly startedAt: number
  readonly file: string | null
  readonly canceled: boolean
}

/** Seconds an export waits, and seconds until it is ready. */
const waits = 1
const takes = 3

/** Seconds a file can be downloaded. */
const lifetime = 2 * 86_400

interface Started {
  readonly startedAt: number
  readonly make: () => string | undefined
  canceled: boolean
  made: { readonly file: string | undefined } | undefined
}

/**
 * Makes the exports of a kind, over a clock in Unix milliseconds. `limit` is how many can be under way at once.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeExportJobs = (nowMillis: () => number, newId: () => string, limit: number): ExportJobs => {
  const jobs = new Map<string, Started>()

  const fileOf = (job: Started): string | undefined => {
    job.made ??= { file: job.make() }
    return job.made.file
  }

  const look = (id: string, job: Started): ExportJob => {
    if (job.canceled) return { id, status: "canceled", expiresAt: undefined }
    const age = nowMillis() / 1000 - job.startedAt
    // What was read from a file is made, whatever the clock says.
    if (age < takes && job.made === undefined)
      return { id, status: age < waits ? "pending" : "in_progress", expiresAt: undefined }
    if (age >= takes + lifetime) return { id, status: "expired", expiresAt: undefined }
    return fileOf(job) === undefined
      ? { id, status: "no_data", expiresAt: undefined }
      : { id, status: "ready", expiresAt: Math.floor(job.startedAt + takes + lifetime) }
  }

  const get = (id: string): ExportJob | undefined => {
    const job = jobs.get(id)
    return job === undefined ? undefined : look(id, job)
  }

  const isUnderWay = ({ status }: ExportJob): boolean => status === "pending" || status === "in_progress"

  return {
    get,
    start: (make) => {
      let underWay = 0
      for (const [id, job] of jobs)
        if (!job.canceled && isYoung(job, nowMillis()) && isUnderWay(look(id, job))) underWay++
      if (underWay >= limit) return undefined
      const id = newId()
      jobs.set(id, { startedAt: nowMillis() / 1000, make, canceled: false, made: undefined })
      return get(id)
    },
    file: (id) => {
      const job = jobs.get(id)
      return job !== undefined && look(id, job).status === "ready" ? fileOf(job) : undefined
    },
    cancel: (id) => {
      const job = jobs.get(id)
      if (job === undefined) return undefined
      if (isUnderWay(look(id, job))) job.canceled = true
      return look(id, job)
    },
    save: () =>
      [...jobs].map(([id, job]) => {
        const canceled = job.canceled || isUnderWay(look(id, job))
        return [id, { startedAt: job.startedAt, file: canceled ? null : (fileOf(job) ?? null), canceled }]
      }),
    load: (saved) =>
      refill(
        jobs,
        saved.map(([id, { canceled, file, startedAt }]) => {
          const made = { file: file ?? undefined }
          return [id, { startedAt, canceled, made, make: () => made.file }]
        })
      ),
    reset: () => jobs.clear()
  }
}

/** Whether an export may still be under way: one that is ready need not be made to be counted. */
const isYoung = ({ startedAt }: Started, nowMillis: number): boolean => nowMillis / 1000 - startedAt < takes
