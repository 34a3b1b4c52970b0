/**
 * A budget in Redis: one script for each lease.
 *
 * @since 0.1.0
 */
import { SharedBudget } from "@effect-intercom/core"
import * as Effect from "effect/Effect"
import * as Redis from "effect/persistence/Redis"

/**
 * Makes the store. Keys begin with `prefix`, and go an hour after they were used last.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (prefix: string): Effect.Effect<SharedBudget.BudgetStore["Service"], never, Redis.Redis> =>
  Effect.map(Redis.Redis, (redis) => {
    const evaluate = redis.eval(script)
    return {
      take: ({ key, limit, member, told, want }) =>
        evaluate(prefix + key, member, want, limit, told).pipe(
          Effect.map(([granted, active, endsIn, waitFor]) => ({ granted, active, endsIn, waitFor })),
          Effect.mapError((cause) => new SharedBudget.BudgetStoreError({ message: "Redis does not answer", cause }))
        )
    }
  })

/**
 * A process asks when it has used what it had, so that of an old window each may still hold what it was given last.
 *
 * The present window is the one that is held, or as many times ten seconds later as have passed. What Intercom told of a later
 * one, or of this one, corrects it (what it counted of this one before it was known to have begun comes on top); that of an
 * earlier one does where it was asked for since this one began. Milliseconds of the server's clock.
 */
const script = Redis.script(
  (key: string, member: string, want: number, limit: number, told: SharedBudget.Told | undefined) => [
    key,
    `${key}:members`,
    member,
    want,
    limit,
    told?.reset ?? "",
    told?.counted ?? 0,
    told?.requestedAgo ?? 0,
    told?.receivedAgo ?? 0
  ],
  {
    numberOfKeys: 2,
    lua: `
local time = redis.call("TIME")
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local member, want, limit = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local toldReset, counted = tonumber(ARGV[4]), tonumber(ARGV[5])
local requestedAt, receivedAt = now - tonumber(ARGV[6]), now - tonumber(ARGV[7])
local held = redis.call("HMGET", KEYS[1], "reset", "begun", "granted")
local reset, begun, granted = tonumber(held[1]) or 0, tonumber(held[2]) or now, tonumber(held[3]) or 0
local members = redis.call("HGETALL", KEYS[2])
local function outstanding(window)
  local sum = 0
  for at = 1, #members, 2 do
    local memberReset, _, last = string.match(members[at + 1], "^(%S+) (%S+) (%S+)")
    if members[at] ~= member and math.abs(tonumber(memberReset) - window) <= 3 then sum = sum + tonumber(last) end
  end
  return sum
end
local passed = math.max(math.floor((now - begun) / 10000), 0)
if passed > 0 then
  begun = begun + passed * 10000
  granted = 0
  if reset > 0 then reset = reset + 10 * passed end
end
if toldReset then
  if toldReset > reset + 3 then
    if reset == 0 then granted = math.max(granted, counted) else granted = counted + outstanding(reset) end
    reset, begun = toldReset, receivedAt
  elseif toldReset >= reset - 3 then
    if receivedAt < begun then granted = granted + counted else granted = math.max(granted, counted) end
    reset, begun = toldReset, math.min(begun, receivedAt)
  elseif requestedAt > begun then
    reset, begun, granted = toldReset, now, counted
  end
end
local usable, active, mine = math.max(math.floor(limit * 0.98), 1), 1, 0
for at = 1, #members, 2 do
  local memberReset, taken, _, seen = string.match(members[at + 1], "^(%S+) (%S+) (%S+) (%S+)$")
  if tonumber(seen) < now - 25000 then
    redis.call("HDEL", KEYS[2], members[at])
  elseif members[at] ~= member then
    active = active + 1
  elseif math.abs(tonumber(memberReset) - reset) <= 3 then
    mine = tonumber(taken)
  end
end
local isEarly = now < begun + 6000
local part = isEarly and math.ceil(usable / active) - mine or usable
local given = math.max(math.min(want, usable - granted, part), 0)
granted = granted + given
redis.call("HSET", KEYS[1], "reset", reset, "begun", begun, "granted", granted)
redis.call("HSET", KEYS[2], member, string.format("%.0f %.0f %.0f %.0f", reset, mine + given, given, now))
redis.call("PEXPIRE", KEYS[1], 3600000)
redis.call("PEXPIRE", KEYS[2], 3600000)
local endsIn, waitFor = math.max(begun + 10000 - now, 0), 0
if granted >= usable then waitFor = endsIn
elseif isEarly and given >= part then waitFor = math.max(begun + 6000 - now, 0) end
return { given, active, endsIn, waitFor }
`
  }
).withReturnType<readonly [granted: number, active: number, endsIn: number, waitFor: number]>()
