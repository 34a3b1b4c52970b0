import * as Checkpoint from "../../src/Checkpoint.ts"

/** A checkpoint of a workspace, in which no stream has come anywhere: for tests of sinks that keep it. */
export const emptyCheckpoint: Checkpoint.CheckpointData = {
  format: "effect-intercom export checkpoint",
  formatVersion: Checkpoint.formatVersion,
  apiVersion: "2.16",
  host: "api.intercom.io",
  workspace: "w1",
  savedAt: 1,
  complete: false,
  streams: {}
}
