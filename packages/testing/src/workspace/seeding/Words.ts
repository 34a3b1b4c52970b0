/**
 * The words seeded people, companies and messages are made of.
 *
 * @since 0.1.0
 */

/** @internal */
export const firstNames = [
  "Ada",
  "Amara",
  "Anders",
  "Aoife",
  "Beatriz",
  "Bilal",
  "Bruno",
  "Camille",
  "Carlos",
  "Chen",
  "Chiara",
  "Daniel",
  "Deepa",
  "Dmitri",
  "Elif",
  "Emeka",
  "Emma",
  "Esteban",
  "Fatima",
  "Felix",
  "Freya",
  "Gabriel",
  "Grace",
  "Hana",
  "Hugo",
  "Ines",
  "Isaac",
  "Ivana",
  "Jamal",
  "Jonas",
  "Julia",
  "Kai",
  "Karim",
  "Kenji",
  "Lara",
  "Lena",
  "Liam",
  "Lucia",
  "Mateo",
  "Mei",
  "Milan",
  "Nadia",
  "Noah",
  "Nora",
  "Olga",
  "Omar",
  "Petra",
  "Priya",
  "Rafael",
  "Rania",
  "Rosa",
  "Sami",
  "Sofia",
  "Tariq",
  "Tomas",
  "Uma",
  "Viktor",
  "Wanjiru",
  "Yara",
  "Yusuf",
  "Zoe",
  "Zuri"
] as const

/** @internal */
export const lastNames = [
  "Abara",
  "Adeyemi",
  "Almeida",
  "Andersson",
  "Bauer",
  "Bianchi",
  "Byrne",
  "Castro",
  "Chaudhry",
  "Costa",
  "Dubois",
  "Eriksen",
  "Fischer",
  "Garcia",
  "Haddad",
  "Hansen",
  "Horvat",
  "Ito",
  "Jansen",
  "Kaya",
  "Keller",
  "Kimani",
  "Kowalski",
  "Larsen",
  "Lindqvist",
  "Lovelace",
  "Mahmoud",
  "Marin",
  "Mbeki",
  "Moreau",
  "Murphy",
  "Nakamura",
  "Novak",
  "Okafor",
  "Oliveira",
  "Park",
  "Patel",
  "Petrov",
  "Quinn",
  "Rahman",
  "Ricci",
  "Rossi",
  "Santos",
  "Sato",
  "Schmidt",
  "Silva",
  "Singh",
  "Tanaka",
  "Torres",
  "Vargas",
  "Virtanen",
  "Weber",
  "Yilmaz",
  "Zhang"
] as const

/** @internal */
export const companyNames = [
  "Alder",
  "Beacon",
  "Cobalt",
  "Cedar",
  "Delta",
  "Ember",
  "Fjord",
  "Granite",
  "Harbor",
  "Indigo",
  "Juniper",
  "Kestrel",
  "Lantern",
  "Meridian",
  "Nimbus",
  "Orchard",
  "Pioneer",
  "Quartz",
  "Raven",
  "Summit",
  "Tidal",
  "Umbra",
  "Vertex",
  "Willow",
  "Zephyr"
] as const

/** @internal */
export const companyKinds = [
  "Analytics",
  "Bank",
  "Bikes",
  "Books",
  "Cloud",
  "Foods",
  "Freight",
  "Games",
  "Health",
  "Hotels",
  "Insurance",
  "Labs",
  "Learning",
  "Logistics",
  "Media",
  "Mobility",
  "Robotics",
  "Software",
  "Studios",
  "Travel"
] as const

/** @internal */
export const industries = [
  "Education",
  "Finance",
  "Gaming",
  "Healthcare",
  "Hospitality",
  "Logistics",
  "Manufacturing",
  "Media",
  "Retail",
  "Software"
] as const

/** @internal */
export const plans = ["Free", "Starter", "Pro", "Team", "Enterprise"] as const

/** @internal */
export const places = [
  {
    country: "Ireland",
    country_code: "IRL",
    region: "Leinster",
    city: "Dublin",
    continent_code: "EU",
    calling: "+35385"
  },
  {
    country: "United States",
    country_code: "USA",
    region: "California",
    city: "San Francisco",
    continent_code: "NA",
    calling: "+1415"
  },
  {
    country: "Brazil",
    country_code: "BRA",
    region: "São Paulo",
    city: "São Paulo",
    continent_code: "SA",
    calling: "+5511"
  },
  {
    country: "Germany",
    country_code: "DEU",
    region: "Berlin",
    city: "Berlin",
    continent_code: "EU",
    calling: "+49151"
  },
  {
    country: "India",
    country_code: "IND",
    region: "Karnataka",
    city: "Bengaluru",
    continent_code: "AS",
    calling: "+9180"
  },
  { country: "Japan", country_code: "JPN", region: "Tokyo", city: "Tokyo", continent_code: "AS", calling: "+8190" },
  {
    country: "Kenya",
    country_code: "KEN",
    region: "Nairobi",
    city: "Nairobi",
    continent_code: "AF",
    calling: "+25471"
  },
  {
    country: "Australia",
    country_code: "AUS",
    region: "New South Wales",
    city: "Sydney",
    continent_code: "OC",
    calling: "+6141"
  }
] as const

/** @internal */
export const browsers = ["chrome", "firefox", "safari", "edge"] as const

/** @internal */
export const systems = ["OS X 15.1", "Windows 11", "Ubuntu 24.04", "iOS 18.2", "Android 15"] as const

/** @internal */
export const languages = ["en", "de", "fr", "ja", "pt-BR", "es"] as const

/** @internal */
export const subjects = [
  "a refund for my last invoice",
  "the export of my data",
  "single sign-on",
  "the mobile app",
  "a failing webhook",
  "our plan limits",
  "adding a teammate",
  "the new dashboard",
  "a double charge",
  "the password reset",
  "importing contacts",
  "the API's rate limits"
] as const

/** @internal */
export const questions = [
  "Hello, I have a question about",
  "Hi there! Could somebody help me with",
  "We have run into a problem with",
  "Is there any documentation about",
  "Since this morning nothing works any more with",
  "Thanks for the quick help last time. Now it is about"
] as const

/** @internal */
export const userReplies = [
  "That did not change anything, sadly.",
  "Thanks, I will try that today.",
  "It works now. Thank you!",
  "Could you have a look at it yourself?",
  "Here is what I see on my side: an empty page.",
  "Any news on this?",
  "I have sent you the details by e-mail."
] as const

/** @internal */
export const adminReplies = [
  "Thanks for writing in! Let me have a look.",
  "Could you tell me which browser you use?",
  "I have passed this on to our engineers.",
  "This is fixed now. Please reload the page.",
  "You find it under Settings, then Billing.",
  "I am sorry for the trouble this caused.",
  "Would a short call help? I have time this afternoon."
] as const

/** @internal */
export const notes = [
  "Same as the case of last week.",
  "Customer is on a trial, be quick.",
  "Waiting for engineering.",
  "Refund approved."
] as const

/** @internal */
export const tagNames = [
  "VIP",
  "Beta",
  "Churn risk",
  "Newsletter",
  "Onboarding",
  "Partner",
  "Trial",
  "Upsell",
  "Webinar 2026",
  "Feature request",
  "Bug",
  "Billing",
  "Enterprise",
  "Startup",
  "Referral",
  "Survey",
  "Press",
  "Conference",
  "Late payer",
  "Champion"
] as const
