// The catalogue: every text of the dashboard. What the server says (messages, names) comes in its own words.
const people = (count: number | null | undefined) => `${number(count ?? 0)} ${count === 1 ? 'person' : 'people'}`;
const records = (count: number) => `${number(count)} ${count === 1 ? 'record' : 'records'}`;

export function number(value: number): string {
  return value.toLocaleString('en');
}

/** A name of the API as people read it: endsAt → Ends at. */
export function humanized(name: string): string {
  const words = name.replace(/Ids?$/, (end) => (end === 'Ids' ? 's' : '')).replace(/([a-z])([A-Z])/g, '$1 $2').replaceAll('_', ' ').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A code of the API, such as NO_CONSENT, as people read it; sentences stay. */
export const coded = (code: string): string => (/^[A-Z][A-Z_]+$/.test(code) ? humanized(code) : code);

/** A field's name as people read it; a few are better said otherwise. */
export const labelled = (name: string): string => texts.labels[name] ?? humanized(name);

export const texts = {
  name: 'Golive',
  loading: 'Loading…',
  none: '—',
  justNow: 'just now',
  yes: 'Yes',
  no: 'No',
  labels: {
    HTML: 'HTML', MJML: 'MJML', ownerId: 'Owner', segmentId: 'Id of your own', dynamicQuery: 'Who is a member', filter: 'Also members: whoever fulfils', staticMembers: 'Listed members', isRecurring: 'Runs again and again', isDefault: 'The default of the workspace', allowRepeat: 'A contact may pass more than once',
    autoPublish: 'Put live whenever it is saved', fromUser: 'From (user)', fromName: 'From (name)', fromAddress: 'From (address)', generatePlainText: 'Make the plain text from the HTML', partialUrl: 'Path of the address', startsAt: 'Start', endsAt: 'End', mode: 'How often', every: 'Every', id: 'Id', csvFile: 'CSV file', webhookUrl: 'Address of a webhook', redirectUrl: 'Address to go to', steps: 'Steps', waitingList: 'Waiting list when it is full',
  } as Record<string, string>,
  number,
  short: (value: number) => (value < 10_000 ? number(value) : value.toLocaleString('en', { notation: 'compact', maximumFractionDigits: 1 })),
  people,
  records,
  close: 'Close',
  cancel: 'Cancel',
  notFound: 'There is nothing here. It may have been deleted, or the address is wrong.',
  toBoard: 'To the board',
  more: 'Show more',
  errors: {
    unreachable: 'The server can’t be reached just now. Nothing was changed; try again in a moment.',
    unexpected: 'Something went wrong in this page. Reload it; what you saved is safe.',
  },
  nav: { label: 'Main', skip: 'Skip to the content', board: 'Board', start: 'First steps', contacts: 'Contacts', outbox: 'Outbox', tokens: 'Tokens', signOut: 'Sign out', theme: { auto: 'Theme: as the system', light: 'Theme: light', dark: 'Theme: dark' } },
  connection: {
    connecting: 'Connecting…', catchingUp: 'Catching up…', live: 'Live', offline: 'Offline',
    explained: { connecting: 'Reaching the server.', catchingUp: 'Connected again; what happened meanwhile is on its way.', live: 'What you see is how it is now.', offline: 'The server doesn’t answer. What you see may be old; it goes on by itself.' },
  },
  signIn: {
    title: 'Sign in', byLink: 'This link signs you in as administrator, once.', byLinkDo: 'Sign in', token: 'API token',
    hint: 'The first start of golive serve wrote one to the file admin-token of its data directory; golive token create makes more.',
    do: 'Sign in', paste: 'Or paste a token', wrong: 'This token isn’t valid. It may have been revoked, or cut off when it was copied.', over: 'Your session is over: the token was revoked or has expired. Sign in again.',
  },
  types: {
    CUSTOMER_JOURNEY: 'Customer journey', REAL_TIME_JOURNEY: 'Real-time journey', AUDIENCE_JOURNEY: 'Audience journey', MARKETING_EMAIL: 'Email', CONTENT_SETTINGS: 'Content settings',
    LEAD_SCORING_MODEL: 'Lead scoring', SEGMENT: 'Segment', MARKETING_PAGE: 'Page', MARKETING_FORM: 'Form', EVENT: 'Event', EVENT_SESSION: 'Session', EVENT_TRACK: 'Track',
  } as Record<string, string>,
  states: {
    DRAFT: 'Draft', GOING_LIVE: 'Going live', PUBLISHING: 'Publishing', LIVE: 'Live', LIVE_EDITABLE: 'Live, editable', LIVE_EDITING: 'Live, editing', ACTIVE: 'Active', PAUSED: 'Paused', COMPLETING: 'Completing', COMPLETED: 'Completed',
    STOPPING: 'Stopping', STOPPED: 'Stopped', ERROR: 'Error', EXPIRED: 'Expired', READY_TO_PUBLISH: 'Ready to publish', IN_PROGRESS: 'In progress', PUBLISHED: 'Published', CANCELLED: 'Cancelled',
  } as Record<string, string>,
  inactive: 'Inactive',
  actions: {
    GO_LIVE: 'Go live', STOP: 'Stop', EDIT: 'Edit', SAVE: 'Save and go live', DISCARD: 'Discard changes', ACTIVATE: 'Activate', DEACTIVATE: 'Deactivate', PAUSE: 'Pause', RESUME: 'Resume', REVERT: 'Revert', COPY: 'Copy', SAVE_AS_TEMPLATE: 'Save as template',
    DELETE: 'Delete', RUN_NOW: 'Run now', FULL_RUN: 'Full run', SET_PUBLISH_STATUS: 'Set publish status', RESTORE_VERSION: 'Restore a version', SCHEDULE: 'Schedule', UNSCHEDULE: 'Take off the schedule',
  } as Record<string, string>,
  done: (action: string, name: string) => `Done: ${texts.actions[action] ?? humanized(action)} “${name}”.`,
  board: {
    title: 'Board', search: 'Search by name', types: 'Types', allTypes: 'All types', states: 'States', allStates: 'All states', sort: 'Sort', select: (name: string) => `Select ${name}`,
    sorts: { 'UPDATED_AT.DESC': 'Last changed first', 'CREATED_AT.DESC': 'Newest first', 'NAME.ASC': 'By name', 'LIVE_SINCE.DESC': 'Last live first' } as Record<string, string>,
    columns: { name: 'Name', state: 'State', changed: 'Changed', since: 'Live since' }, list: 'Records', total: records, empty: 'No record matches.', emptyAtAll: 'There are no records yet.', begin: 'Everything that goes live is shown here, as it is now.', toStart: 'Load the demo and walk through a launch', clear: 'Clear filters', create: 'New', createTitle: 'New record', createDo: 'Create draft', type: 'Type', template: 'From template', nameOf: 'Name',
    workingCopy: 'edited', scheduled: (action: string, when: string) => `${texts.actions[action]} ${when}`, views: 'View', noView: 'No view', systemViews: 'Views of the system', savedViews: 'Saved views', saveView: 'Save view', deleteView: 'Delete view', deleteViewSure: (name: string) => `The view “${name}” will be gone for everybody. The records that it shows stay.`, viewName: 'Name of the view', viewSaved: (name: string) => `The view “${name}” is saved.`, activity: 'Just happened', quiet: 'Nothing has happened since you opened this page.',
  },
  bulk: {
    selected: (count: number) => `${records(count)} selected`, all: (count: number) => `All ${number(count)} that match`, clear: 'Clear', what: 'What to do', moreActions: 'More…', own: 'These results on a page of their own, to come back to', would: (ready: number, not: number) => `${number(ready)} would go through${not ? `, ${number(not)} would not` : ''}`, trying: (done: number, total: number) => `Trying: ${number(done)} of ${number(total)}`, more: (left: number) => `Show more (${number(left)} left)`, run: (action: string, count: number) => `${texts.actions[action]}: ${records(count)}`, confirm: 'Also where a confirmation is asked for',
    results: 'Results', progress: (done: number, total: number) => `${number(done)} of ${number(total)} done`, cancel: 'Cancel what hasn’t begun', summary: (done: number, not: number) => `${number(done)} done${not ? `, ${number(not)} not` : ''}`,
    items: { WAITING: 'Waiting', STARTED: 'Under way', DONE: 'Done', REFUSED: 'Refused', FAILED: 'Failed', SKIPPED: 'Skipped', CANCELLED: 'Cancelled' } as Record<string, string>,
  },
  plan: { title: 'Plan to go live', order: 'They go live in this order, each when what it needs is live.', needed: 'needed by the others', needs: (names: string) => `after ${names}`, ready: 'Nothing is in the way.', notReady: 'Something is in the way. Mend it first; nothing goes live before.', do: (count: number) => `Put ${records(count)} live`, nothing: 'All of them are live already.' },
  record: {
    fields: 'Content', check: 'Check', versions: 'Versions', uses: 'Connections', history: 'History', machine: 'Lifecycle', journey: 'Journey', tabs: 'Parts of the record', gone: 'This record was deleted.', back: 'Board', revision: (revision: number) => `Revision ${revision}`, liveSince: 'Live since', expires: 'Expires', resumes: 'Resumes', changed: 'Changed',
    lastError: 'The last attempt failed', actions: 'Actions', notNow: (count: number) => `Not possible now (${count})`, savedChange: 'The changes are saved.', save: 'Save changes', undo: 'Undo', unsaved: (count: number) => `${count} ${count === 1 ? 'field' : 'fields'} changed`, unsavedLocked: 'it can’t be saved in this state', stale: 'Somebody else has changed the same fields meanwhile. Yours are kept, and theirs are shown below them.', theirs: 'Meanwhile somebody else saved this. If you save, yours takes its place:', reload: 'Take theirs', forEver: 'Locked for ever', allLocked: 'No field can be edited in this state.', readOnly: 'Your role reads, and doesn’t edit.', chooseEdit: 'It is live. Choose Edit to open a working copy: what runs stays as it is until you choose “Save and go live”.', nothing: 'Not set',
    working: (phase: string) => ({ GOING_LIVE: 'Going live', PUBLISHING: 'Publishing', STOPPING: 'Stopping', COMPLETING: 'Completing', BUILDING: 'Being built' })[phase] ?? humanized(phase), progress: (done: number, total: number | null) => (total == null ? number(done) : `${number(done)} of ${number(total)}`), attempt: (count: number) => `attempt ${count}`,
    valid: 'No findings: it is ready to go live.', findings: (count: number) => `${count} ${count === 1 ? 'finding' : 'findings'}`, severities: { ERROR: 'Error', WARNING: 'Warning' } as Record<string, string>, toField: 'Show the field',
    diff: 'Working copy beside the live version', before: 'Live version', after: 'Working copy', version: (count: number) => `Version ${count}`, ran: (from: string, until: string) => `Live ${from} to ${until}`, now: 'now', compare: 'Compare with the working copy', hideCompare: 'Hide the comparison', restore: 'Restore', noVersions: 'No version yet: the first is frozen when it goes live.', noDifference: 'Nothing differs.', 
    usesTitle: 'Uses', usedByTitle: 'Used by', usesNone: 'It uses no other record.', usedByNone: 'No other record uses it.', blocked: 'In the way', machineFor: (type: string) => `Lifecycle of the type ${type}`, transitions: 'All ways', system: 'by itself', workDone: 'done', workFailed: 'failed', members: (count: number | null) => (count == null ? 'Being built' : people(count)), scheduledFor: (action: string, when: string, by: string) => `${texts.actions[action]} is scheduled for ${when} by ${by}.`, preview: 'Preview (what stands in {{ }} is filled in when it is sent)',
    found: 'No findings.', ofSaved: 'This is about what is saved; your changes aren’t yet.', restoreOf: 'Its content becomes the working copy, in place of what is there. Nothing goes live by itself.',
  },
  form: { condition: 'contact.city == "Berlin"', conditionHelp: 'What can be asked', insert: 'An attribute of the contact, to be put in where the cursor is:',
    examples: ['contact.recency < 12 && contact.city == "Berlin"', 'contact.email.endsWith("@example.com")', 'events("purchase", "P30D").count() >= 2', '!(contact.city == "Berlin" || contact.city == "Paris")'],
    choices: 'Choices', noChoice: 'Nothing fits.', moreChoices: (count: number) => `${number(count)} more: type to find them.`, toTheEnd: 'End of the journey', noSuchStep: (id: string) => `${id} (no such step)`, unit: 'Unit', units: { M: 'minutes', H: 'hours', D: 'days', W: 'weeks' } as Record<string, string>, add: 'Add', remove: 'Remove', up: 'Move up', down: 'Move down', choose: 'Choose…', nothing: 'None', duration: 'ISO 8601, such as P3D or PT2H', badJson: 'This isn’t JSON.', matches: (count: number) => `Holds for ${people(count)}`, kind: 'Kind', time: (zone: string) => `in ${zone}`, item: (index: number) => `${index + 1}.` },
  history: {
    title: 'History', earlier: 'Earlier', by: (actor: string) => `by ${actor}`, causes: { USER: '', SYSTEM: 'by the system', SCHEDULE: 'by schedule', TIMER: 'by date' } as Record<string, string>, from: (from: string, to: string) => `${from} → ${to}`,
    kinds: { CREATED: 'Created', STATE: 'State', VERSION: 'Version', DELETED: 'Deleted', REFUSED: 'Refused', UPDATED: 'Updated' } as Record<string, string>, version: (count: number) => `version ${count}`,
  },
  dialog: {
    consequences: 'What it affects', inside: (count: number) => `${people(count)} ${count === 1 ? 'is' : 'are'} inside`, insideThen: { STOP: ', and will be taken out for good', DELETE: ', and will be taken out for good', PAUSE: ', and will be held where they are' } as Record<string, string>, overdue: (count: number) => `${people(count)} whose wait ran out meanwhile would go on at once`, queued: (count: number) => `${number(count)} queued`, handedOver: (count: number) => `${number(count)} mails were handed over already and can’t be taken back`, affected: 'Used by', nobody: 'Nothing else is affected.', anyway: (action: string) => `${texts.actions[action]} anyway`, nowAllowed: 'What is possible now', deleted: 'Deleting is for good.', discarded: 'What was changed since the last version went live is gone.', comment: 'Comment (optional)', name: 'Name (optional)', resumeAt: 'Resume by itself at (optional)', at: 'When', zone: 'Time zone', which: 'Which action', status: 'Publish status', checklist: 'Checklist', items: { STATE: 'State', NAME: 'Name', ENTRY: 'Entry', EXIT_RULES: 'Exit rules', STEPS: 'Steps', SCHEDULE: 'Schedule', CONTENT: 'Content', CHANGES: 'Changes', DEPENDENCIES: 'What it needs' } as Record<string, string>, ready: 'Ready', warning: 'Look at it', blocked: 'In the way', warnings: 'Done, with warnings', utc: (moment: string) => `That is ${moment} UTC.`,
  },
  journey: {
    graph: 'Steps', entry: 'Entry', people: 'People', inside: 'inside', entered: 'entered', waiting: 'waiting', passed: 'passed', failed: 'failed', completed: 'completed', exited: 'left early', removed: 'taken out', runs: 'Runs', noRuns: 'It has not run yet.', at: (name: string) => `At “${name}”`, nobody: 'Nobody is here.', path: 'Path', contact: 'Contact', due: 'Due', end: 'End', workingCopy: 'Working copy', choose: 'Choose a step to see who is there.', noSteps: 'It has no steps yet.', hidden: 'hidden',
    kinds: { SEND_EMAIL: 'Email', WAIT: 'Wait', WAIT_UNTIL: 'Wait until', WAIT_FOR: 'Wait for', IF_THEN: 'If / then', SPLIT: 'Split', SEGMENT_GROUP: 'Groups', ACTIVATE: 'Activate', UPDATE_CONTACT: 'Update contact', TRACK_EVENT: 'Track event', EXIT: 'Stop' } as Record<string, string>,
    runColumns: { trigger: 'Begun by', status: 'Status', started: 'Began', entered: 'Entered', progressed: 'Went on', exited: 'Left', completed: 'Completed', failed: 'Failed' },
    held: (what: string) => `held up by ${what} that isn’t live`, shown: 'Shown', openEmail: 'Open the email', of: (shown: number, all: number) => `${number(shown)} of ${number(all)}`,
    mails: { queued: 'Queued', sent: 'Sent', blocked: 'Not to be sent', opened: 'Opened', clicked: 'Clicked', bounced: 'Came back', unsubscribed: 'Unsubscribed' },
    dryRun: 'Dry run', playing: 'Playing…', endDryRun: 'End the dry run', dryRunTitle: 'Dry run of the working copy: nothing of it has happened', cantPlay: 'It can’t be played yet.', wouldEnter: (count: number) => `${people(count)} would enter at the beginning.`, sampled: (count: number) => `It was played with ${number(count)} of them.`,
    overAt: (when: string) => `Nothing more would happen after ${when}.`, playedUntil: (when: string) => `It was played until ${when}; more would follow.`, wouldSend: 'Mails', noMails: 'No mail would be written.', mailsOf: (count: number, step: string) => `${number(count)} of “${step}” would go`, heldBack: (count: number, step: string, why: string) => `${number(count)} of “${step}” would not go: ${why}`, between: (from: string, to: string) => `${from} to ${to}`, wouldEnd: 'Where they would end',
  },
  contacts: {
    title: 'Contacts', search: 'Search by address or name', empty: 'No contact matches.', drop: 'Drop a CSV file here, or choose one', dropHint: 'Its first row names the columns; one of them holds the addresses.', columns: 'Columns', columnTitles: ['Column', 'Taken for'], takenFor: (column: string) => `What ${column} is taken for`,
    roles: { email: 'Email address', firstName: 'First name', lastName: 'Last name', attribute: 'Attribute', none: 'Leave out' }, types: { STRING: 'text', INTEGER: 'whole number', DECIMAL: 'number', BOOLEAN: 'yes or no', DATE_TIME: 'moment' } as Record<string, string>,
    noAddress: 'It has no email address.', keyMissing: 'Say which column holds the email addresses.', unreadable: 'This file can’t be read as CSV.', rows: (count: number) => `${number(count)} rows`, existing: 'Contacts that exist already', updateThem: 'Update them with what the file says', leaveThem: 'Leave them as they are', consent: 'All of them agreed to commercial mail', import: (count: number) => `Import ${number(count)} contacts`, importing: (done: number, total: number) => `${number(done)} of ${number(total)} imported`,
    imported: (created: number, existing: number, updated: boolean, refused: number) => [`${number(created)} new`, existing && `${number(existing)} ${updated ? 'updated' : 'left as they were'}`, refused && `${number(refused)} refused`].filter(Boolean).join(', ') + '.', refusedRow: (row: number) => `Row ${row}`, moreRefused: (count: number) => `and ${number(count)} more`, attributes: 'Attributes', consents: 'Consent', events: 'Events', journeys: 'Journeys', none: 'None yet.', suppressed: 'Suppressed', hidden: 'Your role doesn’t see addresses and attributes.', erase: 'Erase', eraseSure: 'Everything that is stored of this contact is erased for good.', importTitle: 'Import', count: (count: number) => `${number(count)} ${count === 1 ? 'contact' : 'contacts'}`,
  },
  testMail: { title: 'Try it out', to: 'Send a test to', as: 'With the fields of a contact (optional)', send: 'Send test', saveAndSend: 'Save and send test', sent: 'The test is on its way.', look: 'See it in the outbox' },
  outbox: { title: 'Outbox', empty: 'No mail yet. Journeys write them here before they send them.', all: 'All', to: 'To', status: 'Status', preview: 'The mail as it looks', plain: 'Plain text', headers: 'Headers', choose: 'Choose a mail to see it.', test: 'test', back: 'Back to the list', noContent: 'Its content isn’t written yet.', neverWritten: 'It was never written, as it was not to be sent.', unknown: 'The connection broke while this was handed over. Did it arrive?', arrived: 'It arrived', lost: 'It didn’t', resend: 'Send it again', moments: { sentAt: 'Sent', deliveredAt: 'Delivered', openedAt: 'Opened', clickedAt: 'Clicked', bouncedAt: 'Came back', unsubscribedAt: 'Unsubscribed' }, statuses: { QUEUED: 'Queued', SENDING: 'Sending', SENT: 'Sent', FAILED: 'Failed', BLOCKED: 'Blocked', UNKNOWN: 'Unknown', CANCELLED: 'Cancelled' } as Record<string, string>, counts: { delivered: 'delivered', opened: 'opened', clicked: 'clicked', bounced: 'bounced', unsubscribed: 'unsubscribed' } as Record<string, string> },
  tokens: { title: 'Tokens', new: 'New token', nameOf: 'Name', role: 'Role', created: 'Created', expires: 'Expires', expiresHint: 'Expires at (optional)', revoked: 'Revoked', revoke: 'Revoke', revokeSure: (name: string) => `Who uses “${name}” is signed out at once, for good.`, create: 'Create token', secret: 'This is the secret. It is shown this once.', copy: 'Copy', copied: 'Copied', copyFirst: 'Copy it first: it is not shown again. Closing once more closes it for good.', forbidden: 'Tokens are for administrators.', roles: { VIEWER: 'Viewer: reads, without people’s data', EDITOR: 'Editor: also writes drafts and contacts', PUBLISHER: 'Publisher: also puts live and stops', ADMIN: 'Administrator: also tokens and settings' } as Record<string, string>, by: (who: string) => `by ${who}` },
  start: {
    title: 'A launch in five clicks', intro: 'A shop tells its country customers about spring: a segment, an email, an address, a form, a page, and the journey that uses them.', step: (count: number) => `Step ${count}`, done: 'Done', records: 'What there is', nothing: 'Nothing yet. It comes with the first click.', notYou: 'To load and launch takes the role Publisher; yours is another. Ask who gave you your token for one with more rights.', finish: 'This is how it works. All of it is on the board.',
    steps: [
      { title: 'Load customers and drafts', text: '120 customers of a real campaign and six drafts that belong together.', do: 'Load the demo' },
      { title: 'Too early', text: 'The email has no subject and no way to unsubscribe. Golive won’t let it go live, and says why.', do: 'Put the email live' },
      { title: 'Mend it', text: 'A subject, and a footer with the address and a link to unsubscribe.', do: 'Mend the email' },
      { title: 'Everything live, in order', text: 'Golive knows what needs what: the journey goes last.', do: 'Put all live' },
      { title: 'An edit while it is live', text: 'The working copy is changed and saved; until the new version is live, the old one runs.', do: 'Rename the journey' },
    ],
    contacts: (done: number, total: number) => `${number(done)} of ${number(total)} customers`, refused: 'Refused, as it should be:', open: 'Open the journey',
  },
};
