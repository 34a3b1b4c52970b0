import { assert, describe, it } from "@effect/vitest"
import { Effect, Random } from "effect"
import { scrub } from "../../src/client/Scrub.ts"

describe("cleaning a text of others", () => {
  it("takes a secret out wherever it stands apart, in any case", () => {
    assert.strictEqual(
      scrub("Ada Lovelace is not ADA LOVELACE, (ada lovelace)", ["Ada Lovelace"]),
      "<removed> is not <removed>, (<removed>)"
    )
  })

  it("leaves words that a secret is a part of", () => {
    assert.strictEqual(
      scrub("conversation_parts and conversations", ["conversation"]),
      "<removed>_parts and conversations"
    )
    assert.strictEqual(scrub("planning", ["plan"]), "planning")
  })

  it("leaves secrets of fewer than four characters: they would take words apart", () => {
    assert.strictEqual(scrub("10 in 10_seconds", ["10"]), "10 in 10_seconds")
  })

  it("takes out a long secret that was cut short", () => {
    const secret = "x".repeat(20) + "-" + "y".repeat(5_000)
    assert.strictEqual(scrub(`body "${secret.slice(0, 100)}…" is too long`, [secret]), 'body "<removed>…" is too long')
  })

  it("takes out addresses and telephone numbers that nobody sent", () => {
    assert.strictEqual(scrub("a contact with ada@example.com exists", []), "a contact with <email> exists")
    assert.strictEqual(scrub("?email=ada%2Bx%40example.com&x=1", []), "?email=<email>&x=1")
    assert.strictEqual(scrub("taken: +49 (151) 1234-5678.", []), "taken: <phone>.")
    assert.strictEqual(scrub("taken: (555) 123-4567, 555.123.4567", []), "taken: <phone>, <phone>")
  })

  it("leaves dates, addresses of hosts, ids and numbers", () => {
    const text = "2026-11-27 10:00:00, 192.168.100.100, 6762f0dd1bb69f9f2193bb83, 167 in 10_seconds, 1734537245"
    assert.strictEqual(scrub(text, []), text)
  })

  it("leaves nothing that a terminal would obey", () => {
    assert.strictEqual(scrub("a\u001b[31mred\u0007\u009b0m", []), "a [31mred 0m")
  })

  it("keeps a bounded part, and cleans before it cuts", () => {
    const cleaned = scrub(`${"word ".repeat(398)}secret-value ${"word ".repeat(10_000)}`, ["secret-value"])
    assert.isBelow(cleaned.length, 2_010)
    assert.notInclude(cleaned, "secret")
  })

  it("takes time that grows with the text, whatever the text", () => {
    for (const text of ["a".repeat(1_000_000), "a@".repeat(500_000), "+1 ".repeat(300_000), "%40".repeat(300_000)]) {
      const before = performance.now()
      scrub(text, ["secret"])
      assert.isBelow(performance.now() - before, 10_000)
    }
  })

  it("takes no longer for secrets that nearly stand at every place of a text", () => {
    const secrets = Array.from({ length: 40 }, (_, at) => `${"a".repeat(1_900 - at)}b`)
    const before = performance.now()
    assert.notInclude(scrub(`see ${"a".repeat(9_000)}`, secrets), "see a")
    assert.isAtMost(scrub(`b${"a".repeat(9_000)}`, secrets).length, 2_001)
    assert.isBelow(performance.now() - before, 5_000)
  })

  it("takes a secret out beside what is escaped, and where it is escaped otherwise or twice", () => {
    const quoted = `{"name":"Jonathan","street":"Ægidius Straße 7/é","note":"a\\nMarjorie"}`
    const secrets = ["Jonathan", "Ægidius Straße 7/é", "Marjorie"]
    const uri = new URL(`https://h.example/?q=${quoted}`).search
    for (const text of [
      encodeURIComponent(quoted),
      encodeURI(quoted),
      uri,
      uri.toLowerCase(),
      new URLSearchParams({ q: quoted }).toString(),
      encodeURIComponent(JSON.stringify(quoted)),
      encodeURIComponent(encodeURIComponent(quoted)),
      JSON.stringify(JSON.stringify(quoted)),
      quoted.replace(/[^a-z]/gi, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`),
      quoted.replace(/[^a-z]/gi, (letter) => `&#x${letter.charCodeAt(0).toString(16)};`),
      "%E9Jonathan, %C6gidius, \\nMarjorie"
    ]) {
      const cleaned = scrub(text, secrets)
      for (const part of ["jonathan", "gidius stra", "gidius%20stra", "marjorie"]) {
        assert.notInclude(cleaned.toLowerCase(), part, text)
      }
    }
  })

  it("takes out what is escaped beside bytes that are no character, and nothing of the characters beside it", () => {
    const secrets = ["😀😀😀", "İstanbul"]
    assert.strictEqual(scrub(`%E9${encodeURIComponent("İstanbul")}`, secrets), "%E9<removed>")
    assert.strictEqual(scrub(`%C3%A9${encodeURIComponent("😀😀😀")}`, secrets), "%C3%A9<removed>")
    assert.strictEqual(scrub("&#128512;&#x1F600;\\ud83d\\ude00 and so on", secrets), "<removed> and so on")
  })

  it("takes addresses and telephone numbers out of what is escaped", () => {
    assert.strictEqual(
      scrub("at ?q=%22%2B49%20151%201234567%22&m=ada%40example.com", []),
      "at ?q=%22<phone>%22&m=<email>"
    )
    assert.strictEqual(
      scrub("{\\u0022phone\\u0022:\\u0022+491511234567\\u0022}", []),
      "{\\u0022phone\\u0022:\\u0022<phone>\\u0022}"
    )
  })

  it("takes out telephone numbers as they are written at home", () => {
    for (const number of ["06 12 34 56 78", "06.12.34.56.78", "0151 12345678", "07911 123456", "0151/12345678"]) {
      assert.strictEqual(scrub(`taken: ${number}, or so`, []), "taken: <phone>, or so")
    }
  })

  it("keeps no half of a secret at the end of what is read", () => {
    const secret = `Jonathan ${"x".repeat(105)}`
    assert.notInclude(scrub(`${secret} `.repeat(1_000), [secret]), "Jonathan")
  })

  it.effect("finds every secret in every encoding", () =>
    Effect.gen(function* () {
      const alphabet = [..."abcXYZ0189 äÖß日本é'\"&<>%+/\\?#@=.,-_\n\t😀"]
      for (let round = 0; round < 3_000; round++) {
        let middle = ""
        const length = yield* Random.nextIntBetween(2, 40)
        for (let n = 0; n < length; n++) middle += alphabet[yield* Random.nextIntBetween(0, alphabet.length - 1)] ?? ""
        const secret = `q${middle}z`
        const encodings = {
          raw: secret,
          "upper case": secret.toUpperCase(),
          "percent-encoded": encodeURIComponent(secret),
          "as a form": new URLSearchParams({ v: secret }).toString().slice(2),
          JSON: JSON.stringify(secret).slice(1, -1)
        }
        for (const [name, encoded] of Object.entries(encodings)) {
          const cleaned = scrub(`no "${encoded}", nor (${encoded}): ${encoded}`, [secret])
          const left = cleaned.toLowerCase()
          assert.notInclude(left, encoded.toLowerCase(), `${name} of ${JSON.stringify(secret)}`)
          assert.notInclude(left, secret.toLowerCase(), `${name} of ${JSON.stringify(secret)}`)
        }
      }
    })
  )
})
