/** How the quality of conversations is watched. */
import { oneOf, type Subject } from "./Entry.ts"

export const quality: Subject = {
  fields: {
    monitor_id: "Id of the monitor that looked at the conversation.",
    monitor_name: "What the monitor was called then; null where it is no more.",
    monitor_type: "What kind of monitor it is, as `prompt`; null where it is no more.",
    explanation: "Why the monitor says so; null where it gave no reason.",
    evaluated_at: "When it was looked at; null in rare cases.",
    scorecard_id: "Id of the scorecard.",
    scorecard_version_id: "Id of the version of the scorecard that was filled in.",
    scorecard_type: "What kind of scorecard it is, as `human`.",
    passed: "Whether the conversation is good enough; null before it was scored.",
    score: "How good it is, 0.85 in the example; null before it was scored.",
    ai_score: "How good the AI finds it; null where the AI did not score it.",
    reviewed_teammate: "Whose work is scored.",
    evaluators: "What was found for each criterion.",
    evaluator_id: "Id of the criterion.",
    reasoning: "Why, in words; null where nothing was written.",
    reason_ids: "Ids of the reasons that were chosen; null where none were.",
    other_text: "What the reviewer wrote beside or instead of the reasons; null where nothing was written."
  },
  records: {
    ConversationScorecard: { name: "Name of the scorecard." },
    ConversationScorecardReviewedTeammate: {
      type: oneOf("Who it is.", { ai: "Fin, or nobody in particular", admin: "a teammate" }),
      admin_id: "Id of the teammate; only where it is one."
    },
    ConversationScorecardEvaluator: { result: "What was found; null before it was scored." },
    ConversationScorecardEvaluatorResult: {
      value: "The finding, as `pass` or `fail`, or a category.",
      source: "Who found it, as `ai` or `human`."
    }
  }
}
