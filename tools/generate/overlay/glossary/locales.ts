/** Content in other languages, by the code of the language. */
import type { Subject } from "./Entry.ts"

const languages = {
  ar: "Arabic",
  bg: "Bulgarian",
  bs: "Bosnian",
  ca: "Catalan",
  cs: "Czech",
  da: "Danish",
  de: "German",
  el: "Greek",
  en: "English",
  es: "Spanish",
  et: "Estonian",
  fi: "Finnish",
  fr: "French",
  he: "Hebrew",
  hr: "Croatian",
  hu: "Hungarian",
  id: "Indonesian",
  it: "Italian",
  ja: "Japanese",
  ko: "Korean",
  lt: "Lithuanian",
  lv: "Latvian",
  mn: "Mongolian",
  nb: "Norwegian",
  nl: "Dutch",
  pl: "Polish",
  pt: "Portuguese",
  "pt-BR": "Portuguese of Brazil",
  ro: "Romanian",
  ru: "Russian",
  sl: "Slovenian",
  sr: "Serbian",
  sv: "Swedish",
  tr: "Turkish",
  vi: "Vietnamese",
  "zh-CN": "Chinese, simplified",
  "zh-TW": "Chinese, traditional"
}

const inLanguages = Object.fromEntries(
  Object.entries(languages).map(([code, language]) => [code, `In ${language}; absent or null where it is not written.`])
)

export const locales: Subject = {
  fields: {},
  records: {
    "ArticleTranslatedContent*": inLanguages,
    "GroupTranslatedContent*": inLanguages
  }
}
