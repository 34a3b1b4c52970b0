/**
 * A budget in Redis: one script for each lease.
 *
 * @since 0.1.0
 */
import { SharedBudget } from "@effect-intercom/core"
import * as Effect from "effect/Effect"
import * as Redis from "effect/persistence/Redis"

/**
 * Makes the store. Keys begin with `prefix`, and go an hour after they were used last; what keys are known by that were joined to
 * others, after thirty days.
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (prefix: string): Effect.Effect<SharedBudget.BudgetStore["Service"], never, Redis.Redis> =>
  Effect.map(Redis.Redis, (redis) => {
    const lease = redis.eval(leaseScript)
    const union = redis.eval(joinScript)
    const lock = redis.eval(lockScript)
    const unlock = redis.eval(unlockScript)
    /** What keys are known by that were joined to others. */
    const names = new Map<string, string>()

    /** Asks by what the key is known by, and once more where another process has just joined it to another. */
    const asked = <E>(key: string, ask: (key: string) => Effect.Effect<Answer, E>) =>
      Effect.flatMap(
        Effect.suspend(() => ask(names.get(key) ?? prefix + key)),
        (answer) => {
          if (answer[0] === "") return Effect.succeed(answer)
          names.set(key, answer[0])
          return ask(answer[0])
        }
      ).pipe(Effect.mapError((cause) => new SharedBudget.BudgetStoreError({ message: "Redis does not answer", cause })))

    return {
      take: ({ key, ...ask }) =>
        Effect.map(
          asked(key, (name) => lease(name, ask)),
          ([, granted = 0, active = 1, endsIn = 0, waitFor = 0, size = 0]) => ({
            granted,
            active,
            endsIn,
            waitFor,
            limit: size > 0 ? size : undefined
          })
        ),
      join: ({ into, key }) =>
        key === into
          ? Effect.void
          : Effect.mapError(
              Effect.asVoid(union(prefix + key, prefix + into)),
              (cause) => new SharedBudget.BudgetStoreError({ message: "Redis does not answer", cause })
            ),
      hold: ({ key, lasts, name, owner }) =>
        Effect.map(
          asked(key, (known) => lock(known, name, owner, lasts)),
          ([, isOurs]) => isOurs === 1
        ),
      release: ({ key, name, owner }) => Effect.asVoid(asked(key, (known) => unlock(known, name, owner)))
    }
  })

/** What the key is known by where it was joined to another, else empty; then what was asked for. */
type Answer = readonly [into: string, ...answer: ReadonlyArray<number>]

/** Answers with the key that this one is known by, where it was joined to another. */
const joinedElsewhere = `
local same = redis.call("HGET", KEYS[1], "same")
if same then
  redis.call("PEXPIRE", KEYS[1], 2592000000)
  return { same }
end`

/** Milliseconds of the server's clock. */
const now = `
local time = redis.call("TIME")
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)`

/**
 * A process asks when it has used what it had, so that of an old window each may still hold what it was given last, and wait for
 * answers to what it had before: a window that begins counts both. Of its own it says what is not answered.
 *
 * The present window is the one that is held, or as many times ten seconds later as have passed. What Intercom told of a later
 * one, or of this one, corrects it (what it counted of this one before it was known to have begun comes on top); that of an
 * earlier one does where it was asked for since this one began. Who was not told the size of windows yet is taken to know what
 * others were told. Milliseconds of the server's clock.
 */
const leaseScript = Redis.script(
  (key: string, { carried, limit, member, told, unanswered, want }: Omit<SharedBudget.Ask, "key">) => [
    key,
    `${key}:members`,
    member,
    want,
    limit,
    told?.reset ?? "",
    told?.counted ?? 0,
    told?.requestedAgo ?? 0,
    told?.receivedAgo ?? 0,
    unanswered,
    carried
  ],
  {
    numberOfKeys: 2,
    lua: `
${joinedElsewhere}
${now}
local member, want, limit = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local toldReset, counted = tonumber(ARGV[4]), tonumber(ARGV[5])
local unanswered, carried = tonumber(ARGV[8]), tonumber(ARGV[9])
local requestedAt, receivedAt = now - tonumber(ARGV[6]), now - tonumber(ARGV[7])
local held = redis.call("HMGET", KEYS[1], "reset", "begun", "granted", "size")
local reset, begun, granted = tonumber(held[1]) or 0, tonumber(held[2]) or now, tonumber(held[3]) or 0
local size = tonumber(held[4]) or 0
if toldReset then
  size = limit
  redis.call("HSET", KEYS[1], "size", size)
else
  limit = math.max(limit, size)
end
local members = redis.call("HGETALL", KEYS[2])
local function outstanding(window)
  local sum = 0
  for at = 1, #members, 2 do
    local memberReset, _, last, seen, slow = string.match(members[at + 1], "^(%S+) (%S+) (%S+) (%S+) (%S+)$")
    if members[at] ~= member and math.abs(tonumber(memberReset) - window) <= 3 then
      sum = sum + tonumber(last)
      if tonumber(seen) > now - 3000 then sum = sum + tonumber(slow) end
    end
  end
  return sum
end
local passed = math.max(math.floor((now - begun) / 10000), 0)
if passed > 0 then
  begun = begun + passed * 10000
  granted = 0
  if reset > 0 then reset = reset + 10 * passed end
end
local isBegun = false
if toldReset then
  if toldReset > reset + 3 then
    isBegun = true
    if reset == 0 then granted = math.max(granted, counted) else granted = counted + unanswered + outstanding(reset) end
    reset, begun = toldReset, receivedAt
  elseif toldReset >= reset - 3 then
    if receivedAt < begun then granted = granted + counted else granted = math.max(granted, counted) end
    reset, begun = toldReset, math.min(begun, receivedAt)
  elseif requestedAt > begun then
    isBegun = true
    reset, begun, granted = toldReset, now, counted + unanswered
  end
end
local usable, active, mine = math.max(math.floor(limit * 0.98), 1), 1, 0
for at = 1, #members, 2 do
  local memberReset, taken, _, seen = string.match(members[at + 1], "^(%S+) (%S+) (%S+) (%S+)")
  if tonumber(seen) < now - 25000 then
    redis.call("HDEL", KEYS[2], members[at])
  elseif members[at] ~= member then
    active = active + 1
  elseif math.abs(tonumber(memberReset) - reset) <= 3 then
    mine = tonumber(taken)
  elseif not isBegun then
    granted = granted + carried
  end
end
local isEarly = now < begun + 6000
local part = isEarly and math.ceil(usable / active) - mine or usable
local given = math.max(math.min(want, usable - granted, part), 0)
granted = granted + given
redis.call("HSET", KEYS[1], "reset", reset, "begun", begun, "granted", granted)
redis.call("HSET", KEYS[2], member, string.format("%.0f %.0f %.0f %.0f %.0f", reset, mine + given, given, now, unanswered))
redis.call("PEXPIRE", KEYS[1], 3600000)
redis.call("PEXPIRE", KEYS[2], 3600000)
local endsIn, waitFor = math.max(begun + 10000 - now, 0), 0
if granted >= usable then waitFor = endsIn
elseif isEarly and given >= part then waitFor = math.max(begun + 6000 - now, 0) end
return { "", given, active, endsIn, waitFor, size }
`
  }
).withReturnType<Answer>()

/**
 * What was granted by either key counts in the window that both are in, or in the later one. Locks that are free there come
 * along.
 */
const joinScript = Redis.script(
  (key: string, into: string) => [key, `${key}:members`, `${key}:locks`, into, `${into}:members`, `${into}:locks`],
  {
    numberOfKeys: 6,
    lua: `
${joinedElsewhere.replace("return { same }", "return 0")}
${now}
local function rolled(key)
  local held = redis.call("HMGET", key, "reset", "begun", "granted")
  local reset, begun, granted = tonumber(held[1]) or 0, tonumber(held[2]) or now, tonumber(held[3]) or 0
  local passed = math.max(math.floor((now - begun) / 10000), 0)
  if passed == 0 then return reset, begun, granted end
  if reset > 0 then reset = reset + 10 * passed end
  return reset, begun + passed * 10000, 0
end
local reset, begun, granted = rolled(KEYS[1])
local intoReset, intoBegun, intoGranted = rolled(KEYS[4])
if math.abs(reset - intoReset) <= 3 then begun = math.min(begun, intoBegun)
elseif intoReset > reset then begun = intoBegun end
local size = redis.call("HGET", KEYS[1], "size")
if size then redis.call("HSETNX", KEYS[4], "size", size) end
redis.call("HSET", KEYS[4], "reset", math.max(reset, intoReset), "begun", begun, "granted", granted + intoGranted)
local members = redis.call("HGETALL", KEYS[2])
for at = 1, #members, 2 do redis.call("HSET", KEYS[5], members[at], members[at + 1]) end
local locks = redis.call("HGETALL", KEYS[3])
for at = 1, #locks, 2 do
  local there = redis.call("HGET", KEYS[6], locks[at])
  if not there or tonumber(string.match(there, "^%S+")) < now then redis.call("HSET", KEYS[6], locks[at], locks[at + 1]) end
end
redis.call("DEL", KEYS[1], KEYS[2], KEYS[3])
redis.call("HSET", KEYS[1], "same", KEYS[4])
redis.call("PEXPIRE", KEYS[1], 2592000000)
for at = 4, 6 do redis.call("PEXPIRE", KEYS[at], 3600000) end
return 0
`
  }
)

/** A lock is taken where it is free, has lapsed, or is the owner's. */
const lockScript = Redis.script(
  (key: string, name: string, owner: string, lasts: number) => [key, `${key}:locks`, name, owner, lasts],
  {
    numberOfKeys: 2,
    lua: `
${joinedElsewhere}
${now}
local held = redis.call("HGET", KEYS[2], ARGV[1])
if held then
  local ends, owner = string.match(held, "^(%S+) (.*)$")
  if owner ~= ARGV[2] and tonumber(ends) > now then return { "", 0 } end
end
redis.call("HSET", KEYS[2], ARGV[1], string.format("%.0f", now + tonumber(ARGV[3])) .. " " .. ARGV[2])
redis.call("PEXPIRE", KEYS[2], 3600000)
return { "", 1 }
`
  }
).withReturnType<Answer>()

const unlockScript = Redis.script((key: string, name: string, owner: string) => [key, `${key}:locks`, name, owner], {
  numberOfKeys: 2,
  lua: `
${joinedElsewhere}
local held = redis.call("HGET", KEYS[2], ARGV[1])
if held and string.match(held, "^%S+ (.*)$") == ARGV[2] then redis.call("HDEL", KEYS[2], ARGV[1]) end
return { "" }
`
}).withReturnType<Answer>()
