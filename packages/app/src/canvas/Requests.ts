/**
 * What Intercom asks a canvas app for.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/**
 * A record of which Canvas Kit tells more than is fixed: whatever else there is comes along.
 *
 * @category models
 * @since 0.1.0
 */
export interface Told {
  readonly id?: string | number | null
  readonly [field: string]: unknown
}

/** What all requests have. */
interface Asked {
  readonly workspace_id: string
  /** As `US`. */
  readonly workspace_region?: string | null
  /** The teammate at the screen, or who configures the app. */
  readonly admin?: Told | null
  /** Where the app is, where the person was last, and settings of the Messenger. */
  readonly context?: Told | null
  /** The contact the app is shown to, or is shown for. */
  readonly contact?: Told | null
  readonly conversation?: Told | null
}

/**
 * The first canvas is wanted: the app was added somewhere, or a conversation with it was opened.
 *
 * @category models
 * @since 0.1.0
 */
export interface InitializeRequest extends Asked {
  /** What `configure` answered as its results, or a submit as its options. */
  readonly card_creation_options?: Readonly<Record<string, unknown>> | null
}

/** A canvas as it comes back, with what was stored with it. */
interface ShownCanvas {
  readonly stored_data?: Readonly<Record<string, unknown>> | null
  readonly [field: string]: unknown
}

/**
 * Something with the action `submit` was clicked.
 *
 * @category models
 * @since 0.1.0
 */
export interface SubmitRequest extends Asked {
  /** The id of what was clicked. */
  readonly component_id: string
  /** What was entered, by the ids of the components; see `values`. */
  readonly input_values?: Readonly<Record<string, unknown>> | null
  readonly current_canvas?: ShownCanvas | null
  /** Who clicked, in the Messenger. */
  readonly user?: Told | null
}

/**
 * A teammate adds the app, and may set it up: first without a component, then with each click.
 *
 * @category models
 * @since 0.1.0
 */
export interface ConfigureRequest extends Asked {
  readonly component_id?: string | null
  readonly input_values?: Readonly<Record<string, unknown>> | null
  readonly current_canvas?: ShownCanvas | null
}

/**
 * Somebody looks at a live canvas.
 *
 * @category models
 * @since 0.1.0
 */
export interface LiveRequest extends Asked {
  readonly canvas?: ShownCanvas | null
}

const optional = Schema.optionalKey

const Open = Schema.Record(Schema.String, Schema.Unknown)

const Told: Schema.Codec<Told> = Schema.StructWithRest(
  Schema.Struct({ id: optional(Schema.NullOr(Schema.Union([Schema.String, Schema.Number]))) }),
  [Open]
)

const asked = {
  workspace_id: Schema.String,
  workspace_region: optional(Schema.NullOr(Schema.String)),
  admin: optional(Schema.NullOr(Told)),
  context: optional(Schema.NullOr(Told)),
  contact: optional(Schema.NullOr(Told)),
  conversation: optional(Schema.NullOr(Told))
}

const Shown: Schema.Codec<ShownCanvas | null> = Schema.NullOr(
  Schema.StructWithRest(Schema.Struct({ stored_data: optional(Schema.NullOr(Open)) }), [Open])
)

const entered = { input_values: optional(Schema.NullOr(Open)), current_canvas: optional(Shown) }

/**
 * The schema of {@link InitializeRequest}.
 *
 * @category schemas
 * @since 0.1.0
 */
export const InitializeRequest: Schema.Codec<InitializeRequest> = /*#__PURE__*/ Schema.Struct({
  ...asked,
  card_creation_options: optional(Schema.NullOr(Open))
})

/**
 * The schema of {@link SubmitRequest}.
 *
 * @category schemas
 * @since 0.1.0
 */
export const SubmitRequest: Schema.Codec<SubmitRequest> = /*#__PURE__*/ Schema.Struct({
  ...asked,
  ...entered,
  component_id: Schema.String,
  user: optional(Schema.NullOr(Told))
})

/**
 * The schema of {@link ConfigureRequest}.
 *
 * @category schemas
 * @since 0.1.0
 */
export const ConfigureRequest: Schema.Codec<ConfigureRequest> = /*#__PURE__*/ Schema.Struct({
  ...asked,
  ...entered,
  component_id: optional(Schema.NullOr(Schema.String))
})

/**
 * The schema of {@link LiveRequest}.
 *
 * @category schemas
 * @since 0.1.0
 */
export const LiveRequest: Schema.Codec<LiveRequest> = /*#__PURE__*/ Schema.Struct({ ...asked, canvas: optional(Shown) })
