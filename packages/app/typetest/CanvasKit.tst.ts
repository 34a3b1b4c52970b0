import { CanvasKit } from "@effect-intercom/app"
import * as Messenger from "@effect-intercom/app/Messenger"
import { describe, expect, test } from "tstyche"

const form = CanvasKit.canvas([
  CanvasKit.text("Hello"),
  CanvasKit.input({ id: "name" }),
  CanvasKit.singleSelect({ id: "plan", options: { free: "Free", pro: "Pro" } }),
  CanvasKit.checkbox({ id: "topics", label: "Topics", options: { news: "News", tips: "Tips" } }),
  CanvasKit.button({ id: "go", label: "Go" })
])

declare const request: CanvasKit.SubmitRequest

describe("values of a canvas", () => {
  const values = CanvasKit.values(form, request)

  test("are typed by the ids of its components", () => {
    expect(values.name).type.toBe<string | undefined>()
    expect(values.plan).type.toBe<"free" | "pro" | undefined>()
    expect(values.topics).type.toBe<ReadonlyArray<"news" | "tips"> | undefined>()
  })

  test("are none that nobody can enter", () => {
    expect(values).type.not.toHaveProperty("nmae")
    expect(values).type.not.toHaveProperty("go")
  })
})

describe("components", () => {
  test("refuse what they do not have", () => {
    expect(CanvasKit.input).type.not.toBeCallableWith({ label: "without an id" })
    expect(CanvasKit.text).type.not.toBeCallableWith("Hello", { style: "huge" })
    expect(CanvasKit.dropdown).type.not.toBeCallableWith({ id: "d", options: { a: "A", b: "B" }, value: "c" })
  })
})

describe("Messenger.jwt", () => {
  test("wants a user and an end", () => {
    expect(Messenger.jwt).type.toBeCallableWith({ secret: "s", userId: "42", expiresIn: "1 hour" })
    expect(Messenger.jwt).type.not.toBeCallableWith({ secret: "s", userId: "42" })
    expect(Messenger.jwt).type.not.toBeCallableWith({ secret: "s", expiresIn: "1 hour" })
  })
})
