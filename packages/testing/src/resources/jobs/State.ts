/**
 * What a workspace does in the background, some seconds after it was asked to.
 *
 * @since 0.1.0
 */
import { type Entries, type Persisted, refill } from "../../workspace/Persisted.ts"

/**
 * A job. `run` does it and tells the id of what came of it; undefined where it failed.
 *
 * @category models
 * @since 0.1.0
 */
export interface JobRecord {
  readonly id: string
  readonly resource_type: string
  readonly status: "pending" | "success" | "failed"
  readonly resource_id: string | null
}

/**
 * The jobs of a workspace.
 *
 * @category models
 * @since 0.1.0
 */
export interface Jobs extends Persisted<Entries<string, JobRecord>> {
  /** Puts a job in the queue. */
  readonly enqueue: (resourceType: string, run: () => string | undefined) => JobRecord
  /** A job, after everything that is due was done. */
  readonly get: (id: string) => JobRecord | undefined
  /** Does everything that is due. */
  readonly runDue: () => void
  readonly reset: () => void
}

/** Seconds a job waits in the queue. */
const delay = 2

/**
 * Makes the jobs of a workspace, over its clock in Unix milliseconds.
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeJobs = (nowMillis: () => number): Jobs => {
  const jobs = new Map<string, JobRecord>()
  let queue: Array<{ readonly id: string; readonly dueAt: number; readonly run: () => string | undefined }> = []

  const runDue = (): void => {
    const now = nowMillis()
    const due = queue.filter(({ dueAt }) => dueAt <= now)
    queue = queue.filter(({ dueAt }) => dueAt > now)
    for (const { id, run } of due) {
      const job = jobs.get(id)
      const resource_id = run() ?? null
      if (job !== undefined) jobs.set(id, { ...job, resource_id, status: resource_id === null ? "failed" : "success" })
    }
  }

  return {
    enqueue: (resource_type, run) => {
      const job: JobRecord = { id: String(jobs.size + 1), resource_type, status: "pending", resource_id: null }
      jobs.set(job.id, job)
      queue.push({ id: job.id, dueAt: nowMillis() + delay * 1000, run })
      return job
    },
    get: (id) => {
      runDue()
      return jobs.get(id)
    },
    runDue,
    // What waits in the queue cannot be written down: a job that was not done has failed.
    save: () => [...jobs].map(([id, job]) => [id, job.status === "pending" ? { ...job, status: "failed" } : job]),
    load: (saved) => {
      refill(jobs, saved)
      queue = []
    },
    reset: () => {
      jobs.clear()
      queue = []
    }
  }
}
