/**
 * Types as the overlay writes them: `string`, `number`, `boolean` or texts in quotes, joined by `|`, or the name of a handwritten one.
 */
import { emptyShape, emptyText, type Shape } from "./shape.ts"

/** The shape an overlay's type stands for. */
export const parseType = (text: string): Shape => {
  const shape = emptyShape()
  for (const part of text.split("|").map((each) => each.trim())) {
    if (part === "string") shape.text = emptyText()
    else if (part === "number") shape.number = true
    else if (part === "boolean") shape.boolean = true
    else if (part === "null") shape.nullable = true
    else if (part.startsWith('"')) (shape.text ??= emptyText()).values.add(part.slice(1, -1))
    else shape.handwritten = part
  }
  return shape
}
