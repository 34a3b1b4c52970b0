/**
 * Installs: an admin agrees, and the app gets a token of the workspace.
 *
 * @since 0.1.0
 */
export { authorizeUrl, exchange, type ExchangeOptions, type Install } from "./installs/Exchange.ts"
export { OAuthError } from "./installs/OAuthError.ts"
export { checkState, layerStates, layerStatesSql, newState, States, type StatesOptions } from "./installs/States.ts"
