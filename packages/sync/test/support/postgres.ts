/**
 * A PostgreSQL for the tests of a file, started as everywhere in the repository.
 */
export { clientOf, postgres, type TestPostgres } from "../../../../tools/started/testPostgres.ts"
