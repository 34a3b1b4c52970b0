/**
 * What a seeded workspace publishes. Seeded ids lie apart from those of what is added.
 *
 * @since 0.1.0
 */
import type { Row } from "../../workspace/Record.ts"
import { type Plan, salts } from "../../workspace/seeding/Plan.ts"
import { fraction, pick } from "../../workspace/seeding/Random.ts"
import { seededRows } from "../../workspace/seeding/Rows.ts"
import { adminReplies, companyKinds, subjects } from "../../workspace/seeding/Words.ts"
import type { ArticleRecord, CollectionRecord, InternalArticleRecord, NewsItemRecord } from "./Record.ts"

const firstCollectionId = 1_000_001

/** What every record of a kind has. */
type Blank<R> = () => Omit<R, keyof Row>

/**
 * The collections of a plan, in the help center.
 *
 * @category fixtures
 * @since 0.1.0
 */
export const collectionSeeds = (plan: Plan, blank: Blank<CollectionRecord>): ReadonlyArray<CollectionRecord> =>
  seededRows(plan, { count: plan.collections, salt: salts.library, firstId: firstCollectionId }, (index) => ({
    ...blank(),
    name: `${pick(companyKinds, plan.seed, salts.library + 2, index)} ${index + 1}`,
    order: index + 1
  }))

/**
 * The articles of a plan, dealt out to its collections in turn. One in five is a draft.
 *
 * @category fixtures
 * @since 0.1.0
 */
export const articleSeeds = (plan: Plan, blank: Blank<ArticleRecord>): ReadonlyArray<ArticleRecord> =>
  seededRows(plan, { count: plan.articles, salt: salts.library + 10, firstId: 5_000_001 }, (index) => ({
    ...blank(),
    title: `About ${pick(subjects, plan.seed, salts.library + 12, index)}`,
    body: paragraph(plan, index),
    state: fraction(plan.seed, salts.library + 13, index) < 0.8 ? "published" : "draft",
    parent_id: plan.collections === 0 ? null : firstCollectionId + (index % plan.collections)
  }))

/**
 * The articles for teammates of a plan.
 *
 * @category fixtures
 * @since 0.1.0
 */
export const internalArticleSeeds = (
  plan: Plan,
  blank: Blank<InternalArticleRecord>
): ReadonlyArray<InternalArticleRecord> =>
  seededRows(plan, { count: plan.internalArticles, salt: salts.library + 20, firstId: 1_000_001 }, (index) => ({
    ...blank(),
    title: `How we handle ${pick(subjects, plan.seed, salts.library + 22, index)}`,
    body: paragraph(plan, index)
  }))

/**
 * The news of a plan, all of it live.
 *
 * @category fixtures
 * @since 0.1.0
 */
export const newsItemSeeds = (plan: Plan, blank: Blank<NewsItemRecord>): ReadonlyArray<NewsItemRecord> =>
  seededRows(plan, { count: plan.newsItems, salt: salts.library + 30, firstId: 1_000_001 }, (index) => ({
    ...blank(),
    title: `News about ${pick(subjects, plan.seed, salts.library + 32, index)}`,
    body: paragraph(plan, index),
    state: "live"
  }))

const paragraph = ({ seed }: Plan, index: number): string =>
  `<p>${pick(adminReplies, seed, salts.library + 40, index)}</p>`
