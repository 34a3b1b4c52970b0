/** The whole glossary. */
import { accounts } from "./accounts.ts"
import { articles } from "./articles.ts"
import { common } from "./common.ts"
import { conversations } from "./conversations.ts"
import { data } from "./data.ts"
import type { Subject } from "./Entry.ts"
import { fin } from "./fin.ts"
import { knowledge } from "./knowledge.ts"
import { locales } from "./locales.ts"
import { merging } from "./merging.ts"
import { outbound } from "./outbound.ts"
import { parts } from "./parts.ts"
import { people } from "./people.ts"
import { quality } from "./quality.ts"
import { replies } from "./replies.ts"
import { tickets } from "./tickets.ts"
import { workspace } from "./workspace.ts"

/** The subjects by name. */
export const subjects: Readonly<Record<string, Subject>> = {
  common,
  people,
  accounts,
  merging,
  conversations,
  parts,
  quality,
  replies,
  tickets,
  articles,
  knowledge,
  locales,
  data,
  workspace,
  outbound,
  fin
}
