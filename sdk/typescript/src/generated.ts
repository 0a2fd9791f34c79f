/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentNode } from 'graphql';
import { gql } from './document.ts';
/** What can be asked of a record. */
export type Action =
  /** Set the status to active. */
  | 'ACTIVATE'
  /** Make a new record with the working copy's content. */
  | 'COPY'
  /** Set the status to inactive. */
  | 'DEACTIVATE'
  /** Delete for good, with versions. */
  | 'DELETE'
  /** Drop the working copy. */
  | 'DISCARD'
  /** Open a working copy while the live version goes on. */
  | 'EDIT'
  /** Re-evaluate everybody and advance until nothing is due. */
  | 'FULL_RUN'
  /** Check, prepare and push to the live service. */
  | 'GO_LIVE'
  /** Hold everybody where they are. */
  | 'PAUSE'
  /** Make an old version's content the working copy. */
  | 'RESTORE_VERSION'
  /** Go on after a pause. */
  | 'RESUME'
  /** Leave Error for the state that the attempt started from. */
  | 'REVERT'
  /** Evaluate entry and advance what is due. */
  | 'RUN_NOW'
  /** Check the working copy and push it. */
  | 'SAVE'
  /** Keep the working copy's content as a template. */
  | 'SAVE_AS_TEMPLATE'
  /** Have an action done later. */
  | 'SCHEDULE'
  /** Set the publish status. */
  | 'SET_PUBLISH_STATUS'
  /** End the live process. */
  | 'STOP'
  /** Take a scheduled action back. */
  | 'UNSCHEDULE'
  | '%future added value';

/** Hands contacts over to destinations. */
export type ActivateStepInput = {
  /** Where to; one at least. */
  destinations?: Array<DestinationInput> | null | undefined;
  /** An id of the client's choice, unique within the journey, up to 100 characters. */
  id: string;
  /** What editors see; the kind's name if left out. */
  name?: string | null | undefined;
  /** The id of the step that comes next; none: the journey ends. */
  next?: string | null | undefined;
};

/** What follows a submission: exactly one of the two. */
export type AfterSubmitInput =
  {   /** A text that is shown. */
  message: string; redirectUrl?: never; }
  |  { message?: never;   /** An address where the visitor is sent. */
  redirectUrl: string; };

/** What a mail that came back says of its address. */
export type Bounce =
  /** Nobody can be reached there; the contact gets no mail any more. */
  | 'HARD'
  /** Somebody may be reached there later; the fifth in a row counts as a hard one. */
  | 'SOFT'
  | '%future added value';

/** One way out of a step. */
export type BranchInput = {
  /** The branch's name, unique within the step. */
  name: string;
  /** The id of the step that comes next; none: the journey ends. */
  next?: string | null | undefined;
};

/** What became of one record of a bulk operation. */
export type BulkItemStatus =
  /** Not tried as the operation was cancelled. */
  | 'CANCELLED'
  /** Done. */
  | 'DONE'
  /** Its work failed. */
  | 'FAILED'
  /** Refused, with a code. */
  | 'REFUSED'
  /** Not tried, with the reason. */
  | 'SKIPPED'
  /** Begun; its work is under way. */
  | 'STARTED'
  /** Not yet begun. */
  | 'WAITING'
  | '%future added value';

/** How far a bulk operation is. */
export type BulkStatus =
  /** Stopped before the last item. */
  | 'CANCELLED'
  /** Every item has its result. */
  | 'FINISHED'
  /** At work. */
  | 'RUNNING'
  | '%future added value';

/** Who or what brought a change about. */
export type ChangeCause =
  /** A scheduled action. */
  | 'SCHEDULE'
  /** The system, going on with what was begun. */
  | 'SYSTEM'
  /** A date that passed. */
  | 'TIMER'
  /** A user. */
  | 'USER'
  | '%future added value';

/** What sort of change it was. */
export type ChangeKind =
  /** The record was created. */
  | 'CREATED'
  /** It was deleted. */
  | 'DELETED'
  /** A scheduled action was refused. */
  | 'REFUSED'
  /** Its state changed. */
  | 'STATE'
  /** Its fields changed. */
  | 'UPDATED'
  /** An older version, or the working copy, changed and the record's state did not. */
  | 'VERSION'
  | '%future added value';

/** Whether a contact agreed to be written to. */
export type ConsentInput = {
  /** The channel, such as email. */
  channel: string;
  /** The purpose, such as commercial. */
  purpose: string;
  /** What it answered; null forgets the answer. */
  state?: ConsentState | null | undefined;
};

/** What a contact answered when asked whether it may be written to. */
export type ConsentState =
  /** It agreed. */
  | 'OPTED_IN'
  /** It refused. */
  | 'OPTED_OUT'
  /** It wasn't asked, or said nothing. */
  | 'UNKNOWN'
  | '%future added value';

/** The fields of a contact; what is left out stays, null clears. */
export type ContactInput = {
  /** Attributes to set, by name, null clearing one; null for all clears nothing. */
  attributes?: { [name: string]: unknown } | null | undefined;
  /** What it agreed to; the rest stays. */
  consent?: Array<ConsentInput> | null | undefined;
  /** The e-mail address, unique in the workspace. */
  email?: string | null | undefined;
  /** The first name. */
  firstName?: string | null | undefined;
  /** The last name. */
  lastName?: string | null | undefined;
  /** An inactive one is in no dynamic segment and gets no mail; null for ACTIVE. */
  status?: Status | null | undefined;
  /** Why it gets no mail at all. */
  suppressedReason?: string | null | undefined;
};

/** What a new audience journey is made with. */
export type CreateAudienceJourneyInput = {
  /** Whether a contact may pass through more than once. */
  allowRepeat?: boolean | null | undefined;
  /** The sender's address and subscription center that the journey's mails use. */
  contentSettingsId?: string | null | undefined;
  /** Who fulfils all of these may enter. */
  entryRules?: Array<string> | null | undefined;
  /** Who fulfils one of these leaves the journey, whichever step they are on. */
  exitRules?: Array<string> | null | undefined;
  /** Its name, of 1 to 150 characters. */
  name: string;
  /** Who owns the record, as the client names people. */
  ownerId?: string | null | undefined;
  /** When the journey's runs start. */
  schedule?: JourneyScheduleInput | null | undefined;
  /** The steps; the first in the list comes first. */
  steps?: Array<StepInput> | null | undefined;
  /** The template that this record was made from. */
  templateId?: string | null | undefined;
};

/** What a new content settings is made with. */
export type CreateContentSettingsInput = {
  /** The sender's main postal address. */
  address?: string | null | undefined;
  /** How many commercial mails a contact gets at most, from the whole workspace. */
  frequencyCaps?: Array<FrequencyCapInput> | null | undefined;
  /** Whether these are the workspace's default; setting it takes it from the others. */
  isDefault?: boolean | null | undefined;
  /** Its name, of 1 to 150 characters. */
  name: string;
  /** Who owns the record, as the client names people. */
  ownerId?: string | null | undefined;
  /** Hours in which no commercial mail is sent; what falls into them is sent at their end. */
  quietTime?: QuietTimeInput | null | undefined;
  /** The page where contacts choose what they get; the built-in one if null. */
  subscriptionCenterPageId?: string | null | undefined;
};

/** What a new customer journey is made with. */
export type CreateCustomerJourneyInput = {
  /** The sender's address and subscription center that the journey's mails use. */
  contentSettingsId?: string | null | undefined;
  /** When it ends. */
  endsAt?: string | null | undefined;
  /** Who enters: segments' members, or contacts whose event triggers it. */
  entry?: JourneyEntryInput | null | undefined;
  /** Whether the journey runs again and again. */
  isRecurring?: boolean | null | undefined;
  /** Its name, of 1 to 150 characters. */
  name: string;
  /** Who owns the record, as the client names people. */
  ownerId?: string | null | undefined;
  /** How many iterations. */
  recurrenceCount?: number | null | undefined;
  /** From the start of one iteration to that of the next. */
  recurrenceInterval?: string | null | undefined;
  /** When it starts; in the past: at once. */
  startsAt?: string | null | undefined;
  /** The steps; the first in the list comes first. */
  steps?: Array<StepInput> | null | undefined;
  /** Members of this segment get no message. */
  suppressionSegmentId?: string | null | undefined;
  /** The template that this record was made from. */
  templateId?: string | null | undefined;
  /** The IANA time zone of its local times, such as Europe/Berlin. */
  timeZone?: string | null | undefined;
};

/** What a new event is made with. */
export type CreateEventInput = {
  /** How many people there is room for. */
  capacity?: number | null | undefined;
  /** What it is about. */
  description?: string | null | undefined;
  /** When it ends. */
  endsAt?: string | null | undefined;
  /** Its name, of 1 to 150 characters. */
  name: string;
  /** Who owns the record, as the client names people. */
  ownerId?: string | null | undefined;
  /** When it starts. */
  startsAt?: string | null | undefined;
  /** The IANA time zone of its local times, such as Europe/Berlin. */
  timeZone?: string | null | undefined;
  /** Where it takes place. */
  venue?: string | null | undefined;
  /** Whether people can wait for a seat once it is full. */
  waitingList?: boolean | null | undefined;
};

/** What a new event session is made with. */
export type CreateEventSessionInput = {
  /** How many people there is room for. */
  capacity?: number | null | undefined;
  /** What it is about. */
  description?: string | null | undefined;
  /** When it ends. */
  endsAt?: string | null | undefined;
  /** The event that it belongs to. */
  eventId: string;
  /** Its name, of 1 to 150 characters. */
  name: string;
  /** Who owns the record, as the client names people. */
  ownerId?: string | null | undefined;
  /** Where it takes place. */
  room?: string | null | undefined;
  /** Who speaks. */
  speakers?: Array<string> | null | undefined;
  /** When it starts. */
  startsAt?: string | null | undefined;
};

/** What a new event track is made with. */
export type CreateEventTrackInput = {
  /** Whom the track is for. */
  audience?: TrackAudience | null | undefined;
  /** What it is about. */
  description?: string | null | undefined;
  /** The event that it belongs to. */
  eventId: string;
  /** Its name, of 1 to 150 characters. */
  name: string;
  /** Who owns the record, as the client names people. */
  ownerId?: string | null | undefined;
  /** The sessions that it gathers. */
  sessionIds?: Array<string> | null | undefined;
};

/** What a lead is made with. */
export type CreateLeadInput = {
  /** Whose interest it is. */
  contactId: string;
  /** What it is about. */
  name?: string | null | undefined;
};

/** What a new lead-scoring model is made with. */
export type CreateLeadScoringModelInput = {
  /** What gives points. */
  conditions?: Array<ScoringConditionInput> | null | undefined;
  /** Ranges of the score and their names. */
  grades?: Array<GradeInput> | null | undefined;
  /** Its name, of 1 to 150 characters. */
  name: string;
  /** Who owns the record, as the client names people. */
  ownerId?: string | null | undefined;
  /** From this score on a lead is ready for sales. */
  salesReadyScore?: number | null | undefined;
};

/** What a new marketing email is made with. */
export type CreateMarketingEmailInput = {
  /** What the mail is for. */
  contentType?: EmailContentType | null | undefined;
  /** The body, as HTML or MJML with Liquid. */
  design?: DesignInput | null | undefined;
  /** The sender's e-mail address, in Liquid. */
  fromAddress?: string | null | undefined;
  /** The sender's name, in Liquid. */
  fromName?: string | null | undefined;
  /** The user in whose name it is sent. */
  fromUser?: string | null | undefined;
  /** Whether the plain text is made from the HTML. */
  generatePlainText?: boolean | null | undefined;
  /** Commercial mail needs consent, an unsubscribe link and a postal address. */
  legalDesignation?: LegalDesignation | null | undefined;
  /** Its name, of 1 to 150 characters. */
  name: string;
  /** Who owns the record, as the client names people. */
  ownerId?: string | null | undefined;
  /** The plain text, in Liquid, unless it is generated. */
  plainTextContent?: string | null | undefined;
  /** Where answers go, in Liquid. */
  replyTo?: string | null | undefined;
  /** The subject line, in Liquid. */
  subject?: string | null | undefined;
  /** The template that this record was made from. */
  templateId?: string | null | undefined;
  /** The recipient, an expression in Liquid. */
  to?: string | null | undefined;
};

/** What a new marketing form is made with. */
export type CreateMarketingFormInput = {
  /** What follows a submission. */
  afterSubmit?: AfterSubmitInput | null | undefined;
  /** Whether an update also puts the form live. */
  autoPublish?: boolean | null | undefined;
  /** The consent that the form asks for, such as email:commercial. */
  consent?: string | null | undefined;
  /** What stands on the form besides its fields. */
  elements?: Array<FormElement> | null | undefined;
  /** The fields, in order. */
  fields?: Array<FormFieldInput> | null | undefined;
  /** What the form is for. */
  formType?: PageType | null | undefined;
  /** Its name, of 1 to 150 characters. */
  name: string;
  /** Who owns the record, as the client names people. */
  ownerId?: string | null | undefined;
  /** What the submit button says; without one there is no button. */
  submitLabel?: string | null | undefined;
  /** The template that this record was made from. */
  templateId?: string | null | undefined;
};

/** What a new marketing page is made with. */
export type CreateMarketingPageInput = {
  /** The page, Liquid HTML; `{% form "ID" %}` places a form. */
  content?: string | null | undefined;
  /** Its name, of 1 to 150 characters. */
  name: string;
  /** Who owns the record, as the client names people. */
  ownerId?: string | null | undefined;
  /** What the page is for. */
  pageType?: PageType | null | undefined;
  /** The path below the workspace's site, in lower case. */
  partialUrl?: string | null | undefined;
  /** The template that this record was made from. */
  templateId?: string | null | undefined;
  /** The page's title. */
  title?: string | null | undefined;
};

/** What a new real-time journey is made with. */
export type CreateRealTimeJourneyInput = {
  /** The sender's address and subscription center that the journey's mails use. */
  contentSettingsId?: string | null | undefined;
  /** Whether an e-mail saved live reaches the journey's future sends. */
  emailBinding?: EmailBinding | null | undefined;
  /** When it ends. */
  endsAt?: string | null | undefined;
  /** Who enters: segments' members, or contacts whose event triggers it. */
  entry?: JourneyEntryInput | null | undefined;
  /** Who fulfils one of these leaves the journey, whichever step they are on. */
  exitRules?: Array<string> | null | undefined;
  /** Whether the journey runs again and again. */
  isRecurring?: boolean | null | undefined;
  /** Its name, of 1 to 150 characters. */
  name: string;
  /** Who owns the record, as the client names people. */
  ownerId?: string | null | undefined;
  /** What a pause does to waits. */
  pauseClock?: PauseClock | null | undefined;
  /** How many iterations. */
  recurrenceCount?: number | null | undefined;
  /** From the start of one iteration to that of the next. */
  recurrenceInterval?: string | null | undefined;
  /** When it starts; in the past: at once. */
  startsAt?: string | null | undefined;
  /** The steps; the first in the list comes first. */
  steps?: Array<StepInput> | null | undefined;
  /** Members of this segment get no message. */
  suppressionSegmentId?: string | null | undefined;
  /** The template that this record was made from. */
  templateId?: string | null | undefined;
  /** The IANA time zone of its local times, such as Europe/Berlin. */
  timeZone?: string | null | undefined;
};

/** What a new segment is made with. */
export type CreateSegmentInput = {
  /** What the segment is for. */
  description?: string | null | undefined;
  /** Who is a member, for dynamic and compound segments. */
  dynamicQuery?: string | null | undefined;
  /** Finds members of a static segment besides the listed ones, when it goes live. */
  filter?: string | null | undefined;
  /** Its name, of 1 to 150 characters. */
  name: string;
  /** Who owns the record, as the client names people. */
  ownerId?: string | null | undefined;
  /** An id of your own for the segment, such as the one in another system. */
  segmentId?: string | null | undefined;
  /** How the members are found. */
  segmentType?: SegmentType | null | undefined;
  /** The listed members of a static segment. */
  staticMembers?: Array<string> | null | undefined;
};

/** What a new view is made with. */
export type CreateViewInput = {
  /** Which records it shows; all if null. */
  filter?: RecordFilter | null | undefined;
  /** Its name, of 1 to 150 characters. */
  name: string;
  /** How it sorts them; the newest first if null. */
  orderBy?: RecordOrder | null | undefined;
};

/** What a design is written in. */
export type DesignFormat =
  /** HTML with Liquid. */
  | 'HTML'
  /** MJML with Liquid; it becomes HTML. */
  | 'MJML'
  | '%future added value';

/** An e-mail's body. */
export type DesignInput = {
  /** What the source is written in. */
  format?: DesignFormat;
  /** The body, with Liquid. */
  source: string;
};

/** Where contacts are handed over to. */
export type DestinationInput =
  {   /** The name of a CSV file that gets a line for each contact. */
  csvFile: string; segmentId?: never; webhookUrl?: never; }
  |  { csvFile?: never;   /** A static segment that gets the contacts as members. */
  segmentId: string; webhookUrl?: never; }
  |  { csvFile?: never; segmentId?: never;   /** An https address that gets each contact as a signed POST. */
  webhookUrl: string; };

/** Which version of an e-mail a live journey sends. */
export type EmailBinding =
  /** The one that is live when it is sent. */
  | 'LATEST'
  /** The one that was live when the journey went live. */
  | 'PINNED'
  | '%future added value';

/** What a mail is for. */
export type EmailContentType =
  /** Asks for a confirmation, as in double opt-in. */
  | 'CONFIRMATION_REQUEST'
  /** Any purpose. */
  | 'DEFAULT'
  | '%future added value';

/** How often a segment's members enter. */
export type EntryMode =
  /** Each member enters once. */
  | 'ONCE'
  /** Members enter again at each repetition. */
  | 'REPEATING'
  | '%future added value';

/** Whom an event is about: exactly one of these. */
export type EventContactInput =
  {   /** Its e-mail address. */
  email: string; id?: never; key?: never; }
  |  { email?: never;   /** The contact's id. */
  id: string; key?: never; }
  |  { email?: never; id?: never;   /** The key that it was imported by. */
  key: string; };

/** Ends the journey for the contact. */
export type ExitStepInput = {
  /** An id of the client's choice, unique within the journey, up to 100 characters. */
  id: string;
  /** What editors see; the kind's name if left out. */
  name?: string | null | undefined;
};

/** What stands on a form besides its fields and the submit button. */
export type FormElement =
  /** A captcha. */
  | 'CAPTCHA'
  /** The choice to get no bulk e-mail. */
  | 'DO_NOT_BULK_EMAIL'
  /** The recipients of a forward to a friend. */
  | 'FORWARD'
  /** The choice to be remembered. */
  | 'REMEMBER_ME'
  /** A reset button. */
  | 'RESET'
  /** The subscription lists. */
  | 'SUBSCRIPTION_LISTS'
  | '%future added value';

/** A question of a form. */
export type FormFieldInput = {
  /** The contact's attribute that the answer fills. */
  attribute?: string | null | undefined;
  /** What the answer is called in the form's HTML, unique within the form. */
  key: string;
  /** What visitors read. */
  label?: string | null | undefined;
  /** The answers to choose from. */
  options?: Array<string> | null | undefined;
  /** Whether it has to be answered. */
  required?: boolean;
  /** How the form asks. */
  type?: FormFieldType;
};

/** How a form asks. */
export type FormFieldType =
  /** Yes or no. */
  | 'CHECKBOX'
  /** One of the options. */
  | 'CHOICE'
  /** A date. */
  | 'DATE'
  /** An e-mail address. */
  | 'EMAIL'
  /** Not shown; the page gives the value. */
  | 'HIDDEN'
  /** Text of several lines. */
  | 'LONG_TEXT'
  /** A number. */
  | 'NUMBER'
  /** A telephone number. */
  | 'PHONE'
  /** A line of text. */
  | 'TEXT'
  | '%future added value';

/** At most so many mails to a contact within a time that goes on rolling. */
export type FrequencyCapInput = {
  /** How many commercial mails, from 1 to 10,000. */
  mails: number;
  /** Within how long, such as P1D, P7D or P30D. */
  period: string;
};

/** The name of a range of scores. */
export type GradeInput = {
  /** The lowest score of the grade; none: however low. */
  from?: number | null | undefined;
  /** The grade's name. */
  name: string;
  /** The highest score of the grade, itself included; none: however high. */
  to?: number | null | undefined;
};

/** A group of contacts and where they go; the branch “other”, without a group, takes the rest and has to lead on. */
export type GroupBranchInput = {
  /** Who is in the group. */
  condition?: string | null | undefined;
  /** The branch's name, unique within the step. */
  name: string;
  /** The id of the step that comes next; none: the journey ends. */
  next?: string | null | undefined;
  /** The live segment whose members are the group. */
  segmentId?: string | null | undefined;
};

/** Why an action or an edit is refused. */
export type GuardCode =
  /** Not in this state, or not by this role. */
  | 'ACTION_NOT_ALLOWED'
  /** The error check found errors. */
  | 'CHECK_FAILED'
  /** It is live and can't be deleted. */
  | 'DELETE_LIVE'
  /** What the record uses isn't live. */
  | 'DEPENDENCY_NOT_LIVE'
  /** A one-time journey that has started can't be edited. */
  | 'EDIT_NOT_ALLOWED_ONE_TIME'
  /** The record has expired. */
  | 'EXPIRED'
  /** A field can't be edited in this state. */
  | 'FIELD_LOCKED'
  /** A field can't be edited any more. */
  | 'FIELD_PERMANENT'
  /** An argument or a field can't be stored. */
  | 'INVALID_INPUT'
  /** A record uses it. */
  | 'IN_USE'
  /** A live record uses it; confirmable. */
  | 'IN_USE_BY_LIVE_RECORD'
  /** It is the workspace's default. */
  | 'IS_DEFAULT'
  /** A limit is reached. */
  | 'LIMIT_REACHED'
  /** Segments are never inactive. */
  | 'NEVER_INACTIVE'
  /** Nothing of the kind is scheduled. */
  | 'NOT_SCHEDULED'
  /** It must be paused first. */
  | 'PAUSE_FIRST'
  /** Contacts are inside; confirmable. */
  | 'PEOPLE_INSIDE'
  /** Somebody else changed the record in the meantime. */
  | 'REVISION_CONFLICT'
  /** Entry and exit rules can't be edited while a version runs. */
  | 'RULES_LOCKED'
  /** A run is under way. */
  | 'RUN_IN_PROGRESS'
  /** The system alone sets this type's status. */
  | 'STATUS_SYSTEM_MANAGED'
  /** It must be stopped first. */
  | 'STOP_FIRST'
  /** The system is at work on the record: wait. */
  | 'TRANSITION_IN_PROGRESS'
  | '%future added value';

/** Branches on a condition, an event or how an earlier step went. */
export type IfThenStepInput = {
  /** The branches, called “yes” for those who meet it (in time) and “no” for the others; one without `next` ends there. */
  branches?: Array<BranchInput> | null | undefined;
  /** What the contact has to fulfil; with `event`, what the event has to. */
  condition?: string | null | undefined;
  /** The name of an event that has to happen. */
  event?: string | null | undefined;
  /** An id of the client's choice, unique within the journey, up to 100 characters. */
  id: string;
  /** What editors see; the kind's name if left out. */
  name?: string | null | undefined;
  /** The outcome that the earlier step has to have. */
  outcome?: StepOutcome | null | undefined;
  /** The earlier step whose outcome is asked for. */
  stepId?: string | null | undefined;
  /** How long a contact can take to meet it, 365 days at most; without one it is asked once. */
  timeLimit?: string | null | undefined;
};

/** Who enters a journey: exactly one of the two. */
export type JourneyEntryInput =
  {   /** Members of live segments enter. */
  segment: SegmentEntryInput; trigger?: never; }
  |  { segment?: never;   /** Contacts enter by an event of theirs. */
  trigger: TriggerEntryInput; };

/** When an audience journey's runs start: every so often, or at a time of day. */
export type JourneyScheduleInput = {
  /** The time of day, such as 09:00. */
  at?: string | null | undefined;
  /** From the start of one run to that of the next. */
  every?: string | null | undefined;
  /** The IANA time zone, such as Europe/Berlin; UTC if left out. */
  timeZone?: string | null | undefined;
  /** The days of the week; all if none is named. */
  weekdays?: Array<Weekday> | null | undefined;
};

/** How a lead came to be. */
export type LeadSource =
  /** By the mutation createLead. */
  | 'API'
  /** By a form. */
  | 'FORM'
  /** By an import. */
  | 'IMPORT'
  | '%future added value';

/** Whether a mail advertises. */
export type LegalDesignation =
  /** It does: it needs consent, an unsubscribe link and a postal address. */
  | 'COMMERCIAL'
  /** It doesn't. */
  | 'TRANSACTIONAL'
  | '%future added value';

/** How far a mail is. */
export type MailStatus =
  /** It was not sent, for the reason given; the contact went on. */
  | 'BLOCKED'
  /** It is not tried again, as its journey was stopped. */
  | 'CANCELLED'
  /** It can't be made, or the mail server refused it for good. */
  | 'FAILED'
  /** It waits to be sent, until dueAt. */
  | 'QUEUED'
  /** A worker hands it over at this moment. */
  | 'SENDING'
  /** The mail server, or the outbox, has it. */
  | 'SENT'
  /** The connection or the worker was lost before the mail server answered; it is never sent again unasked. */
  | 'UNKNOWN'
  | '%future added value';

/** From the least to the greatest, or the other way. */
export type OrderDirection =
  /** Ascending. */
  | 'ASC'
  /** Descending. */
  | 'DESC'
  | '%future added value';

/** What a page or form is for. */
export type PageType =
  /** Forward to a friend. */
  | 'FORWARD_TO_A_FRIEND'
  /** Landing page. */
  | 'LANDING'
  /** Subscription center. */
  | 'SUBSCRIPTION_CENTER'
  | '%future added value';

/** What a pause does to the waits of the people inside. */
export type PauseClock =
  /** People whose wait ran out meanwhile leave. */
  | 'DROP_OVERDUE'
  /** A wait goes on where it was. */
  | 'FREEZE'
  /** A wait that ran out meanwhile is over on resume. */
  | 'RUN'
  | '%future added value';

/** How far the publishing of an event, session or track is. */
export type PublishStatus =
  /** Not published; cancelled, for information. */
  | 'CANCELLED'
  /** Not published. */
  | 'DRAFT'
  /** Not published; in work, for information. */
  | 'IN_PROGRESS'
  /** On the website, if active. */
  | 'PUBLISHED'
  /** Not published; ready, for information. */
  | 'READY_TO_PUBLISH'
  | '%future added value';

/** Hours of the day in which no commercial mail is sent. */
export type QuietTimeInput = {
  /** When it begins, such as 21:00. */
  from: string;
  /** The IANA time zone, where the journey names none; UTC if neither does. */
  timeZone?: string | null | undefined;
  /** When it ends, such as 08:00; before the beginning: on the next day. */
  until: string;
};

/** Which records: all given parts must hold. What can't match is an empty result, not an error. */
export type RecordFilter = {
  /** All of these hold. */
  and?: Array<RecordFilter> | null | undefined;
  /** One of these records; 1,000 at most in the whole filter. */
  ids?: Array<string> | null | undefined;
  /** Live, or not. */
  isLive?: boolean | null | undefined;
  /** This doesn't hold. */
  not?: RecordFilter | null | undefined;
  /** One of these holds. */
  or?: Array<RecordFilter> | null | undefined;
  /** Of this owner. */
  ownerId?: string | null | undefined;
  /** With one of these publish statuses. */
  publishStatuses?: Array<PublishStatus> | null | undefined;
  /** With this in the name, in any case. */
  search?: string | null | undefined;
  /** With one of these status reasons. */
  statusReasons?: Array<StatusReason> | null | undefined;
  /** With one of these statuses. */
  statuses?: Array<Status> | null | undefined;
  /** Of one of these types. */
  types?: Array<RecordType> | null | undefined;
  /** Changed at this moment or later. */
  updatedSince?: string | null | undefined;
  /** Changed before this moment. */
  updatedUntil?: string | null | undefined;
  /** That use this record, in working copy or live version. */
  usesId?: string | null | undefined;
};

/** How records are sorted; the newest first unless told otherwise. */
export type RecordOrder = {
  /** Which way. */
  direction?: OrderDirection;
  /** By what. */
  field?: RecordOrderField;
};

/** What records are sorted by. */
export type RecordOrderField =
  /** When they were created. */
  | 'CREATED_AT'
  /** Since when they are live; those that aren't come last. */
  | 'LIVE_SINCE'
  /** The name, in any case. */
  | 'NAME'
  /** When they last changed. */
  | 'UPDATED_AT'
  | '%future added value';

/** The twelve types of records. */
export type RecordType =
  /** A journey over an audience, run on a schedule. */
  | 'AUDIENCE_JOURNEY'
  /** Postal address and subscription center of mails. */
  | 'CONTENT_SETTINGS'
  /** An outbound customer journey. */
  | 'CUSTOMER_JOURNEY'
  /** An event. */
  | 'EVENT'
  /** A session of an event. */
  | 'EVENT_SESSION'
  /** A track that gathers sessions. */
  | 'EVENT_TRACK'
  /** Gives leads points and grades. */
  | 'LEAD_SCORING_MODEL'
  /** An e-mail that journeys send. */
  | 'MARKETING_EMAIL'
  /** A form on pages and websites. */
  | 'MARKETING_FORM'
  /** A public page. */
  | 'MARKETING_PAGE'
  /** A real-time journey, whose versions live one by one. */
  | 'REAL_TIME_JOURNEY'
  /** A group of contacts. */
  | 'SEGMENT'
  | '%future added value';

/** What a mail server reports. */
export type ReportKind =
  /** The mail came back. */
  | 'BOUNCED'
  /** The recipient called the mail spam. */
  | 'COMPLAINED'
  /** The mail arrived. */
  | 'DELIVERED'
  | '%future added value';

/** What a caller may do; each role includes the one before it. */
export type Role =
  /** Also tokens, settings, erasure. */
  | 'ADMIN'
  /** Also creates, updates, copies, edits, discards, restores, deletes what was never live, writes contacts and events. */
  | 'EDITOR'
  /** Also takes every other action, bulk and schedules. */
  | 'PUBLISHER'
  /** Reads and subscribes, but sees no contact's address or attributes. */
  | 'VIEWER'
  | '%future added value';

/** Gives points to the leads that fulfil a condition. */
export type ScoringConditionInput = {
  /** Which leads get the points. */
  condition?: string | null | undefined;
  /** How many; a negative number takes points away. */
  points?: number | null | undefined;
};

/** Members of live segments enter. */
export type SegmentEntryInput = {
  /** From one repetition to the next; without it, who left the segments and came back enters again. */
  every?: string | null | undefined;
  /** Members of these don't enter. */
  exclusionSegmentIds?: Array<string> | null | undefined;
  /** Whom several segments let in together. */
  merge?: SegmentMerge;
  /** How often members enter. */
  mode?: EntryMode;
  /** The segments, 15 at most. */
  segmentIds?: Array<string> | null | undefined;
};

/** Sends each contact down the first branch whose group takes it. */
export type SegmentGroupStepInput = {
  /** Up to 10 groups in order, and the branch called “other”. */
  branches?: Array<GroupBranchInput> | null | undefined;
  /** An id of the client's choice, unique within the journey, up to 100 characters. */
  id: string;
  /** What editors see; the kind's name if left out. */
  name?: string | null | undefined;
};

/** Whom several segments let in together. */
export type SegmentMerge =
  /** Members of all of the segments. */
  | 'INTERSECTION'
  /** Members of any of the segments. */
  | 'UNION'
  | '%future added value';

/** How a segment's members are found. */
export type SegmentType =
  /** By a condition over other segments. */
  | 'COMPOUND'
  /** By a condition over contacts and what they did. */
  | 'DYNAMIC'
  /** They are listed. */
  | 'STATIC'
  | '%future added value';

/** Sends an e-mail. */
export type SendEmailStepInput = {
  /** The marketing e-mail. */
  emailId?: string | null | undefined;
  /** From entering the journey; a contact that gets here later isn't sent the e-mail and goes on. */
  expiresAfter?: string | null | undefined;
  /** An id of the client's choice, unique within the journey, up to 100 characters. */
  id: string;
  /** What editors see; the kind's name if left out. */
  name?: string | null | undefined;
  /** The id of the step that comes next; none: the journey ends. */
  next?: string | null | undefined;
};

/** How grave a finding is. */
export type Severity =
  /** It blocks. */
  | 'ERROR'
  /** It doesn't block. */
  | 'WARNING'
  | '%future added value';

/** One way out of a split. */
export type SplitBranchInput = {
  /** The branch's name, unique within the step. */
  name: string;
  /** The id of the step that comes next; none: the journey ends. */
  next?: string | null | undefined;
  /** How many percent of the contacts go here; all branches sum to 100. */
  percent?: number | null | undefined;
};

/** Deals contacts out to the branches at random. */
export type SplitStepInput = {
  /** The branches and their percents, 25 at most. */
  branches?: Array<SplitBranchInput> | null | undefined;
  /** An id of the client's choice, unique within the journey, up to 100 characters. */
  id: string;
  /** What editors see; the kind's name if left out. */
  name?: string | null | undefined;
};

/** Whether a record is in use at all. */
export type Status =
  /** In use. */
  | 'ACTIVE'
  /** Expired or taken out of use. */
  | 'INACTIVE'
  | '%future added value';

/** Where in its life a record is. */
export type StatusReason =
  /** Running, for audience journeys. */
  | 'ACTIVE'
  /** Over, with everybody at the end. */
  | 'COMPLETED'
  /** Nobody enters any more, those inside go on to the end. */
  | 'COMPLETING'
  /** Being written; never ran, or runs no more and can be written anew. */
  | 'DRAFT'
  /** Going live failed for good: try again or revert. */
  | 'ERROR'
  /** Out of use. */
  | 'EXPIRED'
  /** Being checked, prepared and pushed to the live service. */
  | 'GOING_LIVE'
  /** Running. */
  | 'LIVE'
  /** Running, with a working copy open for editing. */
  | 'LIVE_EDITABLE'
  /** Running, with a new version open for editing. */
  | 'LIVE_EDITING'
  /** Held: nobody enters and nobody moves on. */
  | 'PAUSED'
  /** The same, for real-time journeys. */
  | 'PUBLISHING'
  /** Stopped. */
  | 'STOPPED'
  /** Being stopped. */
  | 'STOPPING'
  | '%future added value';

/** A step of a journey: exactly one of the kinds. */
export type StepInput =
  {   /** Hands contacts over to destinations. */
  activate: ActivateStepInput; exit?: never; ifThen?: never; segmentGroup?: never; sendEmail?: never; split?: never; trackEvent?: never; updateContact?: never; wait?: never; waitFor?: never; waitUntil?: never; }
  |  { activate?: never;   /** Ends the journey for the contact. */
  exit: ExitStepInput; ifThen?: never; segmentGroup?: never; sendEmail?: never; split?: never; trackEvent?: never; updateContact?: never; wait?: never; waitFor?: never; waitUntil?: never; }
  |  { activate?: never; exit?: never;   /** Branches on a condition, event or outcome. */
  ifThen: IfThenStepInput; segmentGroup?: never; sendEmail?: never; split?: never; trackEvent?: never; updateContact?: never; wait?: never; waitFor?: never; waitUntil?: never; }
  |  { activate?: never; exit?: never; ifThen?: never;   /** Branches by groups of contacts. */
  segmentGroup: SegmentGroupStepInput; sendEmail?: never; split?: never; trackEvent?: never; updateContact?: never; wait?: never; waitFor?: never; waitUntil?: never; }
  |  { activate?: never; exit?: never; ifThen?: never; segmentGroup?: never;   /** Sends an e-mail. */
  sendEmail: SendEmailStepInput; split?: never; trackEvent?: never; updateContact?: never; wait?: never; waitFor?: never; waitUntil?: never; }
  |  { activate?: never; exit?: never; ifThen?: never; segmentGroup?: never; sendEmail?: never;   /** Branches by percent. */
  split: SplitStepInput; trackEvent?: never; updateContact?: never; wait?: never; waitFor?: never; waitUntil?: never; }
  |  { activate?: never; exit?: never; ifThen?: never; segmentGroup?: never; sendEmail?: never; split?: never;   /** Writes down an event of the contact. */
  trackEvent: TrackEventStepInput; updateContact?: never; wait?: never; waitFor?: never; waitUntil?: never; }
  |  { activate?: never; exit?: never; ifThen?: never; segmentGroup?: never; sendEmail?: never; split?: never; trackEvent?: never;   /** Sets an attribute of the contact. */
  updateContact: UpdateContactStepInput; wait?: never; waitFor?: never; waitUntil?: never; }
  |  { activate?: never; exit?: never; ifThen?: never; segmentGroup?: never; sendEmail?: never; split?: never; trackEvent?: never; updateContact?: never;   /** Waits for a time of fixed length. */
  wait: WaitStepInput; waitFor?: never; waitUntil?: never; }
  |  { activate?: never; exit?: never; ifThen?: never; segmentGroup?: never; sendEmail?: never; split?: never; trackEvent?: never; updateContact?: never; wait?: never;   /** Waits for an event or a membership. */
  waitFor: WaitForStepInput; waitUntil?: never; }
  |  { activate?: never; exit?: never; ifThen?: never; segmentGroup?: never; sendEmail?: never; split?: never; trackEvent?: never; updateContact?: never; wait?: never; waitFor?: never;   /** Waits until a moment or a weekday and time. */
  waitUntil: WaitUntilStepInput; };

/** How an earlier step went for a contact. */
export type StepOutcome =
  /** The e-mail came back. */
  | 'BOUNCED'
  /** A link in the e-mail was clicked. */
  | 'CLICKED'
  /** It could not be sent or handed over. */
  | 'FAILED'
  /** The contact took the branch no. */
  | 'NO'
  /** The e-mail was opened. */
  | 'OPENED'
  /** It was sent or handed over. */
  | 'SENT'
  /** The contact unsubscribed through the e-mail. */
  | 'UNSUBSCRIBED'
  /** The contact took the branch yes. */
  | 'YES'
  | '%future added value';

/** Whom a track is for. */
export type TrackAudience =
  /** Visitors. */
  | 'EXTERNAL'
  /** Staff; never published. */
  | 'INTERNAL'
  | '%future added value';

/** Something that a contact did. */
export type TrackEventInput = {
  /** When it happened; now if null, and never in the future. */
  at?: string | null | undefined;
  /** A key of your own, unique in the workspace: telling it again changes nothing. */
  clientKey?: string | null | undefined;
  /** Who did it. */
  contact: EventContactInput;
  /** What it is called, such as purchase; 1 to 100 characters. */
  name: string;
  /** What is known of it, such as the amount. */
  properties?: { [name: string]: unknown } | null | undefined;
};

/** Writes down an event of the contact. */
export type TrackEventStepInput = {
  /** The event's name. */
  event?: string | null | undefined;
  /** An id of the client's choice, unique within the journey, up to 100 characters. */
  id: string;
  /** What editors see; the kind's name if left out. */
  name?: string | null | undefined;
  /** The id of the step that comes next; none: the journey ends. */
  next?: string | null | undefined;
  /** The event's properties. */
  properties?: { [name: string]: unknown } | null | undefined;
};

/** Contacts enter by an event of theirs. */
export type TriggerEntryInput = {
  /** What the event or the contact has to fulfil. */
  condition?: string | null | undefined;
  /** The event's name. */
  event?: string | null | undefined;
};

/** The fields of an audience journey to set; null clears. */
export type UpdateAudienceJourneyInput = {
  /** Whether a contact may pass through more than once. */
  allowRepeat?: boolean | null | undefined;
  /** The sender's address and subscription center that the journey's mails use. */
  contentSettingsId?: string | null | undefined;
  /** Who fulfils all of these may enter. */
  entryRules?: Array<string> | null | undefined;
  /** Who fulfils one of these leaves the journey, whichever step they are on. */
  exitRules?: Array<string> | null | undefined;
  /** Its name, of 1 to 150 characters. */
  name?: string | null | undefined;
  /** Who owns the record, as the client names people. */
  ownerId?: string | null | undefined;
  /** When the journey's runs start. */
  schedule?: JourneyScheduleInput | null | undefined;
  /** The steps; the first in the list comes first. */
  steps?: Array<StepInput> | null | undefined;
  /** The template that this record was made from. */
  templateId?: string | null | undefined;
};

/** Sets an attribute of the contact. */
export type UpdateContactStepInput = {
  /** The attribute's name. */
  attribute?: string | null | undefined;
  /** An id of the client's choice, unique within the journey, up to 100 characters. */
  id: string;
  /** What editors see; the kind's name if left out. */
  name?: string | null | undefined;
  /** The id of the step that comes next; none: the journey ends. */
  next?: string | null | undefined;
  /** The value that it gets; null empties it. */
  value?: unknown;
};

/** The fields of a content settings to set; null clears. */
export type UpdateContentSettingsInput = {
  /** The sender's main postal address. */
  address?: string | null | undefined;
  /** How many commercial mails a contact gets at most, from the whole workspace. */
  frequencyCaps?: Array<FrequencyCapInput> | null | undefined;
  /** Whether these are the workspace's default; setting it takes it from the others. */
  isDefault?: boolean | null | undefined;
  /** Its name, of 1 to 150 characters. */
  name?: string | null | undefined;
  /** Who owns the record, as the client names people. */
  ownerId?: string | null | undefined;
  /** Hours in which no commercial mail is sent; what falls into them is sent at their end. */
  quietTime?: QuietTimeInput | null | undefined;
  /** The page where contacts choose what they get; the built-in one if null. */
  subscriptionCenterPageId?: string | null | undefined;
};

/** The fields of a customer journey to set; null clears. */
export type UpdateCustomerJourneyInput = {
  /** The sender's address and subscription center that the journey's mails use. */
  contentSettingsId?: string | null | undefined;
  /** When it ends. */
  endsAt?: string | null | undefined;
  /** Who enters: segments' members, or contacts whose event triggers it. */
  entry?: JourneyEntryInput | null | undefined;
  /** Whether the journey runs again and again. */
  isRecurring?: boolean | null | undefined;
  /** Its name, of 1 to 150 characters. */
  name?: string | null | undefined;
  /** Who owns the record, as the client names people. */
  ownerId?: string | null | undefined;
  /** How many iterations. */
  recurrenceCount?: number | null | undefined;
  /** From the start of one iteration to that of the next. */
  recurrenceInterval?: string | null | undefined;
  /** When it starts; in the past: at once. */
  startsAt?: string | null | undefined;
  /** The steps; the first in the list comes first. */
  steps?: Array<StepInput> | null | undefined;
  /** Members of this segment get no message. */
  suppressionSegmentId?: string | null | undefined;
  /** The template that this record was made from. */
  templateId?: string | null | undefined;
  /** The IANA time zone of its local times, such as Europe/Berlin. */
  timeZone?: string | null | undefined;
};

/** The fields of an event to set; null clears. */
export type UpdateEventInput = {
  /** How many people there is room for. */
  capacity?: number | null | undefined;
  /** What it is about. */
  description?: string | null | undefined;
  /** When it ends. */
  endsAt?: string | null | undefined;
  /** Its name, of 1 to 150 characters. */
  name?: string | null | undefined;
  /** Who owns the record, as the client names people. */
  ownerId?: string | null | undefined;
  /** When it starts. */
  startsAt?: string | null | undefined;
  /** The IANA time zone of its local times, such as Europe/Berlin. */
  timeZone?: string | null | undefined;
  /** Where it takes place. */
  venue?: string | null | undefined;
  /** Whether people can wait for a seat once it is full. */
  waitingList?: boolean | null | undefined;
};

/** The fields of an event session to set; null clears. */
export type UpdateEventSessionInput = {
  /** How many people there is room for. */
  capacity?: number | null | undefined;
  /** What it is about. */
  description?: string | null | undefined;
  /** When it ends. */
  endsAt?: string | null | undefined;
  /** The event that it belongs to. */
  eventId?: string | null | undefined;
  /** Its name, of 1 to 150 characters. */
  name?: string | null | undefined;
  /** Who owns the record, as the client names people. */
  ownerId?: string | null | undefined;
  /** Where it takes place. */
  room?: string | null | undefined;
  /** Who speaks. */
  speakers?: Array<string> | null | undefined;
  /** When it starts. */
  startsAt?: string | null | undefined;
};

/** The fields of an event track to set; null clears. */
export type UpdateEventTrackInput = {
  /** Whom the track is for. */
  audience?: TrackAudience | null | undefined;
  /** What it is about. */
  description?: string | null | undefined;
  /** The event that it belongs to. */
  eventId?: string | null | undefined;
  /** Its name, of 1 to 150 characters. */
  name?: string | null | undefined;
  /** Who owns the record, as the client names people. */
  ownerId?: string | null | undefined;
  /** The sessions that it gathers. */
  sessionIds?: Array<string> | null | undefined;
};

/** The fields of a lead-scoring model to set; null clears. */
export type UpdateLeadScoringModelInput = {
  /** What gives points. */
  conditions?: Array<ScoringConditionInput> | null | undefined;
  /** Ranges of the score and their names. */
  grades?: Array<GradeInput> | null | undefined;
  /** Its name, of 1 to 150 characters. */
  name?: string | null | undefined;
  /** Who owns the record, as the client names people. */
  ownerId?: string | null | undefined;
  /** From this score on a lead is ready for sales. */
  salesReadyScore?: number | null | undefined;
};

/** The fields of a marketing email to set; null clears. */
export type UpdateMarketingEmailInput = {
  /** What the mail is for. */
  contentType?: EmailContentType | null | undefined;
  /** The body, as HTML or MJML with Liquid. */
  design?: DesignInput | null | undefined;
  /** The sender's e-mail address, in Liquid. */
  fromAddress?: string | null | undefined;
  /** The sender's name, in Liquid. */
  fromName?: string | null | undefined;
  /** The user in whose name it is sent. */
  fromUser?: string | null | undefined;
  /** Whether the plain text is made from the HTML. */
  generatePlainText?: boolean | null | undefined;
  /** Commercial mail needs consent, an unsubscribe link and a postal address. */
  legalDesignation?: LegalDesignation | null | undefined;
  /** Its name, of 1 to 150 characters. */
  name?: string | null | undefined;
  /** Who owns the record, as the client names people. */
  ownerId?: string | null | undefined;
  /** The plain text, in Liquid, unless it is generated. */
  plainTextContent?: string | null | undefined;
  /** Where answers go, in Liquid. */
  replyTo?: string | null | undefined;
  /** The subject line, in Liquid. */
  subject?: string | null | undefined;
  /** The template that this record was made from. */
  templateId?: string | null | undefined;
  /** The recipient, an expression in Liquid. */
  to?: string | null | undefined;
};

/** The fields of a marketing form to set; null clears. */
export type UpdateMarketingFormInput = {
  /** What follows a submission. */
  afterSubmit?: AfterSubmitInput | null | undefined;
  /** Whether an update also puts the form live. */
  autoPublish?: boolean | null | undefined;
  /** The consent that the form asks for, such as email:commercial. */
  consent?: string | null | undefined;
  /** What stands on the form besides its fields. */
  elements?: Array<FormElement> | null | undefined;
  /** The fields, in order. */
  fields?: Array<FormFieldInput> | null | undefined;
  /** What the form is for. */
  formType?: PageType | null | undefined;
  /** Its name, of 1 to 150 characters. */
  name?: string | null | undefined;
  /** Who owns the record, as the client names people. */
  ownerId?: string | null | undefined;
  /** What the submit button says; without one there is no button. */
  submitLabel?: string | null | undefined;
  /** The template that this record was made from. */
  templateId?: string | null | undefined;
};

/** The fields of a marketing page to set; null clears. */
export type UpdateMarketingPageInput = {
  /** The page, Liquid HTML; `{% form "ID" %}` places a form. */
  content?: string | null | undefined;
  /** Its name, of 1 to 150 characters. */
  name?: string | null | undefined;
  /** Who owns the record, as the client names people. */
  ownerId?: string | null | undefined;
  /** What the page is for. */
  pageType?: PageType | null | undefined;
  /** The path below the workspace's site, in lower case. */
  partialUrl?: string | null | undefined;
  /** The template that this record was made from. */
  templateId?: string | null | undefined;
  /** The page's title. */
  title?: string | null | undefined;
};

/** The fields of a real-time journey to set; null clears. */
export type UpdateRealTimeJourneyInput = {
  /** The sender's address and subscription center that the journey's mails use. */
  contentSettingsId?: string | null | undefined;
  /** Whether an e-mail saved live reaches the journey's future sends. */
  emailBinding?: EmailBinding | null | undefined;
  /** When it ends. */
  endsAt?: string | null | undefined;
  /** Who enters: segments' members, or contacts whose event triggers it. */
  entry?: JourneyEntryInput | null | undefined;
  /** Who fulfils one of these leaves the journey, whichever step they are on. */
  exitRules?: Array<string> | null | undefined;
  /** Whether the journey runs again and again. */
  isRecurring?: boolean | null | undefined;
  /** Its name, of 1 to 150 characters. */
  name?: string | null | undefined;
  /** Who owns the record, as the client names people. */
  ownerId?: string | null | undefined;
  /** What a pause does to waits. */
  pauseClock?: PauseClock | null | undefined;
  /** How many iterations. */
  recurrenceCount?: number | null | undefined;
  /** From the start of one iteration to that of the next. */
  recurrenceInterval?: string | null | undefined;
  /** When it starts; in the past: at once. */
  startsAt?: string | null | undefined;
  /** The steps; the first in the list comes first. */
  steps?: Array<StepInput> | null | undefined;
  /** Members of this segment get no message. */
  suppressionSegmentId?: string | null | undefined;
  /** The template that this record was made from. */
  templateId?: string | null | undefined;
  /** The IANA time zone of its local times, such as Europe/Berlin. */
  timeZone?: string | null | undefined;
};

/** The fields of a segment to set; null clears. */
export type UpdateSegmentInput = {
  /** What the segment is for. */
  description?: string | null | undefined;
  /** Who is a member, for dynamic and compound segments. */
  dynamicQuery?: string | null | undefined;
  /** Finds members of a static segment besides the listed ones, when it goes live. */
  filter?: string | null | undefined;
  /** Its name, of 1 to 150 characters. */
  name?: string | null | undefined;
  /** Who owns the record, as the client names people. */
  ownerId?: string | null | undefined;
  /** An id of your own for the segment, such as the one in another system. */
  segmentId?: string | null | undefined;
  /** How the members are found. */
  segmentType?: SegmentType | null | undefined;
  /** The listed members of a static segment. */
  staticMembers?: Array<string> | null | undefined;
};

/** What to set of a view; what is left out stays. */
export type UpdateViewInput = {
  /** Which records it shows; all if null. */
  filter?: RecordFilter | null | undefined;
  /** Its name, of 1 to 150 characters. */
  name?: string | null | undefined;
  /** How it sorts them; the newest first if null. */
  orderBy?: RecordOrder | null | undefined;
};

/** Waits for an event of the contact or for a membership, up to a time limit. */
export type WaitForStepInput = {
  /** The branches, called “yes” for those who meet it (in time) and “no” for the others; one without `next` ends there. */
  branches?: Array<BranchInput> | null | undefined;
  /** What the event has to fulfil. */
  condition?: string | null | undefined;
  /** The name of the event that is waited for. */
  event?: string | null | undefined;
  /** An id of the client's choice, unique within the journey, up to 100 characters. */
  id: string;
  /** What editors see; the kind's name if left out. */
  name?: string | null | undefined;
  /** The segment whose membership is waited for. */
  segmentId?: string | null | undefined;
  /** How long, 365 days at most. */
  timeLimit?: string | null | undefined;
};

/** Waits for a time of fixed length. */
export type WaitStepInput = {
  /** How long, 365 days at most. */
  duration?: string | null | undefined;
  /** An id of the client's choice, unique within the journey, up to 100 characters. */
  id: string;
  /** What editors see; the kind's name if left out. */
  name?: string | null | undefined;
  /** The id of the step that comes next; none: the journey ends. */
  next?: string | null | undefined;
};

/** Waits until a moment, or until the next of some weekdays at a time of day. */
export type WaitUntilStepInput = {
  /** An id of the client's choice, unique within the journey, up to 100 characters. */
  id: string;
  /** What editors see; the kind's name if left out. */
  name?: string | null | undefined;
  /** The id of the step that comes next; none: the journey ends. */
  next?: string | null | undefined;
  /** The time of day in the journey's time zone, such as 09:00. */
  time?: string | null | undefined;
  /** The moment; leave out `weekdays` and `time` then. */
  until?: string | null | undefined;
  /** The days on which the wait can end; all if none is named. */
  weekdays?: Array<Weekday> | null | undefined;
};

/** A day of the week. */
export type Weekday =
  /** Friday. */
  | 'FRIDAY'
  /** Monday. */
  | 'MONDAY'
  /** Saturday. */
  | 'SATURDAY'
  /** Sunday. */
  | 'SUNDAY'
  /** Thursday. */
  | 'THURSDAY'
  /** Tuesday. */
  | 'TUESDAY'
  /** Wednesday. */
  | 'WEDNESDAY'
  | '%future added value';

type AnyRecord_AudienceJourney_Fragment = { __typename: 'AudienceJourney', id: string, type: RecordType, name: string, ownerId: string | null, status: Status, statusReason: StatusReason | null, publishStatus: PublishStatus | null, isLive: boolean, revision: number, createdAt: string, updatedAt: string, liveSince: string | null, resumeAt: string | null, expiresAt: string | null, lastError: string | null, hasWorkingCopy: boolean, allowedActions: Array<Action>, progress: ProgressFragment | null };

type AnyRecord_ContentSettings_Fragment = { __typename: 'ContentSettings', id: string, type: RecordType, name: string, ownerId: string | null, status: Status, statusReason: StatusReason | null, publishStatus: PublishStatus | null, isLive: boolean, revision: number, createdAt: string, updatedAt: string, liveSince: string | null, resumeAt: string | null, expiresAt: string | null, lastError: string | null, hasWorkingCopy: boolean, allowedActions: Array<Action>, progress: ProgressFragment | null };

type AnyRecord_CustomerJourney_Fragment = { __typename: 'CustomerJourney', id: string, type: RecordType, name: string, ownerId: string | null, status: Status, statusReason: StatusReason | null, publishStatus: PublishStatus | null, isLive: boolean, revision: number, createdAt: string, updatedAt: string, liveSince: string | null, resumeAt: string | null, expiresAt: string | null, lastError: string | null, hasWorkingCopy: boolean, allowedActions: Array<Action>, progress: ProgressFragment | null };

type AnyRecord_Event_Fragment = { __typename: 'Event', id: string, type: RecordType, name: string, ownerId: string | null, status: Status, statusReason: StatusReason | null, publishStatus: PublishStatus | null, isLive: boolean, revision: number, createdAt: string, updatedAt: string, liveSince: string | null, resumeAt: string | null, expiresAt: string | null, lastError: string | null, hasWorkingCopy: boolean, allowedActions: Array<Action>, progress: ProgressFragment | null };

type AnyRecord_EventSession_Fragment = { __typename: 'EventSession', id: string, type: RecordType, name: string, ownerId: string | null, status: Status, statusReason: StatusReason | null, publishStatus: PublishStatus | null, isLive: boolean, revision: number, createdAt: string, updatedAt: string, liveSince: string | null, resumeAt: string | null, expiresAt: string | null, lastError: string | null, hasWorkingCopy: boolean, allowedActions: Array<Action>, progress: ProgressFragment | null };

type AnyRecord_EventTrack_Fragment = { __typename: 'EventTrack', id: string, type: RecordType, name: string, ownerId: string | null, status: Status, statusReason: StatusReason | null, publishStatus: PublishStatus | null, isLive: boolean, revision: number, createdAt: string, updatedAt: string, liveSince: string | null, resumeAt: string | null, expiresAt: string | null, lastError: string | null, hasWorkingCopy: boolean, allowedActions: Array<Action>, progress: ProgressFragment | null };

type AnyRecord_LeadScoringModel_Fragment = { __typename: 'LeadScoringModel', id: string, type: RecordType, name: string, ownerId: string | null, status: Status, statusReason: StatusReason | null, publishStatus: PublishStatus | null, isLive: boolean, revision: number, createdAt: string, updatedAt: string, liveSince: string | null, resumeAt: string | null, expiresAt: string | null, lastError: string | null, hasWorkingCopy: boolean, allowedActions: Array<Action>, progress: ProgressFragment | null };

type AnyRecord_MarketingEmail_Fragment = { __typename: 'MarketingEmail', id: string, type: RecordType, name: string, ownerId: string | null, status: Status, statusReason: StatusReason | null, publishStatus: PublishStatus | null, isLive: boolean, revision: number, createdAt: string, updatedAt: string, liveSince: string | null, resumeAt: string | null, expiresAt: string | null, lastError: string | null, hasWorkingCopy: boolean, allowedActions: Array<Action>, progress: ProgressFragment | null };

type AnyRecord_MarketingForm_Fragment = { __typename: 'MarketingForm', id: string, type: RecordType, name: string, ownerId: string | null, status: Status, statusReason: StatusReason | null, publishStatus: PublishStatus | null, isLive: boolean, revision: number, createdAt: string, updatedAt: string, liveSince: string | null, resumeAt: string | null, expiresAt: string | null, lastError: string | null, hasWorkingCopy: boolean, allowedActions: Array<Action>, progress: ProgressFragment | null };

type AnyRecord_MarketingPage_Fragment = { __typename: 'MarketingPage', id: string, type: RecordType, name: string, ownerId: string | null, status: Status, statusReason: StatusReason | null, publishStatus: PublishStatus | null, isLive: boolean, revision: number, createdAt: string, updatedAt: string, liveSince: string | null, resumeAt: string | null, expiresAt: string | null, lastError: string | null, hasWorkingCopy: boolean, allowedActions: Array<Action>, progress: ProgressFragment | null };

type AnyRecord_RealTimeJourney_Fragment = { __typename: 'RealTimeJourney', id: string, type: RecordType, name: string, ownerId: string | null, status: Status, statusReason: StatusReason | null, publishStatus: PublishStatus | null, isLive: boolean, revision: number, createdAt: string, updatedAt: string, liveSince: string | null, resumeAt: string | null, expiresAt: string | null, lastError: string | null, hasWorkingCopy: boolean, allowedActions: Array<Action>, progress: ProgressFragment | null };

type AnyRecord_Segment_Fragment = { __typename: 'Segment', id: string, type: RecordType, name: string, ownerId: string | null, status: Status, statusReason: StatusReason | null, publishStatus: PublishStatus | null, isLive: boolean, revision: number, createdAt: string, updatedAt: string, liveSince: string | null, resumeAt: string | null, expiresAt: string | null, lastError: string | null, hasWorkingCopy: boolean, allowedActions: Array<Action>, progress: ProgressFragment | null };

export type AnyRecordFragment =
  | AnyRecord_AudienceJourney_Fragment
  | AnyRecord_ContentSettings_Fragment
  | AnyRecord_CustomerJourney_Fragment
  | AnyRecord_Event_Fragment
  | AnyRecord_EventSession_Fragment
  | AnyRecord_EventTrack_Fragment
  | AnyRecord_LeadScoringModel_Fragment
  | AnyRecord_MarketingEmail_Fragment
  | AnyRecord_MarketingForm_Fragment
  | AnyRecord_MarketingPage_Fragment
  | AnyRecord_RealTimeJourney_Fragment
  | AnyRecord_Segment_Fragment
;

export type ProgressFragment = { recordId: string, version: number | null, phase: string, done: number, total: number | null, startedAt: string, deadline: string | null, attempt: number, lastError: string | null };

export type FindingFragment = { code: string, severity: Severity, message: string, path: Array<string>, stepId: string | null };

export type ChangeFragment = { id: string, cursor: string, at: string, kind: ChangeKind, recordId: string, recordType: RecordType, recordName: string, revision: number, version: number | null, action: Action | null, actor: string | null, cause: ChangeCause, fromStatus: Status | null, fromStatusReason: StatusReason | null, fromPublishStatus: PublishStatus | null, toStatus: Status | null, toStatusReason: StatusReason | null, toPublishStatus: PublishStatus | null, error: string | null, findings: Array<FindingFragment> };

export type RefusalFragment = { code: GuardCode, message: string, action: Action | null, allowedActions: Array<Action>, confirmable: boolean, record:
    | AnyRecord_AudienceJourney_Fragment
    | AnyRecord_ContentSettings_Fragment
    | AnyRecord_CustomerJourney_Fragment
    | AnyRecord_Event_Fragment
    | AnyRecord_EventSession_Fragment
    | AnyRecord_EventTrack_Fragment
    | AnyRecord_LeadScoringModel_Fragment
    | AnyRecord_MarketingEmail_Fragment
    | AnyRecord_MarketingForm_Fragment
    | AnyRecord_MarketingPage_Fragment
    | AnyRecord_RealTimeJourney_Fragment
    | AnyRecord_Segment_Fragment
   | null, findings: Array<FindingFragment>, blockedBy: Array<
    | AnyRecord_AudienceJourney_Fragment
    | AnyRecord_ContentSettings_Fragment
    | AnyRecord_CustomerJourney_Fragment
    | AnyRecord_Event_Fragment
    | AnyRecord_EventSession_Fragment
    | AnyRecord_EventTrack_Fragment
    | AnyRecord_LeadScoringModel_Fragment
    | AnyRecord_MarketingEmail_Fragment
    | AnyRecord_MarketingForm_Fragment
    | AnyRecord_MarketingPage_Fragment
    | AnyRecord_RealTimeJourney_Fragment
    | AnyRecord_Segment_Fragment
  > };

export type BulkFragment = { id: string, status: BulkStatus, action: Action, dryRun: boolean, done: number, total: number, actor: string, createdAt: string, finishedAt: string | null, items: { totalCount: number, nodes: Array<{ recordId: string, recordType: RecordType, status: BulkItemStatus, code: GuardCode | null, message: string | null }> } };

export type CustomerJourneySuccessFragment = { cursor: string, warnings: Array<FindingFragment>, record: AnyRecord_CustomerJourney_Fragment | null, change: ChangeFragment | null };

export type RealTimeJourneySuccessFragment = { cursor: string, warnings: Array<FindingFragment>, record: AnyRecord_RealTimeJourney_Fragment | null, change: ChangeFragment | null };

export type AudienceJourneySuccessFragment = { cursor: string, warnings: Array<FindingFragment>, record: AnyRecord_AudienceJourney_Fragment | null, change: ChangeFragment | null };

export type MarketingEmailSuccessFragment = { cursor: string, warnings: Array<FindingFragment>, record: AnyRecord_MarketingEmail_Fragment | null, change: ChangeFragment | null };

export type ContentSettingsSuccessFragment = { cursor: string, warnings: Array<FindingFragment>, record: AnyRecord_ContentSettings_Fragment | null, change: ChangeFragment | null };

export type LeadScoringModelSuccessFragment = { cursor: string, warnings: Array<FindingFragment>, record: AnyRecord_LeadScoringModel_Fragment | null, change: ChangeFragment | null };

export type SegmentSuccessFragment = { cursor: string, warnings: Array<FindingFragment>, record: AnyRecord_Segment_Fragment | null, change: ChangeFragment | null };

export type MarketingPageSuccessFragment = { cursor: string, warnings: Array<FindingFragment>, record: AnyRecord_MarketingPage_Fragment | null, change: ChangeFragment | null };

export type MarketingFormSuccessFragment = { cursor: string, warnings: Array<FindingFragment>, record: AnyRecord_MarketingForm_Fragment | null, change: ChangeFragment | null };

export type EventSuccessFragment = { cursor: string, warnings: Array<FindingFragment>, record: AnyRecord_Event_Fragment | null, change: ChangeFragment | null };

export type EventSessionSuccessFragment = { cursor: string, warnings: Array<FindingFragment>, record: AnyRecord_EventSession_Fragment | null, change: ChangeFragment | null };

export type EventTrackSuccessFragment = { cursor: string, warnings: Array<FindingFragment>, record: AnyRecord_EventTrack_Fragment | null, change: ChangeFragment | null };

export type ActionSuccessFragment = { cursor: string, record:
    | AnyRecord_AudienceJourney_Fragment
    | AnyRecord_ContentSettings_Fragment
    | AnyRecord_CustomerJourney_Fragment
    | AnyRecord_Event_Fragment
    | AnyRecord_EventSession_Fragment
    | AnyRecord_EventTrack_Fragment
    | AnyRecord_LeadScoringModel_Fragment
    | AnyRecord_MarketingEmail_Fragment
    | AnyRecord_MarketingForm_Fragment
    | AnyRecord_MarketingPage_Fragment
    | AnyRecord_RealTimeJourney_Fragment
    | AnyRecord_Segment_Fragment
   | null, template: { id: string, name: string, type: RecordType, content: { [name: string]: unknown }, createdAt: string, createdBy: string | null } | null, change: ChangeFragment | null, warnings: Array<FindingFragment> };

export type ViewSuccessFragment = { view: { id: string, name: string, system: boolean, filter: { [name: string]: unknown }, createdAt: string | null, createdBy: string | null, orderBy: { field: RecordOrderField, direction: OrderDirection } | null, counts: Array<{ type: RecordType, status: Status, statusReason: StatusReason | null, publishStatus: PublishStatus | null, count: number }> } | null };

export type DeleteSuccessFragment = { id: string };

export type ContactSuccessFragment = { contact: { id: string, email: string | null, firstName: string | null, lastName: string | null, status: Status, attributes: { [name: string]: unknown }, suppressedReason: string | null, createdAt: string, updatedAt: string, consent: Array<{ channel: string, purpose: string, state: ConsentState }> } | null };

export type TrackEventSuccessFragment = { duplicate: boolean, event: { id: string, name: string, at: string, properties: { [name: string]: unknown }, clientKey: string | null, contact: { id: string, email: string | null, firstName: string | null, lastName: string | null, status: Status, attributes: { [name: string]: unknown }, suppressedReason: string | null, createdAt: string, updatedAt: string } | null } | null };

export type LeadSuccessFragment = { lead: { id: string, name: string, source: LeadSource, createdAt: string, contact: { id: string, email: string | null, firstName: string | null, lastName: string | null, status: Status, attributes: { [name: string]: unknown }, suppressedReason: string | null, createdAt: string, updatedAt: string } | null, scores: Array<{ score: number, grade: string | null, salesReady: boolean, at: string }> } | null };

export type TokenSuccessFragment = { secret: string, token: { id: string, name: string, role: Role, createdAt: string, createdBy: string | null, expiresAt: string | null, revokedAt: string | null } | null };

export type TokenFragment = { id: string, name: string, role: Role, createdAt: string, createdBy: string | null, expiresAt: string | null, revokedAt: string | null };

export type SetLiveServiceSuccessFragment = { secret: string, service: { type: RecordType, url: string, setBy: string | null, setAt: string } };

export type RemoveLiveServiceSuccessFragment = { type: RecordType };

export type TestEmailSuccessFragment = { mails: Array<{ id: string, status: MailStatus, reason: string | null, detail: string | null, emailVersion: number | null, journeyVersion: number | null, stepId: string | null, address: string | null, test: boolean, queuedAt: string, dueAt: string | null, expiresAt: string | null, triedAt: string | null, tries: number, sentAt: string | null, deliveredAt: string | null, openedAt: string | null, clickedAt: string | null, bouncedAt: string | null, bounce: Bounce | null, complainedAt: string | null, unsubscribedAt: string | null, messageId: string, email:
      | AnyRecord_AudienceJourney_Fragment
      | AnyRecord_ContentSettings_Fragment
      | AnyRecord_CustomerJourney_Fragment
      | AnyRecord_Event_Fragment
      | AnyRecord_EventSession_Fragment
      | AnyRecord_EventTrack_Fragment
      | AnyRecord_LeadScoringModel_Fragment
      | AnyRecord_MarketingEmail_Fragment
      | AnyRecord_MarketingForm_Fragment
      | AnyRecord_MarketingPage_Fragment
      | AnyRecord_RealTimeJourney_Fragment
      | AnyRecord_Segment_Fragment
     | null, journey:
      | AnyRecord_AudienceJourney_Fragment
      | AnyRecord_ContentSettings_Fragment
      | AnyRecord_CustomerJourney_Fragment
      | AnyRecord_Event_Fragment
      | AnyRecord_EventSession_Fragment
      | AnyRecord_EventTrack_Fragment
      | AnyRecord_LeadScoringModel_Fragment
      | AnyRecord_MarketingEmail_Fragment
      | AnyRecord_MarketingForm_Fragment
      | AnyRecord_MarketingPage_Fragment
      | AnyRecord_RealTimeJourney_Fragment
      | AnyRecord_Segment_Fragment
     | null, contact: { id: string, email: string | null, firstName: string | null, lastName: string | null, status: Status, attributes: { [name: string]: unknown }, suppressedReason: string | null, createdAt: string, updatedAt: string } | null, content: { subject: string, html: string, text: string } | null }> };

export type MailSuccessFragment = { mail: { id: string, status: MailStatus, reason: string | null, detail: string | null, emailVersion: number | null, journeyVersion: number | null, stepId: string | null, address: string | null, test: boolean, queuedAt: string, dueAt: string | null, expiresAt: string | null, triedAt: string | null, tries: number, sentAt: string | null, deliveredAt: string | null, openedAt: string | null, clickedAt: string | null, bouncedAt: string | null, bounce: Bounce | null, complainedAt: string | null, unsubscribedAt: string | null, messageId: string, email:
      | AnyRecord_AudienceJourney_Fragment
      | AnyRecord_ContentSettings_Fragment
      | AnyRecord_CustomerJourney_Fragment
      | AnyRecord_Event_Fragment
      | AnyRecord_EventSession_Fragment
      | AnyRecord_EventTrack_Fragment
      | AnyRecord_LeadScoringModel_Fragment
      | AnyRecord_MarketingEmail_Fragment
      | AnyRecord_MarketingForm_Fragment
      | AnyRecord_MarketingPage_Fragment
      | AnyRecord_RealTimeJourney_Fragment
      | AnyRecord_Segment_Fragment
     | null, journey:
      | AnyRecord_AudienceJourney_Fragment
      | AnyRecord_ContentSettings_Fragment
      | AnyRecord_CustomerJourney_Fragment
      | AnyRecord_Event_Fragment
      | AnyRecord_EventSession_Fragment
      | AnyRecord_EventTrack_Fragment
      | AnyRecord_LeadScoringModel_Fragment
      | AnyRecord_MarketingEmail_Fragment
      | AnyRecord_MarketingForm_Fragment
      | AnyRecord_MarketingPage_Fragment
      | AnyRecord_RealTimeJourney_Fragment
      | AnyRecord_Segment_Fragment
     | null, contact: { id: string, email: string | null, firstName: string | null, lastName: string | null, status: Status, attributes: { [name: string]: unknown }, suppressedReason: string | null, createdAt: string, updatedAt: string } | null, content: { subject: string, html: string, text: string } | null } | null };

export type ReportSuccessFragment = { reports: Array<{ kind: ReportKind, bounce: Bounce | null, detail: string | null, mail: { id: string, status: MailStatus, reason: string | null, detail: string | null, emailVersion: number | null, journeyVersion: number | null, stepId: string | null, address: string | null, test: boolean, queuedAt: string, dueAt: string | null, expiresAt: string | null, triedAt: string | null, tries: number, sentAt: string | null, deliveredAt: string | null, openedAt: string | null, clickedAt: string | null, bouncedAt: string | null, bounce: Bounce | null, complainedAt: string | null, unsubscribedAt: string | null, messageId: string } | null }> };

export type CreateCustomerJourneyMutationVariables = Exact<{
  input: CreateCustomerJourneyInput;
  idempotencyKey?: string | null | undefined;
}>;


export type CreateCustomerJourneyMutation = { createCustomerJourney:
    | (
      { __typename: 'CustomerJourneySuccess' }
      & CustomerJourneySuccessFragment
    )
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
   | null };

export type CreateRealTimeJourneyMutationVariables = Exact<{
  input: CreateRealTimeJourneyInput;
  idempotencyKey?: string | null | undefined;
}>;


export type CreateRealTimeJourneyMutation = { createRealTimeJourney:
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
    | (
      { __typename: 'RealTimeJourneySuccess' }
      & RealTimeJourneySuccessFragment
    )
   | null };

export type CreateAudienceJourneyMutationVariables = Exact<{
  input: CreateAudienceJourneyInput;
  idempotencyKey?: string | null | undefined;
}>;


export type CreateAudienceJourneyMutation = { createAudienceJourney:
    | (
      { __typename: 'AudienceJourneySuccess' }
      & AudienceJourneySuccessFragment
    )
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
   | null };

export type CreateMarketingEmailMutationVariables = Exact<{
  input: CreateMarketingEmailInput;
  idempotencyKey?: string | null | undefined;
}>;


export type CreateMarketingEmailMutation = { createMarketingEmail:
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
    | (
      { __typename: 'MarketingEmailSuccess' }
      & MarketingEmailSuccessFragment
    )
   | null };

export type CreateContentSettingsMutationVariables = Exact<{
  input: CreateContentSettingsInput;
  idempotencyKey?: string | null | undefined;
}>;


export type CreateContentSettingsMutation = { createContentSettings:
    | (
      { __typename: 'ContentSettingsSuccess' }
      & ContentSettingsSuccessFragment
    )
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
   | null };

export type CreateLeadScoringModelMutationVariables = Exact<{
  input: CreateLeadScoringModelInput;
  idempotencyKey?: string | null | undefined;
}>;


export type CreateLeadScoringModelMutation = { createLeadScoringModel:
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
    | (
      { __typename: 'LeadScoringModelSuccess' }
      & LeadScoringModelSuccessFragment
    )
   | null };

export type CreateSegmentMutationVariables = Exact<{
  input: CreateSegmentInput;
  idempotencyKey?: string | null | undefined;
}>;


export type CreateSegmentMutation = { createSegment:
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
    | (
      { __typename: 'SegmentSuccess' }
      & SegmentSuccessFragment
    )
   | null };

export type CreateMarketingPageMutationVariables = Exact<{
  input: CreateMarketingPageInput;
  idempotencyKey?: string | null | undefined;
}>;


export type CreateMarketingPageMutation = { createMarketingPage:
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
    | (
      { __typename: 'MarketingPageSuccess' }
      & MarketingPageSuccessFragment
    )
   | null };

export type CreateMarketingFormMutationVariables = Exact<{
  input: CreateMarketingFormInput;
  idempotencyKey?: string | null | undefined;
}>;


export type CreateMarketingFormMutation = { createMarketingForm:
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
    | (
      { __typename: 'MarketingFormSuccess' }
      & MarketingFormSuccessFragment
    )
   | null };

export type CreateEventMutationVariables = Exact<{
  input: CreateEventInput;
  idempotencyKey?: string | null | undefined;
}>;


export type CreateEventMutation = { createEvent:
    | (
      { __typename: 'EventSuccess' }
      & EventSuccessFragment
    )
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
   | null };

export type CreateEventSessionMutationVariables = Exact<{
  input: CreateEventSessionInput;
  idempotencyKey?: string | null | undefined;
}>;


export type CreateEventSessionMutation = { createEventSession:
    | (
      { __typename: 'EventSessionSuccess' }
      & EventSessionSuccessFragment
    )
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
   | null };

export type CreateEventTrackMutationVariables = Exact<{
  input: CreateEventTrackInput;
  idempotencyKey?: string | null | undefined;
}>;


export type CreateEventTrackMutation = { createEventTrack:
    | (
      { __typename: 'EventTrackSuccess' }
      & EventTrackSuccessFragment
    )
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
   | null };

export type UpdateCustomerJourneyMutationVariables = Exact<{
  id: string;
  input: UpdateCustomerJourneyInput;
  expectedRevision?: number | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type UpdateCustomerJourneyMutation = { updateCustomerJourney:
    | (
      { __typename: 'CustomerJourneySuccess' }
      & CustomerJourneySuccessFragment
    )
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
   | null };

export type UpdateRealTimeJourneyMutationVariables = Exact<{
  id: string;
  input: UpdateRealTimeJourneyInput;
  expectedRevision?: number | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type UpdateRealTimeJourneyMutation = { updateRealTimeJourney:
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
    | (
      { __typename: 'RealTimeJourneySuccess' }
      & RealTimeJourneySuccessFragment
    )
   | null };

export type UpdateAudienceJourneyMutationVariables = Exact<{
  id: string;
  input: UpdateAudienceJourneyInput;
  expectedRevision?: number | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type UpdateAudienceJourneyMutation = { updateAudienceJourney:
    | (
      { __typename: 'AudienceJourneySuccess' }
      & AudienceJourneySuccessFragment
    )
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
   | null };

export type UpdateMarketingEmailMutationVariables = Exact<{
  id: string;
  input: UpdateMarketingEmailInput;
  expectedRevision?: number | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type UpdateMarketingEmailMutation = { updateMarketingEmail:
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
    | (
      { __typename: 'MarketingEmailSuccess' }
      & MarketingEmailSuccessFragment
    )
   | null };

export type UpdateContentSettingsMutationVariables = Exact<{
  id: string;
  input: UpdateContentSettingsInput;
  expectedRevision?: number | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type UpdateContentSettingsMutation = { updateContentSettings:
    | (
      { __typename: 'ContentSettingsSuccess' }
      & ContentSettingsSuccessFragment
    )
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
   | null };

export type UpdateLeadScoringModelMutationVariables = Exact<{
  id: string;
  input: UpdateLeadScoringModelInput;
  expectedRevision?: number | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type UpdateLeadScoringModelMutation = { updateLeadScoringModel:
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
    | (
      { __typename: 'LeadScoringModelSuccess' }
      & LeadScoringModelSuccessFragment
    )
   | null };

export type UpdateSegmentMutationVariables = Exact<{
  id: string;
  input: UpdateSegmentInput;
  expectedRevision?: number | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type UpdateSegmentMutation = { updateSegment:
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
    | (
      { __typename: 'SegmentSuccess' }
      & SegmentSuccessFragment
    )
   | null };

export type UpdateMarketingPageMutationVariables = Exact<{
  id: string;
  input: UpdateMarketingPageInput;
  expectedRevision?: number | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type UpdateMarketingPageMutation = { updateMarketingPage:
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
    | (
      { __typename: 'MarketingPageSuccess' }
      & MarketingPageSuccessFragment
    )
   | null };

export type UpdateMarketingFormMutationVariables = Exact<{
  id: string;
  input: UpdateMarketingFormInput;
  expectedRevision?: number | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type UpdateMarketingFormMutation = { updateMarketingForm:
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
    | (
      { __typename: 'MarketingFormSuccess' }
      & MarketingFormSuccessFragment
    )
   | null };

export type UpdateEventMutationVariables = Exact<{
  id: string;
  input: UpdateEventInput;
  expectedRevision?: number | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type UpdateEventMutation = { updateEvent:
    | (
      { __typename: 'EventSuccess' }
      & EventSuccessFragment
    )
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
   | null };

export type UpdateEventSessionMutationVariables = Exact<{
  id: string;
  input: UpdateEventSessionInput;
  expectedRevision?: number | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type UpdateEventSessionMutation = { updateEventSession:
    | (
      { __typename: 'EventSessionSuccess' }
      & EventSessionSuccessFragment
    )
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
   | null };

export type UpdateEventTrackMutationVariables = Exact<{
  id: string;
  input: UpdateEventTrackInput;
  expectedRevision?: number | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type UpdateEventTrackMutation = { updateEventTrack:
    | (
      { __typename: 'EventTrackSuccess' }
      & EventTrackSuccessFragment
    )
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
   | null };

export type GoLiveMutationVariables = Exact<{
  id: string;
  expectedRevision?: number | null | undefined;
  confirm?: boolean | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type GoLiveMutation = { goLive:
    | (
      { __typename: 'ActionSuccess' }
      & ActionSuccessFragment
    )
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
   | null };

export type EditMutationVariables = Exact<{
  id: string;
  expectedRevision?: number | null | undefined;
  confirm?: boolean | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type EditMutation = { edit:
    | (
      { __typename: 'ActionSuccess' }
      & ActionSuccessFragment
    )
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
   | null };

export type DiscardMutationVariables = Exact<{
  id: string;
  expectedRevision?: number | null | undefined;
  confirm?: boolean | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type DiscardMutation = { discard:
    | (
      { __typename: 'ActionSuccess' }
      & ActionSuccessFragment
    )
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
   | null };

export type ActivateMutationVariables = Exact<{
  id: string;
  expectedRevision?: number | null | undefined;
  confirm?: boolean | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type ActivateMutation = { activate:
    | (
      { __typename: 'ActionSuccess' }
      & ActionSuccessFragment
    )
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
   | null };

export type DeactivateMutationVariables = Exact<{
  id: string;
  expectedRevision?: number | null | undefined;
  confirm?: boolean | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type DeactivateMutation = { deactivate:
    | (
      { __typename: 'ActionSuccess' }
      & ActionSuccessFragment
    )
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
   | null };

export type ResumeMutationVariables = Exact<{
  id: string;
  expectedRevision?: number | null | undefined;
  confirm?: boolean | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type ResumeMutation = { resume:
    | (
      { __typename: 'ActionSuccess' }
      & ActionSuccessFragment
    )
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
   | null };

export type RunNowMutationVariables = Exact<{
  id: string;
  expectedRevision?: number | null | undefined;
  confirm?: boolean | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type RunNowMutation = { runNow:
    | (
      { __typename: 'ActionSuccess' }
      & ActionSuccessFragment
    )
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
   | null };

export type FullRunMutationVariables = Exact<{
  id: string;
  expectedRevision?: number | null | undefined;
  confirm?: boolean | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type FullRunMutation = { fullRun:
    | (
      { __typename: 'ActionSuccess' }
      & ActionSuccessFragment
    )
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
   | null };

export type RevertMutationVariables = Exact<{
  id: string;
  expectedRevision?: number | null | undefined;
  confirm?: boolean | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type RevertMutation = { revert:
    | (
      { __typename: 'ActionSuccess' }
      & ActionSuccessFragment
    )
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
   | null };

export type DeleteMutationVariables = Exact<{
  id: string;
  expectedRevision?: number | null | undefined;
  confirm?: boolean | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type DeleteMutation = { delete:
    | (
      { __typename: 'ActionSuccess' }
      & ActionSuccessFragment
    )
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
   | null };

export type StopMutationVariables = Exact<{
  id: string;
  version?: number | null | undefined;
  expectedRevision?: number | null | undefined;
  confirm?: boolean | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type StopMutation = { stop:
    | (
      { __typename: 'ActionSuccess' }
      & ActionSuccessFragment
    )
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
   | null };

export type SaveMutationVariables = Exact<{
  id: string;
  comment?: string | null | undefined;
  expectedRevision?: number | null | undefined;
  confirm?: boolean | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type SaveMutation = { save:
    | (
      { __typename: 'ActionSuccess' }
      & ActionSuccessFragment
    )
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
   | null };

export type PauseMutationVariables = Exact<{
  id: string;
  resumeAt?: string | null | undefined;
  expectedRevision?: number | null | undefined;
  confirm?: boolean | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type PauseMutation = { pause:
    | (
      { __typename: 'ActionSuccess' }
      & ActionSuccessFragment
    )
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
   | null };

export type CopyMutationVariables = Exact<{
  id: string;
  name?: string | null | undefined;
  expectedRevision?: number | null | undefined;
  confirm?: boolean | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type CopyMutation = { copy:
    | (
      { __typename: 'ActionSuccess' }
      & ActionSuccessFragment
    )
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
   | null };

export type SaveAsTemplateMutationVariables = Exact<{
  id: string;
  name?: string | null | undefined;
  expectedRevision?: number | null | undefined;
  confirm?: boolean | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type SaveAsTemplateMutation = { saveAsTemplate:
    | (
      { __typename: 'ActionSuccess' }
      & ActionSuccessFragment
    )
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
   | null };

export type SetPublishStatusMutationVariables = Exact<{
  id: string;
  publishStatus: PublishStatus;
  expectedRevision?: number | null | undefined;
  confirm?: boolean | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type SetPublishStatusMutation = { setPublishStatus:
    | (
      { __typename: 'ActionSuccess' }
      & ActionSuccessFragment
    )
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
   | null };

export type RestoreVersionMutationVariables = Exact<{
  id: string;
  versionId: string;
  expectedRevision?: number | null | undefined;
  confirm?: boolean | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type RestoreVersionMutation = { restoreVersion:
    | (
      { __typename: 'ActionSuccess' }
      & ActionSuccessFragment
    )
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
   | null };

export type ScheduleMutationVariables = Exact<{
  id: string;
  action: Action;
  at: string;
  expectedRevision?: number | null | undefined;
  confirm?: boolean | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type ScheduleMutation = { schedule:
    | (
      { __typename: 'ActionSuccess' }
      & ActionSuccessFragment
    )
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
   | null };

export type UnscheduleMutationVariables = Exact<{
  id: string;
  action: Action;
  expectedRevision?: number | null | undefined;
  confirm?: boolean | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type UnscheduleMutation = { unschedule:
    | (
      { __typename: 'ActionSuccess' }
      & ActionSuccessFragment
    )
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
   | null };

export type CreateViewMutationVariables = Exact<{
  input: CreateViewInput;
}>;


export type CreateViewMutation = { createView:
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
    | (
      { __typename: 'ViewSuccess' }
      & ViewSuccessFragment
    )
   | null };

export type UpdateViewMutationVariables = Exact<{
  id: string;
  input: UpdateViewInput;
}>;


export type UpdateViewMutation = { updateView:
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
    | (
      { __typename: 'ViewSuccess' }
      & ViewSuccessFragment
    )
   | null };

export type DeleteViewMutationVariables = Exact<{
  id: string;
}>;


export type DeleteViewMutation = { deleteView:
    | (
      { __typename: 'DeleteSuccess' }
      & DeleteSuccessFragment
    )
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
   | null };

export type CreateFromTemplateMutationVariables = Exact<{
  templateId: string;
  name?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type CreateFromTemplateMutation = { createFromTemplate:
    | (
      { __typename: 'ActionSuccess' }
      & ActionSuccessFragment
    )
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
   | null };

export type DeleteTemplateMutationVariables = Exact<{
  id: string;
}>;


export type DeleteTemplateMutation = { deleteTemplate: DeleteSuccessFragment | null };

export type CreateContactMutationVariables = Exact<{
  input: ContactInput;
}>;


export type CreateContactMutation = { createContact:
    | (
      { __typename: 'ContactSuccess' }
      & ContactSuccessFragment
    )
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
   | null };

export type UpdateContactMutationVariables = Exact<{
  id: string;
  input: ContactInput;
}>;


export type UpdateContactMutation = { updateContact:
    | (
      { __typename: 'ContactSuccess' }
      & ContactSuccessFragment
    )
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
   | null };

export type EraseContactMutationVariables = Exact<{
  id: string;
}>;


export type EraseContactMutation = { eraseContact: DeleteSuccessFragment | null };

export type TrackEventMutationVariables = Exact<{
  input: TrackEventInput;
}>;


export type TrackEventMutation = { trackEvent:
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
    | (
      { __typename: 'TrackEventSuccess' }
      & TrackEventSuccessFragment
    )
   | null };

export type TrackEventsMutationVariables = Exact<{
  events: Array<TrackEventInput> | TrackEventInput;
}>;


export type TrackEventsMutation = { trackEvents: Array<
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
    | (
      { __typename: 'TrackEventSuccess' }
      & TrackEventSuccessFragment
    )
  > | null };

export type CreateLeadMutationVariables = Exact<{
  input: CreateLeadInput;
}>;


export type CreateLeadMutation = { createLead:
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
    | (
      { __typename: 'LeadSuccess' }
      & LeadSuccessFragment
    )
   | null };

export type DeleteLeadMutationVariables = Exact<{
  id: string;
}>;


export type DeleteLeadMutation = { deleteLead: DeleteSuccessFragment | null };

export type CreateTokenMutationVariables = Exact<{
  name: string;
  role: Role;
  expiresAt?: string | null | undefined;
}>;


export type CreateTokenMutation = { createToken:
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
    | (
      { __typename: 'TokenSuccess' }
      & TokenSuccessFragment
    )
   | null };

export type RevokeTokenMutationVariables = Exact<{
  id: string;
}>;


export type RevokeTokenMutation = { revokeToken: TokenFragment | null };

export type SetLiveServiceMutationVariables = Exact<{
  type: RecordType;
  url: string;
  secret?: string | null | undefined;
}>;


export type SetLiveServiceMutation = { setLiveService: SetLiveServiceSuccessFragment | null };

export type RemoveLiveServiceMutationVariables = Exact<{
  type: RecordType;
}>;


export type RemoveLiveServiceMutation = { removeLiveService: RemoveLiveServiceSuccessFragment | null };

export type GoLiveAllMutationVariables = Exact<{
  ids: Array<string> | string;
  confirm?: boolean | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type GoLiveAllMutation = { goLiveAll: BulkFragment | null };

export type PerformActionMutationVariables = Exact<{
  action: Action;
  filter?: RecordFilter | null | undefined;
  confirm?: boolean | null | undefined;
  dryRun?: boolean | null | undefined;
  all?: boolean | null | undefined;
  idempotencyKey?: string | null | undefined;
}>;


export type PerformActionMutation = { performAction: BulkFragment | null };

export type CancelBulkOperationMutationVariables = Exact<{
  id: string;
}>;


export type CancelBulkOperationMutation = { cancelBulkOperation: BulkFragment | null };

export type SendTestEmailMutationVariables = Exact<{
  id: string;
  to: Array<string> | string;
  contactId?: string | null | undefined;
  contentSettingsId?: string | null | undefined;
}>;


export type SendTestEmailMutation = { sendTestEmail:
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
    | (
      { __typename: 'TestEmailSuccess' }
      & TestEmailSuccessFragment
    )
   | null };

export type ResendMailMutationVariables = Exact<{
  id: string;
}>;


export type ResendMailMutation = { resendMail:
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
    | (
      { __typename: 'MailSuccess' }
      & MailSuccessFragment
    )
   | null };

export type SettleMailMutationVariables = Exact<{
  id: string;
  status: MailStatus;
}>;


export type SettleMailMutation = { settleMail:
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
    | (
      { __typename: 'MailSuccess' }
      & MailSuccessFragment
    )
   | null };

export type ReportBounceMutationVariables = Exact<{
  id: string;
  kind?: Bounce | null | undefined;
  detail?: string | null | undefined;
}>;


export type ReportBounceMutation = { reportBounce:
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
    | (
      { __typename: 'MailSuccess' }
      & MailSuccessFragment
    )
   | null };

export type ReportComplaintMutationVariables = Exact<{
  id: string;
}>;


export type ReportComplaintMutation = { reportComplaint:
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
    | (
      { __typename: 'MailSuccess' }
      & MailSuccessFragment
    )
   | null };

export type ReceiveReportMutationVariables = Exact<{
  message: string;
}>;


export type ReceiveReportMutation = { receiveReport:
    | (
      { __typename: 'GuardError' }
      & RefusalFragment
    )
    | (
      { __typename: 'ReportSuccess' }
      & ReportSuccessFragment
    )
   | null };

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { viewer: { name: string, role: Role, workspace: string, cursor: string } };

export type RecordQueryVariables = Exact<{
  id: string;
  atLeast?: string | null | undefined;
}>;


export type RecordQuery = { record:
    | AnyRecord_AudienceJourney_Fragment
    | AnyRecord_ContentSettings_Fragment
    | AnyRecord_CustomerJourney_Fragment
    | AnyRecord_Event_Fragment
    | AnyRecord_EventSession_Fragment
    | AnyRecord_EventTrack_Fragment
    | AnyRecord_LeadScoringModel_Fragment
    | AnyRecord_MarketingEmail_Fragment
    | AnyRecord_MarketingForm_Fragment
    | AnyRecord_MarketingPage_Fragment
    | AnyRecord_RealTimeJourney_Fragment
    | AnyRecord_Segment_Fragment
   | null };

export type RecordsQueryVariables = Exact<{
  filter?: RecordFilter | null | undefined;
  orderBy?: RecordOrder | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  atLeast?: string | null | undefined;
}>;


export type RecordsQuery = { records: { totalCount: number, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null }, nodes: Array<
      | AnyRecord_AudienceJourney_Fragment
      | AnyRecord_ContentSettings_Fragment
      | AnyRecord_CustomerJourney_Fragment
      | AnyRecord_Event_Fragment
      | AnyRecord_EventSession_Fragment
      | AnyRecord_EventTrack_Fragment
      | AnyRecord_LeadScoringModel_Fragment
      | AnyRecord_MarketingEmail_Fragment
      | AnyRecord_MarketingForm_Fragment
      | AnyRecord_MarketingPage_Fragment
      | AnyRecord_RealTimeJourney_Fragment
      | AnyRecord_Segment_Fragment
    > } };

export type StatusHistoryQueryVariables = Exact<{
  filter?: RecordFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type StatusHistoryQuery = { statusHistory: { totalCount: number, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null }, nodes: Array<ChangeFragment> } };

export type StatusChangedSubscriptionVariables = Exact<{
  filter?: RecordFilter | null | undefined;
  after?: string | null | undefined;
}>;


export type StatusChangedSubscription = { statusChanged: ChangeFragment };

export const ProgressFragmentDoc = gql`
    fragment Progress on Progress {
  recordId
  version
  phase
  done
  total
  startedAt
  deadline
  attempt
  lastError
}
    `;
export const AnyRecordFragmentDoc = gql`
    fragment AnyRecord on Publishable {
  __typename
  id
  type
  name
  ownerId
  status
  statusReason
  publishStatus
  isLive
  revision
  createdAt
  updatedAt
  liveSince
  resumeAt
  expiresAt
  lastError
  hasWorkingCopy
  allowedActions
  progress {
    ...Progress
  }
}
    ${ProgressFragmentDoc}`;
export const FindingFragmentDoc = gql`
    fragment Finding on Finding {
  code
  severity
  message
  path
  stepId
}
    `;
export const RefusalFragmentDoc = gql`
    fragment Refusal on GuardError {
  code
  message
  action
  record {
    ...AnyRecord
  }
  allowedActions
  findings {
    ...Finding
  }
  blockedBy {
    ...AnyRecord
  }
  confirmable
}
    ${AnyRecordFragmentDoc}
${FindingFragmentDoc}`;
export const BulkFragmentDoc = gql`
    fragment Bulk on BulkOperation {
  id
  status
  action
  dryRun
  done
  total
  actor
  createdAt
  finishedAt
  items(first: 100) {
    totalCount
    nodes {
      recordId
      recordType
      status
      code
      message
    }
  }
}
    `;
export const ChangeFragmentDoc = gql`
    fragment Change on StatusChange {
  id
  cursor
  at
  kind
  recordId
  recordType
  recordName
  revision
  version
  action
  actor
  cause
  fromStatus
  fromStatusReason
  fromPublishStatus
  toStatus
  toStatusReason
  toPublishStatus
  error
  findings {
    ...Finding
  }
}
    ${FindingFragmentDoc}`;
export const CustomerJourneySuccessFragmentDoc = gql`
    fragment CustomerJourneySuccess on CustomerJourneySuccess {
  cursor
  warnings {
    ...Finding
  }
  record {
    ...AnyRecord
  }
  change {
    ...Change
  }
}
    ${FindingFragmentDoc}
${AnyRecordFragmentDoc}
${ChangeFragmentDoc}`;
export const RealTimeJourneySuccessFragmentDoc = gql`
    fragment RealTimeJourneySuccess on RealTimeJourneySuccess {
  cursor
  warnings {
    ...Finding
  }
  record {
    ...AnyRecord
  }
  change {
    ...Change
  }
}
    ${FindingFragmentDoc}
${AnyRecordFragmentDoc}
${ChangeFragmentDoc}`;
export const AudienceJourneySuccessFragmentDoc = gql`
    fragment AudienceJourneySuccess on AudienceJourneySuccess {
  cursor
  warnings {
    ...Finding
  }
  record {
    ...AnyRecord
  }
  change {
    ...Change
  }
}
    ${FindingFragmentDoc}
${AnyRecordFragmentDoc}
${ChangeFragmentDoc}`;
export const MarketingEmailSuccessFragmentDoc = gql`
    fragment MarketingEmailSuccess on MarketingEmailSuccess {
  cursor
  warnings {
    ...Finding
  }
  record {
    ...AnyRecord
  }
  change {
    ...Change
  }
}
    ${FindingFragmentDoc}
${AnyRecordFragmentDoc}
${ChangeFragmentDoc}`;
export const ContentSettingsSuccessFragmentDoc = gql`
    fragment ContentSettingsSuccess on ContentSettingsSuccess {
  cursor
  warnings {
    ...Finding
  }
  record {
    ...AnyRecord
  }
  change {
    ...Change
  }
}
    ${FindingFragmentDoc}
${AnyRecordFragmentDoc}
${ChangeFragmentDoc}`;
export const LeadScoringModelSuccessFragmentDoc = gql`
    fragment LeadScoringModelSuccess on LeadScoringModelSuccess {
  cursor
  warnings {
    ...Finding
  }
  record {
    ...AnyRecord
  }
  change {
    ...Change
  }
}
    ${FindingFragmentDoc}
${AnyRecordFragmentDoc}
${ChangeFragmentDoc}`;
export const SegmentSuccessFragmentDoc = gql`
    fragment SegmentSuccess on SegmentSuccess {
  cursor
  warnings {
    ...Finding
  }
  record {
    ...AnyRecord
  }
  change {
    ...Change
  }
}
    ${FindingFragmentDoc}
${AnyRecordFragmentDoc}
${ChangeFragmentDoc}`;
export const MarketingPageSuccessFragmentDoc = gql`
    fragment MarketingPageSuccess on MarketingPageSuccess {
  cursor
  warnings {
    ...Finding
  }
  record {
    ...AnyRecord
  }
  change {
    ...Change
  }
}
    ${FindingFragmentDoc}
${AnyRecordFragmentDoc}
${ChangeFragmentDoc}`;
export const MarketingFormSuccessFragmentDoc = gql`
    fragment MarketingFormSuccess on MarketingFormSuccess {
  cursor
  warnings {
    ...Finding
  }
  record {
    ...AnyRecord
  }
  change {
    ...Change
  }
}
    ${FindingFragmentDoc}
${AnyRecordFragmentDoc}
${ChangeFragmentDoc}`;
export const EventSuccessFragmentDoc = gql`
    fragment EventSuccess on EventSuccess {
  cursor
  warnings {
    ...Finding
  }
  record {
    ...AnyRecord
  }
  change {
    ...Change
  }
}
    ${FindingFragmentDoc}
${AnyRecordFragmentDoc}
${ChangeFragmentDoc}`;
export const EventSessionSuccessFragmentDoc = gql`
    fragment EventSessionSuccess on EventSessionSuccess {
  cursor
  warnings {
    ...Finding
  }
  record {
    ...AnyRecord
  }
  change {
    ...Change
  }
}
    ${FindingFragmentDoc}
${AnyRecordFragmentDoc}
${ChangeFragmentDoc}`;
export const EventTrackSuccessFragmentDoc = gql`
    fragment EventTrackSuccess on EventTrackSuccess {
  cursor
  warnings {
    ...Finding
  }
  record {
    ...AnyRecord
  }
  change {
    ...Change
  }
}
    ${FindingFragmentDoc}
${AnyRecordFragmentDoc}
${ChangeFragmentDoc}`;
export const ActionSuccessFragmentDoc = gql`
    fragment ActionSuccess on ActionSuccess {
  record {
    ...AnyRecord
  }
  template {
    id
    name
    type
    content
    createdAt
    createdBy
  }
  change {
    ...Change
  }
  cursor
  warnings {
    ...Finding
  }
}
    ${AnyRecordFragmentDoc}
${ChangeFragmentDoc}
${FindingFragmentDoc}`;
export const ViewSuccessFragmentDoc = gql`
    fragment ViewSuccess on ViewSuccess {
  view {
    id
    name
    system
    filter
    orderBy {
      field
      direction
    }
    createdAt
    createdBy
    counts {
      type
      status
      statusReason
      publishStatus
      count
    }
  }
}
    `;
export const DeleteSuccessFragmentDoc = gql`
    fragment DeleteSuccess on DeleteSuccess {
  id
}
    `;
export const ContactSuccessFragmentDoc = gql`
    fragment ContactSuccess on ContactSuccess {
  contact {
    id
    email
    firstName
    lastName
    status
    attributes
    consent {
      channel
      purpose
      state
    }
    suppressedReason
    createdAt
    updatedAt
  }
}
    `;
export const TrackEventSuccessFragmentDoc = gql`
    fragment TrackEventSuccess on TrackEventSuccess {
  event {
    id
    name
    at
    properties
    clientKey
    contact {
      id
      email
      firstName
      lastName
      status
      attributes
      suppressedReason
      createdAt
      updatedAt
    }
  }
  duplicate
}
    `;
export const LeadSuccessFragmentDoc = gql`
    fragment LeadSuccess on LeadSuccess {
  lead {
    id
    name
    source
    createdAt
    contact {
      id
      email
      firstName
      lastName
      status
      attributes
      suppressedReason
      createdAt
      updatedAt
    }
    scores {
      score
      grade
      salesReady
      at
    }
  }
}
    `;
export const TokenSuccessFragmentDoc = gql`
    fragment TokenSuccess on TokenSuccess {
  token {
    id
    name
    role
    createdAt
    createdBy
    expiresAt
    revokedAt
  }
  secret
}
    `;
export const TokenFragmentDoc = gql`
    fragment Token on Token {
  id
  name
  role
  createdAt
  createdBy
  expiresAt
  revokedAt
}
    `;
export const SetLiveServiceSuccessFragmentDoc = gql`
    fragment SetLiveServiceSuccess on SetLiveServiceSuccess {
  service {
    type
    url
    setBy
    setAt
  }
  secret
}
    `;
export const RemoveLiveServiceSuccessFragmentDoc = gql`
    fragment RemoveLiveServiceSuccess on RemoveLiveServiceSuccess {
  type
}
    `;
export const TestEmailSuccessFragmentDoc = gql`
    fragment TestEmailSuccess on TestEmailSuccess {
  mails {
    id
    status
    reason
    detail
    email {
      ...AnyRecord
    }
    emailVersion
    journey {
      ...AnyRecord
    }
    journeyVersion
    stepId
    contact {
      id
      email
      firstName
      lastName
      status
      attributes
      suppressedReason
      createdAt
      updatedAt
    }
    address
    test
    queuedAt
    dueAt
    expiresAt
    triedAt
    tries
    sentAt
    deliveredAt
    openedAt
    clickedAt
    bouncedAt
    bounce
    complainedAt
    unsubscribedAt
    messageId
    content {
      subject
      html
      text
    }
  }
}
    ${AnyRecordFragmentDoc}`;
export const MailSuccessFragmentDoc = gql`
    fragment MailSuccess on MailSuccess {
  mail {
    id
    status
    reason
    detail
    email {
      ...AnyRecord
    }
    emailVersion
    journey {
      ...AnyRecord
    }
    journeyVersion
    stepId
    contact {
      id
      email
      firstName
      lastName
      status
      attributes
      suppressedReason
      createdAt
      updatedAt
    }
    address
    test
    queuedAt
    dueAt
    expiresAt
    triedAt
    tries
    sentAt
    deliveredAt
    openedAt
    clickedAt
    bouncedAt
    bounce
    complainedAt
    unsubscribedAt
    messageId
    content {
      subject
      html
      text
    }
  }
}
    ${AnyRecordFragmentDoc}`;
export const ReportSuccessFragmentDoc = gql`
    fragment ReportSuccess on ReportSuccess {
  reports {
    kind
    bounce
    detail
    mail {
      id
      status
      reason
      detail
      emailVersion
      journeyVersion
      stepId
      address
      test
      queuedAt
      dueAt
      expiresAt
      triedAt
      tries
      sentAt
      deliveredAt
      openedAt
      clickedAt
      bouncedAt
      bounce
      complainedAt
      unsubscribedAt
      messageId
    }
  }
}
    `;
export const CreateCustomerJourneyDocument = gql`
    mutation createCustomerJourney($input: CreateCustomerJourneyInput!, $idempotencyKey: String) {
  createCustomerJourney(input: $input, idempotencyKey: $idempotencyKey) {
    __typename
    ...CustomerJourneySuccess
    ...Refusal
  }
}
    ${CustomerJourneySuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const CreateRealTimeJourneyDocument = gql`
    mutation createRealTimeJourney($input: CreateRealTimeJourneyInput!, $idempotencyKey: String) {
  createRealTimeJourney(input: $input, idempotencyKey: $idempotencyKey) {
    __typename
    ...RealTimeJourneySuccess
    ...Refusal
  }
}
    ${RealTimeJourneySuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const CreateAudienceJourneyDocument = gql`
    mutation createAudienceJourney($input: CreateAudienceJourneyInput!, $idempotencyKey: String) {
  createAudienceJourney(input: $input, idempotencyKey: $idempotencyKey) {
    __typename
    ...AudienceJourneySuccess
    ...Refusal
  }
}
    ${AudienceJourneySuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const CreateMarketingEmailDocument = gql`
    mutation createMarketingEmail($input: CreateMarketingEmailInput!, $idempotencyKey: String) {
  createMarketingEmail(input: $input, idempotencyKey: $idempotencyKey) {
    __typename
    ...MarketingEmailSuccess
    ...Refusal
  }
}
    ${MarketingEmailSuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const CreateContentSettingsDocument = gql`
    mutation createContentSettings($input: CreateContentSettingsInput!, $idempotencyKey: String) {
  createContentSettings(input: $input, idempotencyKey: $idempotencyKey) {
    __typename
    ...ContentSettingsSuccess
    ...Refusal
  }
}
    ${ContentSettingsSuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const CreateLeadScoringModelDocument = gql`
    mutation createLeadScoringModel($input: CreateLeadScoringModelInput!, $idempotencyKey: String) {
  createLeadScoringModel(input: $input, idempotencyKey: $idempotencyKey) {
    __typename
    ...LeadScoringModelSuccess
    ...Refusal
  }
}
    ${LeadScoringModelSuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const CreateSegmentDocument = gql`
    mutation createSegment($input: CreateSegmentInput!, $idempotencyKey: String) {
  createSegment(input: $input, idempotencyKey: $idempotencyKey) {
    __typename
    ...SegmentSuccess
    ...Refusal
  }
}
    ${SegmentSuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const CreateMarketingPageDocument = gql`
    mutation createMarketingPage($input: CreateMarketingPageInput!, $idempotencyKey: String) {
  createMarketingPage(input: $input, idempotencyKey: $idempotencyKey) {
    __typename
    ...MarketingPageSuccess
    ...Refusal
  }
}
    ${MarketingPageSuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const CreateMarketingFormDocument = gql`
    mutation createMarketingForm($input: CreateMarketingFormInput!, $idempotencyKey: String) {
  createMarketingForm(input: $input, idempotencyKey: $idempotencyKey) {
    __typename
    ...MarketingFormSuccess
    ...Refusal
  }
}
    ${MarketingFormSuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const CreateEventDocument = gql`
    mutation createEvent($input: CreateEventInput!, $idempotencyKey: String) {
  createEvent(input: $input, idempotencyKey: $idempotencyKey) {
    __typename
    ...EventSuccess
    ...Refusal
  }
}
    ${EventSuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const CreateEventSessionDocument = gql`
    mutation createEventSession($input: CreateEventSessionInput!, $idempotencyKey: String) {
  createEventSession(input: $input, idempotencyKey: $idempotencyKey) {
    __typename
    ...EventSessionSuccess
    ...Refusal
  }
}
    ${EventSessionSuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const CreateEventTrackDocument = gql`
    mutation createEventTrack($input: CreateEventTrackInput!, $idempotencyKey: String) {
  createEventTrack(input: $input, idempotencyKey: $idempotencyKey) {
    __typename
    ...EventTrackSuccess
    ...Refusal
  }
}
    ${EventTrackSuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const UpdateCustomerJourneyDocument = gql`
    mutation updateCustomerJourney($id: ID!, $input: UpdateCustomerJourneyInput!, $expectedRevision: Int, $idempotencyKey: String) {
  updateCustomerJourney(
    id: $id
    input: $input
    expectedRevision: $expectedRevision
    idempotencyKey: $idempotencyKey
  ) {
    __typename
    ...CustomerJourneySuccess
    ...Refusal
  }
}
    ${CustomerJourneySuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const UpdateRealTimeJourneyDocument = gql`
    mutation updateRealTimeJourney($id: ID!, $input: UpdateRealTimeJourneyInput!, $expectedRevision: Int, $idempotencyKey: String) {
  updateRealTimeJourney(
    id: $id
    input: $input
    expectedRevision: $expectedRevision
    idempotencyKey: $idempotencyKey
  ) {
    __typename
    ...RealTimeJourneySuccess
    ...Refusal
  }
}
    ${RealTimeJourneySuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const UpdateAudienceJourneyDocument = gql`
    mutation updateAudienceJourney($id: ID!, $input: UpdateAudienceJourneyInput!, $expectedRevision: Int, $idempotencyKey: String) {
  updateAudienceJourney(
    id: $id
    input: $input
    expectedRevision: $expectedRevision
    idempotencyKey: $idempotencyKey
  ) {
    __typename
    ...AudienceJourneySuccess
    ...Refusal
  }
}
    ${AudienceJourneySuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const UpdateMarketingEmailDocument = gql`
    mutation updateMarketingEmail($id: ID!, $input: UpdateMarketingEmailInput!, $expectedRevision: Int, $idempotencyKey: String) {
  updateMarketingEmail(
    id: $id
    input: $input
    expectedRevision: $expectedRevision
    idempotencyKey: $idempotencyKey
  ) {
    __typename
    ...MarketingEmailSuccess
    ...Refusal
  }
}
    ${MarketingEmailSuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const UpdateContentSettingsDocument = gql`
    mutation updateContentSettings($id: ID!, $input: UpdateContentSettingsInput!, $expectedRevision: Int, $idempotencyKey: String) {
  updateContentSettings(
    id: $id
    input: $input
    expectedRevision: $expectedRevision
    idempotencyKey: $idempotencyKey
  ) {
    __typename
    ...ContentSettingsSuccess
    ...Refusal
  }
}
    ${ContentSettingsSuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const UpdateLeadScoringModelDocument = gql`
    mutation updateLeadScoringModel($id: ID!, $input: UpdateLeadScoringModelInput!, $expectedRevision: Int, $idempotencyKey: String) {
  updateLeadScoringModel(
    id: $id
    input: $input
    expectedRevision: $expectedRevision
    idempotencyKey: $idempotencyKey
  ) {
    __typename
    ...LeadScoringModelSuccess
    ...Refusal
  }
}
    ${LeadScoringModelSuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const UpdateSegmentDocument = gql`
    mutation updateSegment($id: ID!, $input: UpdateSegmentInput!, $expectedRevision: Int, $idempotencyKey: String) {
  updateSegment(
    id: $id
    input: $input
    expectedRevision: $expectedRevision
    idempotencyKey: $idempotencyKey
  ) {
    __typename
    ...SegmentSuccess
    ...Refusal
  }
}
    ${SegmentSuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const UpdateMarketingPageDocument = gql`
    mutation updateMarketingPage($id: ID!, $input: UpdateMarketingPageInput!, $expectedRevision: Int, $idempotencyKey: String) {
  updateMarketingPage(
    id: $id
    input: $input
    expectedRevision: $expectedRevision
    idempotencyKey: $idempotencyKey
  ) {
    __typename
    ...MarketingPageSuccess
    ...Refusal
  }
}
    ${MarketingPageSuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const UpdateMarketingFormDocument = gql`
    mutation updateMarketingForm($id: ID!, $input: UpdateMarketingFormInput!, $expectedRevision: Int, $idempotencyKey: String) {
  updateMarketingForm(
    id: $id
    input: $input
    expectedRevision: $expectedRevision
    idempotencyKey: $idempotencyKey
  ) {
    __typename
    ...MarketingFormSuccess
    ...Refusal
  }
}
    ${MarketingFormSuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const UpdateEventDocument = gql`
    mutation updateEvent($id: ID!, $input: UpdateEventInput!, $expectedRevision: Int, $idempotencyKey: String) {
  updateEvent(
    id: $id
    input: $input
    expectedRevision: $expectedRevision
    idempotencyKey: $idempotencyKey
  ) {
    __typename
    ...EventSuccess
    ...Refusal
  }
}
    ${EventSuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const UpdateEventSessionDocument = gql`
    mutation updateEventSession($id: ID!, $input: UpdateEventSessionInput!, $expectedRevision: Int, $idempotencyKey: String) {
  updateEventSession(
    id: $id
    input: $input
    expectedRevision: $expectedRevision
    idempotencyKey: $idempotencyKey
  ) {
    __typename
    ...EventSessionSuccess
    ...Refusal
  }
}
    ${EventSessionSuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const UpdateEventTrackDocument = gql`
    mutation updateEventTrack($id: ID!, $input: UpdateEventTrackInput!, $expectedRevision: Int, $idempotencyKey: String) {
  updateEventTrack(
    id: $id
    input: $input
    expectedRevision: $expectedRevision
    idempotencyKey: $idempotencyKey
  ) {
    __typename
    ...EventTrackSuccess
    ...Refusal
  }
}
    ${EventTrackSuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const GoLiveDocument = gql`
    mutation goLive($id: ID!, $expectedRevision: Int, $confirm: Boolean = false, $idempotencyKey: String) {
  goLive(
    id: $id
    expectedRevision: $expectedRevision
    confirm: $confirm
    idempotencyKey: $idempotencyKey
  ) {
    __typename
    ...ActionSuccess
    ...Refusal
  }
}
    ${ActionSuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const EditDocument = gql`
    mutation edit($id: ID!, $expectedRevision: Int, $confirm: Boolean = false, $idempotencyKey: String) {
  edit(
    id: $id
    expectedRevision: $expectedRevision
    confirm: $confirm
    idempotencyKey: $idempotencyKey
  ) {
    __typename
    ...ActionSuccess
    ...Refusal
  }
}
    ${ActionSuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const DiscardDocument = gql`
    mutation discard($id: ID!, $expectedRevision: Int, $confirm: Boolean = false, $idempotencyKey: String) {
  discard(
    id: $id
    expectedRevision: $expectedRevision
    confirm: $confirm
    idempotencyKey: $idempotencyKey
  ) {
    __typename
    ...ActionSuccess
    ...Refusal
  }
}
    ${ActionSuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const ActivateDocument = gql`
    mutation activate($id: ID!, $expectedRevision: Int, $confirm: Boolean = false, $idempotencyKey: String) {
  activate(
    id: $id
    expectedRevision: $expectedRevision
    confirm: $confirm
    idempotencyKey: $idempotencyKey
  ) {
    __typename
    ...ActionSuccess
    ...Refusal
  }
}
    ${ActionSuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const DeactivateDocument = gql`
    mutation deactivate($id: ID!, $expectedRevision: Int, $confirm: Boolean = false, $idempotencyKey: String) {
  deactivate(
    id: $id
    expectedRevision: $expectedRevision
    confirm: $confirm
    idempotencyKey: $idempotencyKey
  ) {
    __typename
    ...ActionSuccess
    ...Refusal
  }
}
    ${ActionSuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const ResumeDocument = gql`
    mutation resume($id: ID!, $expectedRevision: Int, $confirm: Boolean = false, $idempotencyKey: String) {
  resume(
    id: $id
    expectedRevision: $expectedRevision
    confirm: $confirm
    idempotencyKey: $idempotencyKey
  ) {
    __typename
    ...ActionSuccess
    ...Refusal
  }
}
    ${ActionSuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const RunNowDocument = gql`
    mutation runNow($id: ID!, $expectedRevision: Int, $confirm: Boolean = false, $idempotencyKey: String) {
  runNow(
    id: $id
    expectedRevision: $expectedRevision
    confirm: $confirm
    idempotencyKey: $idempotencyKey
  ) {
    __typename
    ...ActionSuccess
    ...Refusal
  }
}
    ${ActionSuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const FullRunDocument = gql`
    mutation fullRun($id: ID!, $expectedRevision: Int, $confirm: Boolean = false, $idempotencyKey: String) {
  fullRun(
    id: $id
    expectedRevision: $expectedRevision
    confirm: $confirm
    idempotencyKey: $idempotencyKey
  ) {
    __typename
    ...ActionSuccess
    ...Refusal
  }
}
    ${ActionSuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const RevertDocument = gql`
    mutation revert($id: ID!, $expectedRevision: Int, $confirm: Boolean = false, $idempotencyKey: String) {
  revert(
    id: $id
    expectedRevision: $expectedRevision
    confirm: $confirm
    idempotencyKey: $idempotencyKey
  ) {
    __typename
    ...ActionSuccess
    ...Refusal
  }
}
    ${ActionSuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const DeleteDocument = gql`
    mutation delete($id: ID!, $expectedRevision: Int, $confirm: Boolean = false, $idempotencyKey: String) {
  delete(
    id: $id
    expectedRevision: $expectedRevision
    confirm: $confirm
    idempotencyKey: $idempotencyKey
  ) {
    __typename
    ...ActionSuccess
    ...Refusal
  }
}
    ${ActionSuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const StopDocument = gql`
    mutation stop($id: ID!, $version: Int, $expectedRevision: Int, $confirm: Boolean = false, $idempotencyKey: String) {
  stop(
    id: $id
    version: $version
    expectedRevision: $expectedRevision
    confirm: $confirm
    idempotencyKey: $idempotencyKey
  ) {
    __typename
    ...ActionSuccess
    ...Refusal
  }
}
    ${ActionSuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const SaveDocument = gql`
    mutation save($id: ID!, $comment: String, $expectedRevision: Int, $confirm: Boolean = false, $idempotencyKey: String) {
  save(
    id: $id
    comment: $comment
    expectedRevision: $expectedRevision
    confirm: $confirm
    idempotencyKey: $idempotencyKey
  ) {
    __typename
    ...ActionSuccess
    ...Refusal
  }
}
    ${ActionSuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const PauseDocument = gql`
    mutation pause($id: ID!, $resumeAt: DateTime, $expectedRevision: Int, $confirm: Boolean = false, $idempotencyKey: String) {
  pause(
    id: $id
    resumeAt: $resumeAt
    expectedRevision: $expectedRevision
    confirm: $confirm
    idempotencyKey: $idempotencyKey
  ) {
    __typename
    ...ActionSuccess
    ...Refusal
  }
}
    ${ActionSuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const CopyDocument = gql`
    mutation copy($id: ID!, $name: String, $expectedRevision: Int, $confirm: Boolean = false, $idempotencyKey: String) {
  copy(
    id: $id
    name: $name
    expectedRevision: $expectedRevision
    confirm: $confirm
    idempotencyKey: $idempotencyKey
  ) {
    __typename
    ...ActionSuccess
    ...Refusal
  }
}
    ${ActionSuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const SaveAsTemplateDocument = gql`
    mutation saveAsTemplate($id: ID!, $name: String, $expectedRevision: Int, $confirm: Boolean = false, $idempotencyKey: String) {
  saveAsTemplate(
    id: $id
    name: $name
    expectedRevision: $expectedRevision
    confirm: $confirm
    idempotencyKey: $idempotencyKey
  ) {
    __typename
    ...ActionSuccess
    ...Refusal
  }
}
    ${ActionSuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const SetPublishStatusDocument = gql`
    mutation setPublishStatus($id: ID!, $publishStatus: PublishStatus!, $expectedRevision: Int, $confirm: Boolean = false, $idempotencyKey: String) {
  setPublishStatus(
    id: $id
    publishStatus: $publishStatus
    expectedRevision: $expectedRevision
    confirm: $confirm
    idempotencyKey: $idempotencyKey
  ) {
    __typename
    ...ActionSuccess
    ...Refusal
  }
}
    ${ActionSuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const RestoreVersionDocument = gql`
    mutation restoreVersion($id: ID!, $versionId: ID!, $expectedRevision: Int, $confirm: Boolean = false, $idempotencyKey: String) {
  restoreVersion(
    id: $id
    versionId: $versionId
    expectedRevision: $expectedRevision
    confirm: $confirm
    idempotencyKey: $idempotencyKey
  ) {
    __typename
    ...ActionSuccess
    ...Refusal
  }
}
    ${ActionSuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const ScheduleDocument = gql`
    mutation schedule($id: ID!, $action: Action!, $at: DateTime!, $expectedRevision: Int, $confirm: Boolean = false, $idempotencyKey: String) {
  schedule(
    id: $id
    action: $action
    at: $at
    expectedRevision: $expectedRevision
    confirm: $confirm
    idempotencyKey: $idempotencyKey
  ) {
    __typename
    ...ActionSuccess
    ...Refusal
  }
}
    ${ActionSuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const UnscheduleDocument = gql`
    mutation unschedule($id: ID!, $action: Action!, $expectedRevision: Int, $confirm: Boolean = false, $idempotencyKey: String) {
  unschedule(
    id: $id
    action: $action
    expectedRevision: $expectedRevision
    confirm: $confirm
    idempotencyKey: $idempotencyKey
  ) {
    __typename
    ...ActionSuccess
    ...Refusal
  }
}
    ${ActionSuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const CreateViewDocument = gql`
    mutation createView($input: CreateViewInput!) {
  createView(input: $input) {
    __typename
    ...ViewSuccess
    ...Refusal
  }
}
    ${ViewSuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const UpdateViewDocument = gql`
    mutation updateView($id: ID!, $input: UpdateViewInput!) {
  updateView(id: $id, input: $input) {
    __typename
    ...ViewSuccess
    ...Refusal
  }
}
    ${ViewSuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const DeleteViewDocument = gql`
    mutation deleteView($id: ID!) {
  deleteView(id: $id) {
    __typename
    ...DeleteSuccess
    ...Refusal
  }
}
    ${DeleteSuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const CreateFromTemplateDocument = gql`
    mutation createFromTemplate($templateId: ID!, $name: String, $idempotencyKey: String) {
  createFromTemplate(
    templateId: $templateId
    name: $name
    idempotencyKey: $idempotencyKey
  ) {
    __typename
    ...ActionSuccess
    ...Refusal
  }
}
    ${ActionSuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const DeleteTemplateDocument = gql`
    mutation deleteTemplate($id: ID!) {
  deleteTemplate(id: $id) {
    ...DeleteSuccess
  }
}
    ${DeleteSuccessFragmentDoc}`;
export const CreateContactDocument = gql`
    mutation createContact($input: ContactInput!) {
  createContact(input: $input) {
    __typename
    ...ContactSuccess
    ...Refusal
  }
}
    ${ContactSuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const UpdateContactDocument = gql`
    mutation updateContact($id: ID!, $input: ContactInput!) {
  updateContact(id: $id, input: $input) {
    __typename
    ...ContactSuccess
    ...Refusal
  }
}
    ${ContactSuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const EraseContactDocument = gql`
    mutation eraseContact($id: ID!) {
  eraseContact(id: $id) {
    ...DeleteSuccess
  }
}
    ${DeleteSuccessFragmentDoc}`;
export const TrackEventDocument = gql`
    mutation trackEvent($input: TrackEventInput!) {
  trackEvent(input: $input) {
    __typename
    ...TrackEventSuccess
    ...Refusal
  }
}
    ${TrackEventSuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const TrackEventsDocument = gql`
    mutation trackEvents($events: [TrackEventInput!]!) {
  trackEvents(events: $events) {
    __typename
    ...TrackEventSuccess
    ...Refusal
  }
}
    ${TrackEventSuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const CreateLeadDocument = gql`
    mutation createLead($input: CreateLeadInput!) {
  createLead(input: $input) {
    __typename
    ...LeadSuccess
    ...Refusal
  }
}
    ${LeadSuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const DeleteLeadDocument = gql`
    mutation deleteLead($id: ID!) {
  deleteLead(id: $id) {
    ...DeleteSuccess
  }
}
    ${DeleteSuccessFragmentDoc}`;
export const CreateTokenDocument = gql`
    mutation createToken($name: String!, $role: Role!, $expiresAt: DateTime) {
  createToken(name: $name, role: $role, expiresAt: $expiresAt) {
    __typename
    ...TokenSuccess
    ...Refusal
  }
}
    ${TokenSuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const RevokeTokenDocument = gql`
    mutation revokeToken($id: ID!) {
  revokeToken(id: $id) {
    ...Token
  }
}
    ${TokenFragmentDoc}`;
export const SetLiveServiceDocument = gql`
    mutation setLiveService($type: RecordType!, $url: String!, $secret: String) {
  setLiveService(type: $type, url: $url, secret: $secret) {
    ...SetLiveServiceSuccess
  }
}
    ${SetLiveServiceSuccessFragmentDoc}`;
export const RemoveLiveServiceDocument = gql`
    mutation removeLiveService($type: RecordType!) {
  removeLiveService(type: $type) {
    ...RemoveLiveServiceSuccess
  }
}
    ${RemoveLiveServiceSuccessFragmentDoc}`;
export const GoLiveAllDocument = gql`
    mutation goLiveAll($ids: [ID!]!, $confirm: Boolean = false, $idempotencyKey: String) {
  goLiveAll(ids: $ids, confirm: $confirm, idempotencyKey: $idempotencyKey) {
    ...Bulk
  }
}
    ${BulkFragmentDoc}`;
export const PerformActionDocument = gql`
    mutation performAction($action: Action!, $filter: RecordFilter, $confirm: Boolean = false, $dryRun: Boolean = false, $all: Boolean = false, $idempotencyKey: String) {
  performAction(
    action: $action
    filter: $filter
    confirm: $confirm
    dryRun: $dryRun
    all: $all
    idempotencyKey: $idempotencyKey
  ) {
    ...Bulk
  }
}
    ${BulkFragmentDoc}`;
export const CancelBulkOperationDocument = gql`
    mutation cancelBulkOperation($id: ID!) {
  cancelBulkOperation(id: $id) {
    ...Bulk
  }
}
    ${BulkFragmentDoc}`;
export const SendTestEmailDocument = gql`
    mutation sendTestEmail($id: ID!, $to: [String!]!, $contactId: ID, $contentSettingsId: ID) {
  sendTestEmail(
    id: $id
    to: $to
    contactId: $contactId
    contentSettingsId: $contentSettingsId
  ) {
    __typename
    ...TestEmailSuccess
    ...Refusal
  }
}
    ${TestEmailSuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const ResendMailDocument = gql`
    mutation resendMail($id: ID!) {
  resendMail(id: $id) {
    __typename
    ...MailSuccess
    ...Refusal
  }
}
    ${MailSuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const SettleMailDocument = gql`
    mutation settleMail($id: ID!, $status: MailStatus!) {
  settleMail(id: $id, status: $status) {
    __typename
    ...MailSuccess
    ...Refusal
  }
}
    ${MailSuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const ReportBounceDocument = gql`
    mutation reportBounce($id: ID!, $kind: Bounce = HARD, $detail: String) {
  reportBounce(id: $id, kind: $kind, detail: $detail) {
    __typename
    ...MailSuccess
    ...Refusal
  }
}
    ${MailSuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const ReportComplaintDocument = gql`
    mutation reportComplaint($id: ID!) {
  reportComplaint(id: $id) {
    __typename
    ...MailSuccess
    ...Refusal
  }
}
    ${MailSuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const ReceiveReportDocument = gql`
    mutation receiveReport($message: String!) {
  receiveReport(message: $message) {
    __typename
    ...ReportSuccess
    ...Refusal
  }
}
    ${ReportSuccessFragmentDoc}
${RefusalFragmentDoc}`;
export const ViewerDocument = gql`
    query viewer {
  viewer {
    name
    role
    workspace
    cursor
  }
}
    `;
export const RecordDocument = gql`
    query record($id: ID!, $atLeast: String) {
  record(id: $id, atLeast: $atLeast) {
    ...AnyRecord
  }
}
    ${AnyRecordFragmentDoc}`;
export const RecordsDocument = gql`
    query records($filter: RecordFilter, $orderBy: RecordOrder, $first: Int, $after: String, $last: Int, $before: String, $atLeast: String) {
  records(
    filter: $filter
    orderBy: $orderBy
    first: $first
    after: $after
    last: $last
    before: $before
    atLeast: $atLeast
  ) {
    totalCount
    pageInfo {
      hasNextPage
      hasPreviousPage
      startCursor
      endCursor
    }
    nodes {
      ...AnyRecord
    }
  }
}
    ${AnyRecordFragmentDoc}`;
export const StatusHistoryDocument = gql`
    query statusHistory($filter: RecordFilter, $first: Int, $after: String, $last: Int, $before: String) {
  statusHistory(
    filter: $filter
    first: $first
    after: $after
    last: $last
    before: $before
  ) {
    totalCount
    pageInfo {
      hasNextPage
      hasPreviousPage
      startCursor
      endCursor
    }
    nodes {
      ...Change
    }
  }
}
    ${ChangeFragmentDoc}`;
export const StatusChangedDocument = gql`
    subscription statusChanged($filter: RecordFilter, $after: String) {
  statusChanged(filter: $filter, after: $after) {
    ...Change
  }
}
    ${ChangeFragmentDoc}`;
export type Requester<C = {}> = <R, V>(doc: DocumentNode, vars?: V, options?: C) => Promise<R> | AsyncIterable<R>
export function getSdk<C>(requester: Requester<C>) {
  return {
    createCustomerJourney(variables: CreateCustomerJourneyMutationVariables, options?: C): Promise<CreateCustomerJourneyMutation> {
      return requester<CreateCustomerJourneyMutation, CreateCustomerJourneyMutationVariables>(CreateCustomerJourneyDocument, variables, options) as Promise<CreateCustomerJourneyMutation>;
    },
    createRealTimeJourney(variables: CreateRealTimeJourneyMutationVariables, options?: C): Promise<CreateRealTimeJourneyMutation> {
      return requester<CreateRealTimeJourneyMutation, CreateRealTimeJourneyMutationVariables>(CreateRealTimeJourneyDocument, variables, options) as Promise<CreateRealTimeJourneyMutation>;
    },
    createAudienceJourney(variables: CreateAudienceJourneyMutationVariables, options?: C): Promise<CreateAudienceJourneyMutation> {
      return requester<CreateAudienceJourneyMutation, CreateAudienceJourneyMutationVariables>(CreateAudienceJourneyDocument, variables, options) as Promise<CreateAudienceJourneyMutation>;
    },
    createMarketingEmail(variables: CreateMarketingEmailMutationVariables, options?: C): Promise<CreateMarketingEmailMutation> {
      return requester<CreateMarketingEmailMutation, CreateMarketingEmailMutationVariables>(CreateMarketingEmailDocument, variables, options) as Promise<CreateMarketingEmailMutation>;
    },
    createContentSettings(variables: CreateContentSettingsMutationVariables, options?: C): Promise<CreateContentSettingsMutation> {
      return requester<CreateContentSettingsMutation, CreateContentSettingsMutationVariables>(CreateContentSettingsDocument, variables, options) as Promise<CreateContentSettingsMutation>;
    },
    createLeadScoringModel(variables: CreateLeadScoringModelMutationVariables, options?: C): Promise<CreateLeadScoringModelMutation> {
      return requester<CreateLeadScoringModelMutation, CreateLeadScoringModelMutationVariables>(CreateLeadScoringModelDocument, variables, options) as Promise<CreateLeadScoringModelMutation>;
    },
    createSegment(variables: CreateSegmentMutationVariables, options?: C): Promise<CreateSegmentMutation> {
      return requester<CreateSegmentMutation, CreateSegmentMutationVariables>(CreateSegmentDocument, variables, options) as Promise<CreateSegmentMutation>;
    },
    createMarketingPage(variables: CreateMarketingPageMutationVariables, options?: C): Promise<CreateMarketingPageMutation> {
      return requester<CreateMarketingPageMutation, CreateMarketingPageMutationVariables>(CreateMarketingPageDocument, variables, options) as Promise<CreateMarketingPageMutation>;
    },
    createMarketingForm(variables: CreateMarketingFormMutationVariables, options?: C): Promise<CreateMarketingFormMutation> {
      return requester<CreateMarketingFormMutation, CreateMarketingFormMutationVariables>(CreateMarketingFormDocument, variables, options) as Promise<CreateMarketingFormMutation>;
    },
    createEvent(variables: CreateEventMutationVariables, options?: C): Promise<CreateEventMutation> {
      return requester<CreateEventMutation, CreateEventMutationVariables>(CreateEventDocument, variables, options) as Promise<CreateEventMutation>;
    },
    createEventSession(variables: CreateEventSessionMutationVariables, options?: C): Promise<CreateEventSessionMutation> {
      return requester<CreateEventSessionMutation, CreateEventSessionMutationVariables>(CreateEventSessionDocument, variables, options) as Promise<CreateEventSessionMutation>;
    },
    createEventTrack(variables: CreateEventTrackMutationVariables, options?: C): Promise<CreateEventTrackMutation> {
      return requester<CreateEventTrackMutation, CreateEventTrackMutationVariables>(CreateEventTrackDocument, variables, options) as Promise<CreateEventTrackMutation>;
    },
    updateCustomerJourney(variables: UpdateCustomerJourneyMutationVariables, options?: C): Promise<UpdateCustomerJourneyMutation> {
      return requester<UpdateCustomerJourneyMutation, UpdateCustomerJourneyMutationVariables>(UpdateCustomerJourneyDocument, variables, options) as Promise<UpdateCustomerJourneyMutation>;
    },
    updateRealTimeJourney(variables: UpdateRealTimeJourneyMutationVariables, options?: C): Promise<UpdateRealTimeJourneyMutation> {
      return requester<UpdateRealTimeJourneyMutation, UpdateRealTimeJourneyMutationVariables>(UpdateRealTimeJourneyDocument, variables, options) as Promise<UpdateRealTimeJourneyMutation>;
    },
    updateAudienceJourney(variables: UpdateAudienceJourneyMutationVariables, options?: C): Promise<UpdateAudienceJourneyMutation> {
      return requester<UpdateAudienceJourneyMutation, UpdateAudienceJourneyMutationVariables>(UpdateAudienceJourneyDocument, variables, options) as Promise<UpdateAudienceJourneyMutation>;
    },
    updateMarketingEmail(variables: UpdateMarketingEmailMutationVariables, options?: C): Promise<UpdateMarketingEmailMutation> {
      return requester<UpdateMarketingEmailMutation, UpdateMarketingEmailMutationVariables>(UpdateMarketingEmailDocument, variables, options) as Promise<UpdateMarketingEmailMutation>;
    },
    updateContentSettings(variables: UpdateContentSettingsMutationVariables, options?: C): Promise<UpdateContentSettingsMutation> {
      return requester<UpdateContentSettingsMutation, UpdateContentSettingsMutationVariables>(UpdateContentSettingsDocument, variables, options) as Promise<UpdateContentSettingsMutation>;
    },
    updateLeadScoringModel(variables: UpdateLeadScoringModelMutationVariables, options?: C): Promise<UpdateLeadScoringModelMutation> {
      return requester<UpdateLeadScoringModelMutation, UpdateLeadScoringModelMutationVariables>(UpdateLeadScoringModelDocument, variables, options) as Promise<UpdateLeadScoringModelMutation>;
    },
    updateSegment(variables: UpdateSegmentMutationVariables, options?: C): Promise<UpdateSegmentMutation> {
      return requester<UpdateSegmentMutation, UpdateSegmentMutationVariables>(UpdateSegmentDocument, variables, options) as Promise<UpdateSegmentMutation>;
    },
    updateMarketingPage(variables: UpdateMarketingPageMutationVariables, options?: C): Promise<UpdateMarketingPageMutation> {
      return requester<UpdateMarketingPageMutation, UpdateMarketingPageMutationVariables>(UpdateMarketingPageDocument, variables, options) as Promise<UpdateMarketingPageMutation>;
    },
    updateMarketingForm(variables: UpdateMarketingFormMutationVariables, options?: C): Promise<UpdateMarketingFormMutation> {
      return requester<UpdateMarketingFormMutation, UpdateMarketingFormMutationVariables>(UpdateMarketingFormDocument, variables, options) as Promise<UpdateMarketingFormMutation>;
    },
    updateEvent(variables: UpdateEventMutationVariables, options?: C): Promise<UpdateEventMutation> {
      return requester<UpdateEventMutation, UpdateEventMutationVariables>(UpdateEventDocument, variables, options) as Promise<UpdateEventMutation>;
    },
    updateEventSession(variables: UpdateEventSessionMutationVariables, options?: C): Promise<UpdateEventSessionMutation> {
      return requester<UpdateEventSessionMutation, UpdateEventSessionMutationVariables>(UpdateEventSessionDocument, variables, options) as Promise<UpdateEventSessionMutation>;
    },
    updateEventTrack(variables: UpdateEventTrackMutationVariables, options?: C): Promise<UpdateEventTrackMutation> {
      return requester<UpdateEventTrackMutation, UpdateEventTrackMutationVariables>(UpdateEventTrackDocument, variables, options) as Promise<UpdateEventTrackMutation>;
    },
    goLive(variables: GoLiveMutationVariables, options?: C): Promise<GoLiveMutation> {
      return requester<GoLiveMutation, GoLiveMutationVariables>(GoLiveDocument, variables, options) as Promise<GoLiveMutation>;
    },
    edit(variables: EditMutationVariables, options?: C): Promise<EditMutation> {
      return requester<EditMutation, EditMutationVariables>(EditDocument, variables, options) as Promise<EditMutation>;
    },
    discard(variables: DiscardMutationVariables, options?: C): Promise<DiscardMutation> {
      return requester<DiscardMutation, DiscardMutationVariables>(DiscardDocument, variables, options) as Promise<DiscardMutation>;
    },
    activate(variables: ActivateMutationVariables, options?: C): Promise<ActivateMutation> {
      return requester<ActivateMutation, ActivateMutationVariables>(ActivateDocument, variables, options) as Promise<ActivateMutation>;
    },
    deactivate(variables: DeactivateMutationVariables, options?: C): Promise<DeactivateMutation> {
      return requester<DeactivateMutation, DeactivateMutationVariables>(DeactivateDocument, variables, options) as Promise<DeactivateMutation>;
    },
    resume(variables: ResumeMutationVariables, options?: C): Promise<ResumeMutation> {
      return requester<ResumeMutation, ResumeMutationVariables>(ResumeDocument, variables, options) as Promise<ResumeMutation>;
    },
    runNow(variables: RunNowMutationVariables, options?: C): Promise<RunNowMutation> {
      return requester<RunNowMutation, RunNowMutationVariables>(RunNowDocument, variables, options) as Promise<RunNowMutation>;
    },
    fullRun(variables: FullRunMutationVariables, options?: C): Promise<FullRunMutation> {
      return requester<FullRunMutation, FullRunMutationVariables>(FullRunDocument, variables, options) as Promise<FullRunMutation>;
    },
    revert(variables: RevertMutationVariables, options?: C): Promise<RevertMutation> {
      return requester<RevertMutation, RevertMutationVariables>(RevertDocument, variables, options) as Promise<RevertMutation>;
    },
    delete(variables: DeleteMutationVariables, options?: C): Promise<DeleteMutation> {
      return requester<DeleteMutation, DeleteMutationVariables>(DeleteDocument, variables, options) as Promise<DeleteMutation>;
    },
    stop(variables: StopMutationVariables, options?: C): Promise<StopMutation> {
      return requester<StopMutation, StopMutationVariables>(StopDocument, variables, options) as Promise<StopMutation>;
    },
    save(variables: SaveMutationVariables, options?: C): Promise<SaveMutation> {
      return requester<SaveMutation, SaveMutationVariables>(SaveDocument, variables, options) as Promise<SaveMutation>;
    },
    pause(variables: PauseMutationVariables, options?: C): Promise<PauseMutation> {
      return requester<PauseMutation, PauseMutationVariables>(PauseDocument, variables, options) as Promise<PauseMutation>;
    },
    copy(variables: CopyMutationVariables, options?: C): Promise<CopyMutation> {
      return requester<CopyMutation, CopyMutationVariables>(CopyDocument, variables, options) as Promise<CopyMutation>;
    },
    saveAsTemplate(variables: SaveAsTemplateMutationVariables, options?: C): Promise<SaveAsTemplateMutation> {
      return requester<SaveAsTemplateMutation, SaveAsTemplateMutationVariables>(SaveAsTemplateDocument, variables, options) as Promise<SaveAsTemplateMutation>;
    },
    setPublishStatus(variables: SetPublishStatusMutationVariables, options?: C): Promise<SetPublishStatusMutation> {
      return requester<SetPublishStatusMutation, SetPublishStatusMutationVariables>(SetPublishStatusDocument, variables, options) as Promise<SetPublishStatusMutation>;
    },
    restoreVersion(variables: RestoreVersionMutationVariables, options?: C): Promise<RestoreVersionMutation> {
      return requester<RestoreVersionMutation, RestoreVersionMutationVariables>(RestoreVersionDocument, variables, options) as Promise<RestoreVersionMutation>;
    },
    schedule(variables: ScheduleMutationVariables, options?: C): Promise<ScheduleMutation> {
      return requester<ScheduleMutation, ScheduleMutationVariables>(ScheduleDocument, variables, options) as Promise<ScheduleMutation>;
    },
    unschedule(variables: UnscheduleMutationVariables, options?: C): Promise<UnscheduleMutation> {
      return requester<UnscheduleMutation, UnscheduleMutationVariables>(UnscheduleDocument, variables, options) as Promise<UnscheduleMutation>;
    },
    createView(variables: CreateViewMutationVariables, options?: C): Promise<CreateViewMutation> {
      return requester<CreateViewMutation, CreateViewMutationVariables>(CreateViewDocument, variables, options) as Promise<CreateViewMutation>;
    },
    updateView(variables: UpdateViewMutationVariables, options?: C): Promise<UpdateViewMutation> {
      return requester<UpdateViewMutation, UpdateViewMutationVariables>(UpdateViewDocument, variables, options) as Promise<UpdateViewMutation>;
    },
    deleteView(variables: DeleteViewMutationVariables, options?: C): Promise<DeleteViewMutation> {
      return requester<DeleteViewMutation, DeleteViewMutationVariables>(DeleteViewDocument, variables, options) as Promise<DeleteViewMutation>;
    },
    createFromTemplate(variables: CreateFromTemplateMutationVariables, options?: C): Promise<CreateFromTemplateMutation> {
      return requester<CreateFromTemplateMutation, CreateFromTemplateMutationVariables>(CreateFromTemplateDocument, variables, options) as Promise<CreateFromTemplateMutation>;
    },
    deleteTemplate(variables: DeleteTemplateMutationVariables, options?: C): Promise<DeleteTemplateMutation> {
      return requester<DeleteTemplateMutation, DeleteTemplateMutationVariables>(DeleteTemplateDocument, variables, options) as Promise<DeleteTemplateMutation>;
    },
    createContact(variables: CreateContactMutationVariables, options?: C): Promise<CreateContactMutation> {
      return requester<CreateContactMutation, CreateContactMutationVariables>(CreateContactDocument, variables, options) as Promise<CreateContactMutation>;
    },
    updateContact(variables: UpdateContactMutationVariables, options?: C): Promise<UpdateContactMutation> {
      return requester<UpdateContactMutation, UpdateContactMutationVariables>(UpdateContactDocument, variables, options) as Promise<UpdateContactMutation>;
    },
    eraseContact(variables: EraseContactMutationVariables, options?: C): Promise<EraseContactMutation> {
      return requester<EraseContactMutation, EraseContactMutationVariables>(EraseContactDocument, variables, options) as Promise<EraseContactMutation>;
    },
    trackEvent(variables: TrackEventMutationVariables, options?: C): Promise<TrackEventMutation> {
      return requester<TrackEventMutation, TrackEventMutationVariables>(TrackEventDocument, variables, options) as Promise<TrackEventMutation>;
    },
    trackEvents(variables: TrackEventsMutationVariables, options?: C): Promise<TrackEventsMutation> {
      return requester<TrackEventsMutation, TrackEventsMutationVariables>(TrackEventsDocument, variables, options) as Promise<TrackEventsMutation>;
    },
    createLead(variables: CreateLeadMutationVariables, options?: C): Promise<CreateLeadMutation> {
      return requester<CreateLeadMutation, CreateLeadMutationVariables>(CreateLeadDocument, variables, options) as Promise<CreateLeadMutation>;
    },
    deleteLead(variables: DeleteLeadMutationVariables, options?: C): Promise<DeleteLeadMutation> {
      return requester<DeleteLeadMutation, DeleteLeadMutationVariables>(DeleteLeadDocument, variables, options) as Promise<DeleteLeadMutation>;
    },
    createToken(variables: CreateTokenMutationVariables, options?: C): Promise<CreateTokenMutation> {
      return requester<CreateTokenMutation, CreateTokenMutationVariables>(CreateTokenDocument, variables, options) as Promise<CreateTokenMutation>;
    },
    revokeToken(variables: RevokeTokenMutationVariables, options?: C): Promise<RevokeTokenMutation> {
      return requester<RevokeTokenMutation, RevokeTokenMutationVariables>(RevokeTokenDocument, variables, options) as Promise<RevokeTokenMutation>;
    },
    setLiveService(variables: SetLiveServiceMutationVariables, options?: C): Promise<SetLiveServiceMutation> {
      return requester<SetLiveServiceMutation, SetLiveServiceMutationVariables>(SetLiveServiceDocument, variables, options) as Promise<SetLiveServiceMutation>;
    },
    removeLiveService(variables: RemoveLiveServiceMutationVariables, options?: C): Promise<RemoveLiveServiceMutation> {
      return requester<RemoveLiveServiceMutation, RemoveLiveServiceMutationVariables>(RemoveLiveServiceDocument, variables, options) as Promise<RemoveLiveServiceMutation>;
    },
    goLiveAll(variables: GoLiveAllMutationVariables, options?: C): Promise<GoLiveAllMutation> {
      return requester<GoLiveAllMutation, GoLiveAllMutationVariables>(GoLiveAllDocument, variables, options) as Promise<GoLiveAllMutation>;
    },
    performAction(variables: PerformActionMutationVariables, options?: C): Promise<PerformActionMutation> {
      return requester<PerformActionMutation, PerformActionMutationVariables>(PerformActionDocument, variables, options) as Promise<PerformActionMutation>;
    },
    cancelBulkOperation(variables: CancelBulkOperationMutationVariables, options?: C): Promise<CancelBulkOperationMutation> {
      return requester<CancelBulkOperationMutation, CancelBulkOperationMutationVariables>(CancelBulkOperationDocument, variables, options) as Promise<CancelBulkOperationMutation>;
    },
    sendTestEmail(variables: SendTestEmailMutationVariables, options?: C): Promise<SendTestEmailMutation> {
      return requester<SendTestEmailMutation, SendTestEmailMutationVariables>(SendTestEmailDocument, variables, options) as Promise<SendTestEmailMutation>;
    },
    resendMail(variables: ResendMailMutationVariables, options?: C): Promise<ResendMailMutation> {
      return requester<ResendMailMutation, ResendMailMutationVariables>(ResendMailDocument, variables, options) as Promise<ResendMailMutation>;
    },
    settleMail(variables: SettleMailMutationVariables, options?: C): Promise<SettleMailMutation> {
      return requester<SettleMailMutation, SettleMailMutationVariables>(SettleMailDocument, variables, options) as Promise<SettleMailMutation>;
    },
    reportBounce(variables: ReportBounceMutationVariables, options?: C): Promise<ReportBounceMutation> {
      return requester<ReportBounceMutation, ReportBounceMutationVariables>(ReportBounceDocument, variables, options) as Promise<ReportBounceMutation>;
    },
    reportComplaint(variables: ReportComplaintMutationVariables, options?: C): Promise<ReportComplaintMutation> {
      return requester<ReportComplaintMutation, ReportComplaintMutationVariables>(ReportComplaintDocument, variables, options) as Promise<ReportComplaintMutation>;
    },
    receiveReport(variables: ReceiveReportMutationVariables, options?: C): Promise<ReceiveReportMutation> {
      return requester<ReceiveReportMutation, ReceiveReportMutationVariables>(ReceiveReportDocument, variables, options) as Promise<ReceiveReportMutation>;
    },
    viewer(variables?: ViewerQueryVariables, options?: C): Promise<ViewerQuery> {
      return requester<ViewerQuery, ViewerQueryVariables>(ViewerDocument, variables, options) as Promise<ViewerQuery>;
    },
    record(variables: RecordQueryVariables, options?: C): Promise<RecordQuery> {
      return requester<RecordQuery, RecordQueryVariables>(RecordDocument, variables, options) as Promise<RecordQuery>;
    },
    records(variables?: RecordsQueryVariables, options?: C): Promise<RecordsQuery> {
      return requester<RecordsQuery, RecordsQueryVariables>(RecordsDocument, variables, options) as Promise<RecordsQuery>;
    },
    statusHistory(variables?: StatusHistoryQueryVariables, options?: C): Promise<StatusHistoryQuery> {
      return requester<StatusHistoryQuery, StatusHistoryQueryVariables>(StatusHistoryDocument, variables, options) as Promise<StatusHistoryQuery>;
    },
    statusChanged(variables?: StatusChangedSubscriptionVariables, options?: C): AsyncIterable<StatusChangedSubscription> {
      return requester<StatusChangedSubscription, StatusChangedSubscriptionVariables>(StatusChangedDocument, variables, options) as AsyncIterable<StatusChangedSubscription>;
    }
  };
}
export type Sdk = ReturnType<typeof getSdk>;