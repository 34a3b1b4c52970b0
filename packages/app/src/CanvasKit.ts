/**
 * Canvas Kit: apps within Intercom, made of components.
 *
 * @since 0.1.0
 */
export {
  type Canvas,
  canvas,
  CanvasError,
  live,
  type LiveCanvas,
  maxBytes,
  type Values,
  values
} from "./canvas/Canvas.ts"
export {
  type Action,
  type Button,
  type Checkbox,
  type Choice,
  Component,
  type DataTable,
  type Divider,
  type Dropdown,
  type Image,
  type Input,
  type List,
  type ListItem,
  type SingleSelect,
  type Spacer,
  type Text,
  type Textarea
} from "./canvas/Components.ts"
export {
  button,
  checkbox,
  dataTable,
  divider,
  dropdown,
  image,
  input,
  list,
  sheet,
  singleSelect,
  spacer,
  submit,
  text,
  textarea,
  url
} from "./canvas/Constructors.ts"
export { ConfigureRequest, InitializeRequest, LiveRequest, SubmitRequest, type Told } from "./canvas/Requests.ts"
export {
  type CanvasHandlers,
  completed,
  handler,
  layerRoutes,
  nodeHandler,
  type Results,
  results,
  type Shown
} from "./canvas/Serve.ts"
