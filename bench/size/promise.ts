/** The same call as a promise. */
import { make } from "@effect-intercom/promise"
import { Contacts } from "@effect-intercom/resources"

const intercom = make({ accessToken: "…" })
await intercom(Contacts.get({ id: "1" }))
