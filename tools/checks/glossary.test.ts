/**
 * The check of the glossary on one of its own, and the glossary itself against the official descriptions.
 */
import { assert, describe, it } from "@effect/vitest"
import { makeGlossary, meaningsOf, type Told } from "../generate/glossary.ts"
import { oneOf, plain, type Subject, unknown } from "../generate/overlay/glossary/Entry.ts"
import { subjects } from "../generate/overlay/glossary/index.ts"
import { faultsOf, runsOf } from "./glossaryFaults.ts"
import { figuresByArea, isTooUnknown, standingOf } from "./glossaryFigures.ts"
import { readGlossary } from "./glossaryReading.ts"
import { chooseBySeed } from "./glossarySample.ts"

const boats: Subject = {
  fields: {
    name: plain,
    mast: "How high it is above the water.",
    state: oneOf("Whether it swims.", { afloat: "it does", sunk: "it does not" }),
    draught: unknown("whether it is that of the empty boat")
  },
  records: {
    "Fleet.*": { mast: "How high the highest one is." },
    "Fleet.BigShip": { mast: "How high the one in front is." }
  }
}

const tellingOf = (subject: Subject) => {
  const { find } = makeGlossary([subject])
  return (record: string, field: string, values: ReadonlyArray<string> = []): Told => {
    const found = find(record, field)
    return {
      record,
      field,
      values,
      direction: "response",
      key: found?.key,
      entry: found?.entry,
      sentences: []
    }
  }
}

const tell = tellingOf(boats)
const all = [
  tell("Boat", "name"),
  tell("Boat", "mast"),
  tell("Boat", "draught"),
  tell("Boat", "state", ["afloat", "sunk"]),
  tell("Fleet.Ship", "mast"),
  tell("Fleet.BigShip", "mast")
]
const nobodys = new Set<string>()

describe("the glossary of a field", () => {
  it("is what its name says, then what records say that fit, the longest name first", () => {
    assert.strictEqual(tell("Boat", "mast").key, "mast")
    assert.strictEqual(tell("Fleet.Ship", "mast").key, "Fleet.*.mast")
    assert.strictEqual(tell("Fleet.BigShip", "mast").key, "Fleet.BigShip.mast")
    assert.isUndefined(tell("Boat", "rudder").key)
    assert.isUndefined(tell("Boat", "toString").key)
  })

  it("means values that the field can have, all where its type lists none", () => {
    const { entry } = tell("Boat", "state")
    assert.deepStrictEqual(meaningsOf(entry, ["sunk"]), [["sunk", "it does not"]])
    assert.lengthOf(meaningsOf(entry, []), 2)
  })

  it("stands as explained, plain, unknown or not accounted for", () => {
    assert.deepStrictEqual([...all, tell("Boat", "rudder")].map(standingOf), [
      "plain",
      "explained",
      "unknown",
      "explained",
      "explained",
      "explained",
      "unaccounted"
    ])
  })
})

describe("the check", () => {
  it("has nothing to say of a glossary that is whole", () => {
    assert.deepStrictEqual(faultsOf({ boats }, all, nobodys), [])
  })

  it("finds a field that two subjects speak of", () => {
    const others: Subject = { fields: { mast: "What holds the sails." } }
    assert.deepStrictEqual(faultsOf({ boats, others }, all, nobodys), ["mast is said 2 times: in boats and others"])
  })

  it("finds words for a field that is gone", () => {
    const left = all.filter(({ field }) => field !== "draught")
    assert.deepStrictEqual(faultsOf({ boats }, left, nobodys), ["draught in boats is said of no field"])
  })

  it("finds the meaning of a value that is gone", () => {
    const changed = all.map((each) => (each.field === "state" ? { ...each, values: ["afloat"] } : each))
    assert.deepStrictEqual(faultsOf({ boats }, changed, nobodys), [
      "state says what sunk means, which is no value of it"
    ])
  })

  it("finds an exception that is none", () => {
    const subject: Subject = { fields: { mast: "How high it is." }, records: { Boat: { mast: "How high it is." } } }
    const told = [tellingOf(subject)("Boat", "mast"), tellingOf(subject)("Ship", "mast")]
    assert.deepStrictEqual(faultsOf({ subject }, told, nobodys), ["Boat.mast in subject says what mast says already"])
  })

  it("finds seven words in a row that a description has, whatever stands between them", () => {
    const official = new Set(runsOf("The height: of the mast (above the water) in feet."))
    const subject: Subject = { fields: { mast: "It is the height of the Mast above the water, roughly." } }
    const faults = faultsOf({ subject }, [tellingOf(subject)("Boat", "mast")], official)
    assert.deepStrictEqual(faults, [
      'mast in subject is in the words of the description: "the height of the mast above the"'
    ])
    const own: Subject = { fields: { mast: "How far the mast reaches above the water." } }
    assert.deepStrictEqual(faultsOf({ own }, [tellingOf(own)("Boat", "mast")], official), [])
  })

  it("finds what is no sentence, what is too long, and what would end a comment", () => {
    const subject: Subject = {
      fields: { bow: "In front", stern: `${"Behind ".repeat(40)}.`, keel: "Below */ the rest." }
    }
    const told = ["bow", "stern", "keel"].map((field) => tellingOf(subject)("Boat", field))
    assert.deepStrictEqual(faultsOf({ subject }, told, nobodys), [
      "bow in subject is no sentence",
      "stern in subject is too long: 281",
      "keel in subject would end a comment"
    ])
  })

  it("lets a tenth be unknown in what many read, not more", () => {
    const area = (unknowns: number) =>
      figuresByArea([
        ...Array.from({ length: 10 - unknowns }, (_, at) => ({ ...tell("Boat", "mast"), record: `Contact${at}` })),
        ...Array.from({ length: unknowns }, () => ({ ...tell("Boat", "draught"), record: "Contact" }))
      ]).filter(isTooUnknown)
    assert.deepStrictEqual(area(1), [])
    assert.deepStrictEqual(
      area(2).map(({ name, unknown }) => [name, unknown]),
      [["contacts", 2]]
    )
  })

  it("chooses the same fields for the same seed, and none twice", () => {
    const chosen = chooseBySeed(all, 4, 7)
    assert.deepStrictEqual(chooseBySeed(all.toReversed(), 4, 7), chosen)
    assert.strictEqual(new Set(chosen).size, 4)
    assert.lengthOf(chooseBySeed(all, 100, 7), all.length)
  })
})

const folder = process.env["INTERCOM_OPENAPI"]
if (folder === undefined) console.log("the glossary against the official descriptions: skipped: set INTERCOM_OPENAPI")

describe.skipIf(folder === undefined)("the glossary", () => {
  it("accounts for every field, in words of its own", async () => {
    const { official, told } = await readGlossary(folder ?? "")
    const unaccounted = told.filter((each) => standingOf(each) === "unaccounted")
    assert.deepStrictEqual(
      unaccounted.map(({ field, record }) => `${record}.${field}`),
      []
    )
    assert.deepStrictEqual(figuresByArea(told).filter(isTooUnknown), [])
    assert.deepStrictEqual(faultsOf(subjects, told, official), [])
  })
})
