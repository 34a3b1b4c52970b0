/**
 * What is written for many to read, as streams: help centers and news.
 *
 * @since 0.1.0
 */
import { Articles, Collections, HelpCenters, InternalArticles, NewsItems, Newsfeeds } from "@effect-intercom/resources"
import { define, type Definition } from "./Definition.ts"
import { listing, wholeList } from "./Listing.ts"

/**
 * Articles of the help centers.
 *
 * @category constants
 * @since 0.1.0
 */
export const articles: Definition<Articles.ArticleListItem> = /*#__PURE__*/ define({
  name: "articles",
  schema: Articles.ArticleListItem,
  read: (id) => Articles.get({ id }),
  list: () => listing(Articles.list, {})
})

/**
 * Articles for teammates, since 2.13.
 *
 * @category constants
 * @since 0.1.0
 */
export const internalArticles: Definition<InternalArticles.InternalArticleListItem> = /*#__PURE__*/ define({
  name: "internal_articles",
  schema: InternalArticles.InternalArticleListItem,
  read: (id) => InternalArticles.get({ id }),
  list: () => listing(InternalArticles.list, {})
})

/**
 * Collections of the help centers.
 *
 * @category constants
 * @since 0.1.0
 */
export const collections: Definition<Collections.Collection> = /*#__PURE__*/ define({
  name: "collections",
  schema: Collections.Collection,
  read: (id) => Collections.get({ id }),
  list: () => listing(Collections.list, {})
})

/**
 * Help centers.
 *
 * @category constants
 * @since 0.1.0
 */
export const helpCenters: Definition<HelpCenters.HelpCenter> = /*#__PURE__*/ define({
  name: "help_centers",
  schema: HelpCenters.HelpCenter,
  read: (id) => HelpCenters.get({ id }),
  list: () => wholeList(HelpCenters.list, HelpCenters.list(), ({ data }) => data)
})

/**
 * News items.
 *
 * @category constants
 * @since 0.1.0
 */
export const newsItems: Definition<NewsItems.NewsItem> = /*#__PURE__*/ define({
  name: "news_items",
  schema: NewsItems.NewsItem,
  read: (id) => NewsItems.get({ id }),
  list: () => listing(NewsItems.list, {})
})

/**
 * Newsfeeds.
 *
 * @category constants
 * @since 0.1.0
 */
export const newsfeeds: Definition<Newsfeeds.Newsfeed> = /*#__PURE__*/ define({
  name: "newsfeeds",
  schema: Newsfeeds.Newsfeed,
  read: (id) => Newsfeeds.get({ id }),
  list: () => listing(Newsfeeds.list, {})
})
