// A program without types, modules and Effect, as people write it who call this package from JavaScript.
const { isIntercomError, make } = require("@effect-intercom/promise")
const { Contacts } = require("@effect-intercom/resources")
const { IntercomStream } = require("@effect-intercom/streams")

const [, , baseUrl, accessToken] = process.argv

async function main() {
  const intercom = make({ accessToken, baseUrl })
  try {
    const created = await intercom(Contacts.create({ role: "lead", email: "ada@example.com" }))
    let count = 0
    for await (const contact of intercom.each(IntercomStream.items(Contacts.list))) if (contact.id) count++
    const reason = await intercom(Contacts.get({ id: "nobody" })).catch((error) => {
      if (!isIntercomError(error)) throw error
      return error.reason._tag
    })
    return { role: created.role, count, reason }
  } finally {
    await intercom.close()
  }
}

main().then((result) => console.log(JSON.stringify(result)))
