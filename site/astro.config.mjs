// Everything that is written into src/content and src/site.json is made by `pnpm site`.
import starlight from "@astrojs/starlight"
import { defineConfig } from "astro/config"
import { readFileSync } from "node:fs"

const { base, sidebar } = JSON.parse(readFileSync(new URL("./src/site.json", import.meta.url), "utf8"))
const under = (folder) =>
  sidebar.filter(({ slug }) => slug.startsWith(`${folder}/`)).map(({ slug, title }) => ({ slug, label: title }))

export default defineConfig({
  base,
  trailingSlash: "always",
  integrations: [
    starlight({
      title: "effect-intercom",
      customCss: ["./src/site.css"],
      components: { PageTitle: "./src/components/PageTitle.astro" },
      tableOfContents: { minHeadingLevel: 2, maxHeadingLevel: 2 },
      sidebar: [
        { label: "Guides", items: under("guides") },
        { label: "Reference", items: under("reference") },
        { label: "Resources", items: under("resources") }
      ]
    })
  ]
})
