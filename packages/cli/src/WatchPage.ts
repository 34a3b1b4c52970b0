/**
 * The page of `export --watch`: one file, nothing from elsewhere.
 *
 * @since 0.1.0
 */

/**
 * The page.
 *
 * @category constants
 * @since 0.1.0
 */
export const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>effect-intercom export</title>
<style>
  :root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 15%, transparent); --bar: #3b5bdb }
  body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
  h1 { font-size: 1.3rem }
  table { width: 100%; border-collapse: collapse }
  th, td { text-align: right; padding: .4rem .6rem; border-bottom: 1px solid var(--line); font-variant-numeric: tabular-nums }
  th:first-child, td:first-child, td:last-child { text-align: left }
  progress { width: 100%; accent-color: var(--bar); min-width: 6rem }
  .scroll { overflow-x: auto }
  .told { display: flex; flex-wrap: wrap; gap: .3rem 2rem }
</style>
<h1>effect-intercom export</h1>
<p class="told"><span id="whole">waiting for the first progress</span><span id="budget"></span><span id="end"></span></p>
<div class="scroll"><table>
  <thead><tr><th>stream</th><th>share</th><th>rows</th><th>expected</th><th>rows/s</th><th>left</th><th>owed</th><th></th></tr></thead>
  <tbody id="streams"></tbody>
</table></div>
<script>
  const count = (value) => value === undefined ? "" : Math.round(value).toLocaleString("en")
  const two = (value) => String(Math.floor(value)).padStart(2, "0")
  const clock = (seconds) => seconds === undefined ? "" : (seconds < 3600 ? "" : two(seconds / 3600) + ":") + two(seconds / 60 % 60) + ":" + two(seconds % 60)
  const waits = { "rate limit": "waits: rate limit", intercom: "waits: Intercom", scroll: "waits: an earlier scroll", job: "waits: another job" }
  const byId = (id) => document.getElementById(id)
  const rowOf = (stream) => {
    const row = document.createElement("tr")
    const { event, expected, owed, rows, rowsPerSecond, secondsLeft, waiting } = stream
    const isDone = event === "finished"
    const bar = document.createElement("progress")
    if (isDone) bar.value = 1
    else if (expected) bar.value = Math.min(rows / expected, 1)
    const cells = [stream.stream, bar, count(rows), count(expected), isDone ? "" : count(rowsPerSecond), isDone ? "" : clock(secondsLeft), count(owed), isDone ? "done" : waits[waiting] ?? ""]
    for (const cell of cells) row.insertCell().append(cell)
    return row
  }
  const show = ({ expectedStreams, now, startedAt, streams }) => {
    const done = streams.filter(({ event }) => event === "finished").length
    const rows = streams.reduce((sum, stream) => sum + stream.rows, 0)
    byId("whole").textContent = count(rows) + " rows, " + done + " of " + expectedStreams + " streams done, " + clock((now - startedAt) / 1000)
    const budget = streams.map(({ budget }) => budget).filter(Boolean).at(-1)
    byId("budget").textContent = budget ? "budget " + count(budget.remaining) + " of " + count(budget.limit) : ""
    byId("streams").replaceChildren(...streams.map(rowOf))
  }
  const look = async () => {
    try {
      show(await (await fetch("state")).json())
      for (;;) show(await (await fetch("next")).json())
    } catch {
      byId("end").textContent = "the export has ended, or was stopped; this is where it was"
    }
  }
  look()
</script>
</html>
`
