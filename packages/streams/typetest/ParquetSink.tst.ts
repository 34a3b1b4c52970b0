import { ParquetSink } from "@effect-intercom/streams/parquet"
import { describe, expect, test } from "tstyche"

describe("ParquetSink.directory", () => {
  test("takes attributes where there are tables to give them columns in", () => {
    expect(ParquetSink.directory).type.toBeCallableWith("./lake", { tables: true, attributes: [] })
    expect(ParquetSink.directory).type.not.toBeCallableWith("./lake", { attributes: [] })
    expect(ParquetSink.directory).type.not.toBeCallableWith("./lake", { tables: false, attributes: [] })
  })
})
