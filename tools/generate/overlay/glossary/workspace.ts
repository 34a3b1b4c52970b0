/** The workspace itself: teammates, teams, what they did, opening hours, settings. */
import { oneOf, plain, type Subject, unknown } from "./Entry.ts"

const admin = {
  avatar: "A picture of the teammate; null where there is none.",
  role: "What the teammate may do in the workspace; null or absent where no role was given."
}

const exceptionTypes = {
  closed: "closed all day",
  custom_hours: "open as `time_intervals` say, instead of as usual"
}

export const workspace: Subject = {
  fields: {
    job_title: plain,
    away_mode_enabled: "Whether the teammate is away.",
    away_mode_reassign: "Whether new replies go to the default inbox while the teammate is away.",
    has_inbox_seat: "Whether the teammate has a paid seat in the inbox; some features need one.",
    team_ids: "Ids of the teams the teammate belongs to.",
    away_status_reason_id: "Id of the reason why the teammate is away, from `AwayStatusReasons.list`; null for none.",
    team_priority_level: "In which teams the teammate comes first, and in which second.",
    primary_team_ids: "Ids of the teams in which the teammate comes first.",
    secondary_team_ids: "Ids of the teams in which the teammate comes second.",
    admin_priority_level: "Who of the team comes first, and who second.",
    primary_admin_ids: "Ids of the admins who come first in the team.",
    secondary_admin_ids: "Ids of the admins who come second in the team.",
    assignment_limit:
      "The team's limit of assignments; only where its work is balanced by load. Whether it counts for each teammate is not documented.",
    distribution_method: "How the team's work is shared out, as `round_robin` or `load_balanced`.",
    teams: plain,
    app: "The workspace the teammate belongs to; null where there is none.",
    id_code: "Code of the workspace; other records call it `app_id` or `workspace_id`.",
    identity_verification: "Whether people who use the Messenger have to prove who they are.",
    secure: unknown("what it says beside `identity_verification`: no description names it"),
    display_avatar: "Whether teammates come with their picture; false by default.",
    idle_threshold:
      "After how many seconds without an answer a conversation counts as idle: 1,800 by default, 86,400 at most.",
    // Activity logs
    performed_by: "The admin who did it.",
    ip: "Address on the internet it came from.",
    activity_type: "What happened, as a code like `admin_login_success`; `ActivityLogs.listEventTypes` tells all.",
    activity_description: "What happened, in a sentence or two.",
    activity_logs: "What happened.",
    sign_in_method: "How the admin signed in, as `email_password`.",
    away_mode: "Whether the admin went away (true) or came back (false).",
    away_status_reason: "Why the admin is away, with its emoji.",
    reassign_conversations: "Whether conversations go to others while the admin is away.",
    auto_changed: "Whether it changed by itself, as a text.",
    update_by: "Id of the admin who did it.",
    update_by_name: "Name of the admin who did it.",
    previous_state: "`idle` or `occupied`, before; null where it was not known.",
    new_state: "`idle` or `occupied`, afterwards.",
    threshold_minutes: "After how many minutes without doing anything an admin counts as idle.",
    last_activity_at: "When the admin last did something.",
    auto: "Whether Intercom worked it out, not an admin.",
    setting_type: "Which group of settings changed, as `automatic_away_mode`.",
    changes: "Settings that changed, by name.",
    before: "What it was before.",
    after: "What it became.",
    conversation_assignment_limit: "Up to how many conversations the admin is assigned.",
    ticket_assignment_limit: "Up to how many tickets the admin is assigned.",
    team: "The team whose limit changed.",
    team_assignment_limit: "The team's limit of assignments; null where it was lifted.",
    consent_id: "Id of the consent by which somebody else may act as the admin.",
    expired_at: "Until when somebody else may act as the admin.",
    mode: "What the setting does now, as `when_away_only`.",
    enabled: "Whether it is on.",
    // Office hours
    time_zone_name: "Time zone of the hours, as `America/New_York`.",
    twenty_four_seven: "Whether it is always open.",
    time_intervals: "When it is open.",
    start_minute:
      "When it opens, in minutes: of a schedule since Monday 0:00, of an exception since 0:00 of its day. A multiple of 15.",
    end_minute:
      "When it closes, in minutes: of a schedule since Monday 0:00, of an exception since 0:00 of its day. A multiple of 15.",
    day_of_week: "Which day it is, 0 for Monday to 6 for Sunday; follows from the rest.",
    office_hours_schedule_id: "Id of the schedule it is an exception to.",
    exception_id: "Id of the exception.",
    exception_date: plain,
    exception_type: oneOf("What is different on that day.", exceptionTypes),
    recurring_annually: "Whether it is so every year on that day.",
    // Settings
    ip_allowlist: "Addresses from which the workspace can be used, also ranges as `192.168.0.1/24`.",
    supports_web: "Whether it is for the Messenger on pages.",
    supports_ios: "Whether it is for apps on iOS.",
    supports_android: "Whether it is for apps on Android.",
    verified: "Whether the address is known to be yours.",
    domain: "The part of the address behind the @.",
    forwarding_enabled: "Whether what is sent there is forwarded to Intercom.",
    forwarded_email_last_received_at: "When an e-mail was last forwarded; null before that.",
    is_default: "Whether it is the workspace's main one.",
    default_address_settings_id: "Id of the e-mail settings the brand uses, from `Emails.list`.",
    visible_to: oneOf("Who can use it.", {
      everyone: "all teammates",
      specific_teams: "the teams in `visible_to_team_ids`"
    }),
    available_on: "Where it can be used.",
    body_text: "The same as plain text, with placeholders as teammates write them: `{{user.name}}`.",
    updated_since: "Only what changed after this time.",
    export_version: "Which form the export has.",
    exported_at: "When the export was made.",
    trigger_type: "What sets the workflow off, as `inbound_conversation`.",
    target_channels: "Channels the workflow is for, as `chat`.",
    preferred_devices: "Devices the workflow is for, as `desktop`.",
    targeting: "Rules that say for whom it is; null for none.",
    snapshot: "The steps, as they are now; null for none.",
    embedded_rules: "Rules in the steps."
  },
  records: {
    Admin: admin,
    AdminWithApp: {
      ...admin,
      email_verified: "Whether the teammate's address is known to be theirs; null where that is not known."
    },
    AdminList: { admins: plain },
    AdminRole: { name: "Name of the role." },
    AdminWithAppRole: { name: "Name of the role." },
    "Admins.*": { id: "Id of the admin." },
    "Admins.SetAwayInput": {
      away_mode_enabled: "True sends the teammate away, false brings them back.",
      away_mode_reassign: "Whether new replies go to the default inbox meanwhile."
    },
    App: {
      region: "Where the workspace lives: `US`, `EU` or `AU`. Each has an address of its own for requests.",
      timezone: "Time zone of the workspace, as `America/Los_Angeles`."
    },
    Team: { admin_ids: "Ids of the admins in the team." },
    TeamMetric: {
      admin_id: "Id of the admin the numbers are of.",
      open: "How many open conversations the admin has.",
      idle: "How many of them wait for an answer longer than `idle_threshold`.",
      snoozed: "How many conversations of the admin are put off."
    },
    "Teams.*": { id: "Id of the team." },
    "Teams.UpdateInput": {
      admin_ids: "Ids of all admins who are to be in the team, 1 to 1,000: who is not among them is taken out."
    },
    AwayStatusReason: {
      label: "The reason, as teammates read it.",
      emoji: "Emoji that stands with it.",
      deleted: "Whether it can no longer be chosen.",
      order: "Its place in the list."
    },
    ActivityLog: { metadata: "What else is known; which fields are there depends on `activity_type`." },
    ActivityLogPerformedBy: { id: "Id of the admin." },
    ActivityLogMetadata: {
      external_id: "Your own id of the contact, where one is concerned.",
      source: "What set it off, in words.",
      message: "The message that changed.",
      admin: unknown("whether it is who acted or who was changed: a recording shows it, and no description names it")
    },
    ActivityLogMetadataAdmin: { first_name: plain, last_name: plain },
    ActivityLogMetadataTeam: { member_count: plain },
    ActivityLogMetadataMessage: { title: "Title of the message." },
    "ActivityLogs.*": {
      created_at_after: "What happened at this time or later.",
      created_at_before: "What happened at this time or earlier.",
      event_types: "Kinds of activities to list, from `ActivityLogs.listEventTypes`; all by default."
    },
    ActivityLogEventTypeList: { event_types: "All kinds of activities there are." },
    OfficeHoursException: {
      name: "Name of the exception, as `Christmas Day`; null where it has none.",
      time_intervals: "When it is open on that day; null where it is closed."
    },
    "OfficeHours.*": { id: "Id of the schedule." },
    "OfficeHours.CreateExceptionInput": { time_intervals: "When it is open on that day; needed for `custom_hours`." },
    "OfficeHours.UpdateExceptionInput": { time_intervals: "When it is open on that day; needed for `custom_hours`." },
    IpAllowlist: { enabled: "Whether other addresses are kept out." },
    "IpAllowlist.UpdateInput": { enabled: "Whether other addresses are kept out." },
    IdentityVerificationSecret: { name: "What it is called, to know it again." },
    IdentityVerificationSecretWithMaterial: {
      name: "What it is called, to know it again.",
      secret: "The key, in base64url. It is told this once and never again."
    },
    "IdentityVerificationSecrets.*": { id: "Id of the secret.", name: "What it is called, to know it again." },
    EmailSetting: {
      brand_id: "Id of the brand that writes from it.",
      email: "Address from which the workspace writes."
    },
    "Emails.*": { id: "Id of the e-mail setting." },
    Macro: {
      visible_to_team_ids: "Ids of the teams that see it, where `visible_to` is `specific_teams`.",
      body: "The text as HTML, with placeholders as tags."
    },
    "Macros.*": { id: "Id of the macro." },
    WorkflowExport: { workflow: plain },
    WorkflowExportWorkflow: {
      state: oneOf("Whether it runs.", { live: "it does", paused: "it stands still", draft: "it is not in use yet" }),
      attributes: "Attributes the workflow defines for itself."
    },
    "Workflows.*": { id: "Id of the workflow." }
  }
}
