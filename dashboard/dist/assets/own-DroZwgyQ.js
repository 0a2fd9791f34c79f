import{S as e}from"./index-Dku8jbE1.js";import{t}from"./graphql-BIlKXdIs.js";var n={CUSTOMER_JOURNEY:{name:`CustomerJourney`,fields:[{name:`name`,kind:`String`,required:!0},{name:`ownerId`,kind:`ID`},{name:`suppressionSegmentId`,kind:`Reference`,refers:`SEGMENT`,reads:`suppressionSegment`},{name:`entry`,kind:`OneOf`,fields:[{name:`segment`,kind:`Object`,fields:[{name:`segmentIds`,kind:`Reference`,list:!0,refers:`SEGMENT`,reads:`segments`},{name:`merge`,kind:`Enum`,default:`UNION`,values:[`UNION`,`INTERSECTION`]},{name:`exclusionSegmentIds`,kind:`Reference`,list:!0,refers:`SEGMENT`,reads:`exclusionSegments`},{name:`mode`,kind:`Enum`,default:`ONCE`,values:[`ONCE`,`REPEATING`]},{name:`every`,kind:`Duration`}]},{name:`trigger`,kind:`Object`,fields:[{name:`event`,kind:`String`},{name:`condition`,kind:`Condition`}]}]},{name:`startsAt`,kind:`DateTime`},{name:`endsAt`,kind:`DateTime`},{name:`timeZone`,kind:`String`},{name:`isRecurring`,kind:`Boolean`},{name:`recurrenceInterval`,kind:`Duration`},{name:`recurrenceCount`,kind:`Int`},{name:`templateId`,kind:`Reference`,refers:`TEMPLATE`,reads:`template`},{name:`contentSettingsId`,kind:`Reference`,refers:`CONTENT_SETTINGS`,reads:`contentSettings`},{name:`steps`,kind:`OneOf`,list:!0,fields:[{name:`sendEmail`,kind:`Object`,fields:[{name:`id`,kind:`ID`,required:!0},{name:`name`,kind:`String`},{name:`next`,kind:`ID`},{name:`emailId`,kind:`Reference`,refers:`MARKETING_EMAIL`,reads:`email`},{name:`expiresAfter`,kind:`Duration`}],typename:`SendEmailStep`},{name:`wait`,kind:`Object`,fields:[{name:`id`,kind:`ID`,required:!0},{name:`name`,kind:`String`},{name:`next`,kind:`ID`},{name:`duration`,kind:`Duration`}],typename:`WaitStep`},{name:`waitUntil`,kind:`Object`,fields:[{name:`id`,kind:`ID`,required:!0},{name:`name`,kind:`String`},{name:`next`,kind:`ID`},{name:`until`,kind:`DateTime`},{name:`weekdays`,kind:`Enum`,list:!0,values:[`MONDAY`,`TUESDAY`,`WEDNESDAY`,`THURSDAY`,`FRIDAY`,`SATURDAY`,`SUNDAY`]},{name:`time`,kind:`String`}],typename:`WaitUntilStep`},{name:`waitFor`,kind:`Object`,fields:[{name:`id`,kind:`ID`,required:!0},{name:`name`,kind:`String`},{name:`event`,kind:`String`},{name:`condition`,kind:`Condition`},{name:`segmentId`,kind:`Reference`,refers:`SEGMENT`,reads:`segment`},{name:`timeLimit`,kind:`Duration`},{name:`branches`,kind:`Object`,list:!0,fields:[{name:`name`,kind:`String`,required:!0},{name:`next`,kind:`ID`}]}],typename:`WaitForStep`},{name:`ifThen`,kind:`Object`,fields:[{name:`id`,kind:`ID`,required:!0},{name:`name`,kind:`String`},{name:`condition`,kind:`Condition`},{name:`event`,kind:`String`},{name:`stepId`,kind:`ID`},{name:`outcome`,kind:`Enum`,values:[`SENT`,`FAILED`,`OPENED`,`CLICKED`,`BOUNCED`,`UNSUBSCRIBED`,`YES`,`NO`]},{name:`timeLimit`,kind:`Duration`},{name:`branches`,kind:`Object`,list:!0,fields:[{name:`name`,kind:`String`,required:!0},{name:`next`,kind:`ID`}]}],typename:`IfThenStep`},{name:`split`,kind:`Object`,fields:[{name:`id`,kind:`ID`,required:!0},{name:`name`,kind:`String`},{name:`branches`,kind:`Object`,list:!0,fields:[{name:`name`,kind:`String`,required:!0},{name:`next`,kind:`ID`},{name:`percent`,kind:`Int`}]}],typename:`SplitStep`},{name:`segmentGroup`,kind:`Object`,fields:[{name:`id`,kind:`ID`,required:!0},{name:`name`,kind:`String`},{name:`branches`,kind:`Object`,list:!0,fields:[{name:`name`,kind:`String`,required:!0},{name:`next`,kind:`ID`},{name:`condition`,kind:`Condition`},{name:`segmentId`,kind:`Reference`,refers:`SEGMENT`,reads:`segment`}]}],typename:`SegmentGroupStep`},{name:`activate`,kind:`Object`,fields:[{name:`id`,kind:`ID`,required:!0},{name:`name`,kind:`String`},{name:`next`,kind:`ID`},{name:`destinations`,kind:`OneOf`,list:!0,fields:[{name:`webhookUrl`,kind:`String`},{name:`csvFile`,kind:`String`},{name:`segmentId`,kind:`Reference`,refers:`SEGMENT`,reads:`segment`}]}],typename:`ActivateStep`},{name:`updateContact`,kind:`Object`,fields:[{name:`id`,kind:`ID`,required:!0},{name:`name`,kind:`String`},{name:`next`,kind:`ID`},{name:`attribute`,kind:`String`},{name:`value`,kind:`JSON`}],typename:`UpdateContactStep`},{name:`trackEvent`,kind:`Object`,fields:[{name:`id`,kind:`ID`,required:!0},{name:`name`,kind:`String`},{name:`next`,kind:`ID`},{name:`event`,kind:`String`},{name:`properties`,kind:`JSONObject`}],typename:`TrackEventStep`},{name:`exit`,kind:`Object`,fields:[{name:`id`,kind:`ID`,required:!0},{name:`name`,kind:`String`}],typename:`ExitStep`}]}],read:t(`query CustomerJourneyFields($id: ID!, $atLeast: String) {
      record(id: $id, atLeast: $atLeast) { id revision name ... on CustomerJourney {
        ownerId
        suppressionSegment { id name }
        entry { segment { segments { id name } merge exclusionSegments { id name } mode every } trigger { event condition } }
        startsAt
        endsAt
        timeZone
        isRecurring
        recurrenceInterval
        recurrenceCount
        template { id name }
        contentSettings { id name }
        steps { __typename id name kind next { branch stepId } ... on SendEmailStep { email { id name } expiresAfter } ... on WaitStep { duration } ... on WaitUntilStep { until weekdays time } ... on WaitForStep { event condition segment { id name } timeLimit branches { name next } } ... on IfThenStep { condition event stepId outcome timeLimit branches { name next } } ... on SplitStep { branches { name next percent } } ... on SegmentGroupStep { branches { name next condition segment { id name } } } ... on ActivateStep { destinations { webhookUrl csvFile segment { id name } } } ... on UpdateContactStep { attribute value } ... on TrackEventStep { event properties }  }
      } }
    }`),create:t(`mutation CreateCustomerJourney($input: CreateCustomerJourneyInput!, $key: String) {
      answer: createCustomerJourney(input: $input, idempotencyKey: $key) { __typename ... on CustomerJourneySuccess { cursor warnings { code severity message path stepId } record { id } } ...Refusal }
    }`,[e]),update:t(`mutation UpdateCustomerJourney($id: ID!, $input: UpdateCustomerJourneyInput!, $revision: Int) {
      answer: updateCustomerJourney(id: $id, input: $input, expectedRevision: $revision) { __typename ... on CustomerJourneySuccess { cursor warnings { code severity message path stepId } record { id } } ...Refusal }
    }`,[e])},REAL_TIME_JOURNEY:{name:`RealTimeJourney`,fields:[{name:`name`,kind:`String`,required:!0},{name:`ownerId`,kind:`ID`},{name:`exitRules`,kind:`Condition`,list:!0},{name:`pauseClock`,kind:`Enum`,values:[`FREEZE`,`RUN`,`DROP_OVERDUE`]},{name:`emailBinding`,kind:`Enum`,values:[`LATEST`,`PINNED`]},{name:`suppressionSegmentId`,kind:`Reference`,refers:`SEGMENT`,reads:`suppressionSegment`},{name:`entry`,kind:`OneOf`,fields:[{name:`segment`,kind:`Object`,fields:[{name:`segmentIds`,kind:`Reference`,list:!0,refers:`SEGMENT`,reads:`segments`},{name:`merge`,kind:`Enum`,default:`UNION`,values:[`UNION`,`INTERSECTION`]},{name:`exclusionSegmentIds`,kind:`Reference`,list:!0,refers:`SEGMENT`,reads:`exclusionSegments`},{name:`mode`,kind:`Enum`,default:`ONCE`,values:[`ONCE`,`REPEATING`]},{name:`every`,kind:`Duration`}]},{name:`trigger`,kind:`Object`,fields:[{name:`event`,kind:`String`},{name:`condition`,kind:`Condition`}]}]},{name:`startsAt`,kind:`DateTime`},{name:`endsAt`,kind:`DateTime`},{name:`timeZone`,kind:`String`},{name:`isRecurring`,kind:`Boolean`},{name:`recurrenceInterval`,kind:`Duration`},{name:`recurrenceCount`,kind:`Int`},{name:`templateId`,kind:`Reference`,refers:`TEMPLATE`,reads:`template`},{name:`contentSettingsId`,kind:`Reference`,refers:`CONTENT_SETTINGS`,reads:`contentSettings`},{name:`steps`,kind:`OneOf`,list:!0,fields:[{name:`sendEmail`,kind:`Object`,fields:[{name:`id`,kind:`ID`,required:!0},{name:`name`,kind:`String`},{name:`next`,kind:`ID`},{name:`emailId`,kind:`Reference`,refers:`MARKETING_EMAIL`,reads:`email`},{name:`expiresAfter`,kind:`Duration`}],typename:`SendEmailStep`},{name:`wait`,kind:`Object`,fields:[{name:`id`,kind:`ID`,required:!0},{name:`name`,kind:`String`},{name:`next`,kind:`ID`},{name:`duration`,kind:`Duration`}],typename:`WaitStep`},{name:`waitUntil`,kind:`Object`,fields:[{name:`id`,kind:`ID`,required:!0},{name:`name`,kind:`String`},{name:`next`,kind:`ID`},{name:`until`,kind:`DateTime`},{name:`weekdays`,kind:`Enum`,list:!0,values:[`MONDAY`,`TUESDAY`,`WEDNESDAY`,`THURSDAY`,`FRIDAY`,`SATURDAY`,`SUNDAY`]},{name:`time`,kind:`String`}],typename:`WaitUntilStep`},{name:`waitFor`,kind:`Object`,fields:[{name:`id`,kind:`ID`,required:!0},{name:`name`,kind:`String`},{name:`event`,kind:`String`},{name:`condition`,kind:`Condition`},{name:`segmentId`,kind:`Reference`,refers:`SEGMENT`,reads:`segment`},{name:`timeLimit`,kind:`Duration`},{name:`branches`,kind:`Object`,list:!0,fields:[{name:`name`,kind:`String`,required:!0},{name:`next`,kind:`ID`}]}],typename:`WaitForStep`},{name:`ifThen`,kind:`Object`,fields:[{name:`id`,kind:`ID`,required:!0},{name:`name`,kind:`String`},{name:`condition`,kind:`Condition`},{name:`event`,kind:`String`},{name:`stepId`,kind:`ID`},{name:`outcome`,kind:`Enum`,values:[`SENT`,`FAILED`,`OPENED`,`CLICKED`,`BOUNCED`,`UNSUBSCRIBED`,`YES`,`NO`]},{name:`timeLimit`,kind:`Duration`},{name:`branches`,kind:`Object`,list:!0,fields:[{name:`name`,kind:`String`,required:!0},{name:`next`,kind:`ID`}]}],typename:`IfThenStep`},{name:`split`,kind:`Object`,fields:[{name:`id`,kind:`ID`,required:!0},{name:`name`,kind:`String`},{name:`branches`,kind:`Object`,list:!0,fields:[{name:`name`,kind:`String`,required:!0},{name:`next`,kind:`ID`},{name:`percent`,kind:`Int`}]}],typename:`SplitStep`},{name:`segmentGroup`,kind:`Object`,fields:[{name:`id`,kind:`ID`,required:!0},{name:`name`,kind:`String`},{name:`branches`,kind:`Object`,list:!0,fields:[{name:`name`,kind:`String`,required:!0},{name:`next`,kind:`ID`},{name:`condition`,kind:`Condition`},{name:`segmentId`,kind:`Reference`,refers:`SEGMENT`,reads:`segment`}]}],typename:`SegmentGroupStep`},{name:`activate`,kind:`Object`,fields:[{name:`id`,kind:`ID`,required:!0},{name:`name`,kind:`String`},{name:`next`,kind:`ID`},{name:`destinations`,kind:`OneOf`,list:!0,fields:[{name:`webhookUrl`,kind:`String`},{name:`csvFile`,kind:`String`},{name:`segmentId`,kind:`Reference`,refers:`SEGMENT`,reads:`segment`}]}],typename:`ActivateStep`},{name:`updateContact`,kind:`Object`,fields:[{name:`id`,kind:`ID`,required:!0},{name:`name`,kind:`String`},{name:`next`,kind:`ID`},{name:`attribute`,kind:`String`},{name:`value`,kind:`JSON`}],typename:`UpdateContactStep`},{name:`trackEvent`,kind:`Object`,fields:[{name:`id`,kind:`ID`,required:!0},{name:`name`,kind:`String`},{name:`next`,kind:`ID`},{name:`event`,kind:`String`},{name:`properties`,kind:`JSONObject`}],typename:`TrackEventStep`},{name:`exit`,kind:`Object`,fields:[{name:`id`,kind:`ID`,required:!0},{name:`name`,kind:`String`}],typename:`ExitStep`}]}],read:t(`query RealTimeJourneyFields($id: ID!, $atLeast: String) {
      record(id: $id, atLeast: $atLeast) { id revision name ... on RealTimeJourney {
        ownerId
        exitRules
        pauseClock
        emailBinding
        suppressionSegment { id name }
        entry { segment { segments { id name } merge exclusionSegments { id name } mode every } trigger { event condition } }
        startsAt
        endsAt
        timeZone
        isRecurring
        recurrenceInterval
        recurrenceCount
        template { id name }
        contentSettings { id name }
        steps { __typename id name kind next { branch stepId } ... on SendEmailStep { email { id name } expiresAfter } ... on WaitStep { duration } ... on WaitUntilStep { until weekdays time } ... on WaitForStep { event condition segment { id name } timeLimit branches { name next } } ... on IfThenStep { condition event stepId outcome timeLimit branches { name next } } ... on SplitStep { branches { name next percent } } ... on SegmentGroupStep { branches { name next condition segment { id name } } } ... on ActivateStep { destinations { webhookUrl csvFile segment { id name } } } ... on UpdateContactStep { attribute value } ... on TrackEventStep { event properties }  }
      } }
    }`),create:t(`mutation CreateRealTimeJourney($input: CreateRealTimeJourneyInput!, $key: String) {
      answer: createRealTimeJourney(input: $input, idempotencyKey: $key) { __typename ... on RealTimeJourneySuccess { cursor warnings { code severity message path stepId } record { id } } ...Refusal }
    }`,[e]),update:t(`mutation UpdateRealTimeJourney($id: ID!, $input: UpdateRealTimeJourneyInput!, $revision: Int) {
      answer: updateRealTimeJourney(id: $id, input: $input, expectedRevision: $revision) { __typename ... on RealTimeJourneySuccess { cursor warnings { code severity message path stepId } record { id } } ...Refusal }
    }`,[e])},AUDIENCE_JOURNEY:{name:`AudienceJourney`,fields:[{name:`name`,kind:`String`,required:!0},{name:`ownerId`,kind:`ID`},{name:`entryRules`,kind:`Condition`,list:!0},{name:`exitRules`,kind:`Condition`,list:!0},{name:`schedule`,kind:`Object`,fields:[{name:`every`,kind:`Duration`},{name:`at`,kind:`String`},{name:`weekdays`,kind:`Enum`,list:!0,values:[`MONDAY`,`TUESDAY`,`WEDNESDAY`,`THURSDAY`,`FRIDAY`,`SATURDAY`,`SUNDAY`]},{name:`timeZone`,kind:`String`}]},{name:`allowRepeat`,kind:`Boolean`},{name:`templateId`,kind:`Reference`,refers:`TEMPLATE`,reads:`template`},{name:`contentSettingsId`,kind:`Reference`,refers:`CONTENT_SETTINGS`,reads:`contentSettings`},{name:`steps`,kind:`OneOf`,list:!0,fields:[{name:`sendEmail`,kind:`Object`,fields:[{name:`id`,kind:`ID`,required:!0},{name:`name`,kind:`String`},{name:`next`,kind:`ID`},{name:`emailId`,kind:`Reference`,refers:`MARKETING_EMAIL`,reads:`email`},{name:`expiresAfter`,kind:`Duration`}],typename:`SendEmailStep`},{name:`wait`,kind:`Object`,fields:[{name:`id`,kind:`ID`,required:!0},{name:`name`,kind:`String`},{name:`next`,kind:`ID`},{name:`duration`,kind:`Duration`}],typename:`WaitStep`},{name:`waitUntil`,kind:`Object`,fields:[{name:`id`,kind:`ID`,required:!0},{name:`name`,kind:`String`},{name:`next`,kind:`ID`},{name:`until`,kind:`DateTime`},{name:`weekdays`,kind:`Enum`,list:!0,values:[`MONDAY`,`TUESDAY`,`WEDNESDAY`,`THURSDAY`,`FRIDAY`,`SATURDAY`,`SUNDAY`]},{name:`time`,kind:`String`}],typename:`WaitUntilStep`},{name:`waitFor`,kind:`Object`,fields:[{name:`id`,kind:`ID`,required:!0},{name:`name`,kind:`String`},{name:`event`,kind:`String`},{name:`condition`,kind:`Condition`},{name:`segmentId`,kind:`Reference`,refers:`SEGMENT`,reads:`segment`},{name:`timeLimit`,kind:`Duration`},{name:`branches`,kind:`Object`,list:!0,fields:[{name:`name`,kind:`String`,required:!0},{name:`next`,kind:`ID`}]}],typename:`WaitForStep`},{name:`ifThen`,kind:`Object`,fields:[{name:`id`,kind:`ID`,required:!0},{name:`name`,kind:`String`},{name:`condition`,kind:`Condition`},{name:`event`,kind:`String`},{name:`stepId`,kind:`ID`},{name:`outcome`,kind:`Enum`,values:[`SENT`,`FAILED`,`OPENED`,`CLICKED`,`BOUNCED`,`UNSUBSCRIBED`,`YES`,`NO`]},{name:`timeLimit`,kind:`Duration`},{name:`branches`,kind:`Object`,list:!0,fields:[{name:`name`,kind:`String`,required:!0},{name:`next`,kind:`ID`}]}],typename:`IfThenStep`},{name:`split`,kind:`Object`,fields:[{name:`id`,kind:`ID`,required:!0},{name:`name`,kind:`String`},{name:`branches`,kind:`Object`,list:!0,fields:[{name:`name`,kind:`String`,required:!0},{name:`next`,kind:`ID`},{name:`percent`,kind:`Int`}]}],typename:`SplitStep`},{name:`segmentGroup`,kind:`Object`,fields:[{name:`id`,kind:`ID`,required:!0},{name:`name`,kind:`String`},{name:`branches`,kind:`Object`,list:!0,fields:[{name:`name`,kind:`String`,required:!0},{name:`next`,kind:`ID`},{name:`condition`,kind:`Condition`},{name:`segmentId`,kind:`Reference`,refers:`SEGMENT`,reads:`segment`}]}],typename:`SegmentGroupStep`},{name:`activate`,kind:`Object`,fields:[{name:`id`,kind:`ID`,required:!0},{name:`name`,kind:`String`},{name:`next`,kind:`ID`},{name:`destinations`,kind:`OneOf`,list:!0,fields:[{name:`webhookUrl`,kind:`String`},{name:`csvFile`,kind:`String`},{name:`segmentId`,kind:`Reference`,refers:`SEGMENT`,reads:`segment`}]}],typename:`ActivateStep`},{name:`updateContact`,kind:`Object`,fields:[{name:`id`,kind:`ID`,required:!0},{name:`name`,kind:`String`},{name:`next`,kind:`ID`},{name:`attribute`,kind:`String`},{name:`value`,kind:`JSON`}],typename:`UpdateContactStep`},{name:`trackEvent`,kind:`Object`,fields:[{name:`id`,kind:`ID`,required:!0},{name:`name`,kind:`String`},{name:`next`,kind:`ID`},{name:`event`,kind:`String`},{name:`properties`,kind:`JSONObject`}],typename:`TrackEventStep`},{name:`exit`,kind:`Object`,fields:[{name:`id`,kind:`ID`,required:!0},{name:`name`,kind:`String`}],typename:`ExitStep`}]}],read:t(`query AudienceJourneyFields($id: ID!, $atLeast: String) {
      record(id: $id, atLeast: $atLeast) { id revision name ... on AudienceJourney {
        ownerId
        entryRules
        exitRules
        schedule { every at weekdays timeZone }
        allowRepeat
        template { id name }
        contentSettings { id name }
        steps { __typename id name kind next { branch stepId } ... on SendEmailStep { email { id name } expiresAfter } ... on WaitStep { duration } ... on WaitUntilStep { until weekdays time } ... on WaitForStep { event condition segment { id name } timeLimit branches { name next } } ... on IfThenStep { condition event stepId outcome timeLimit branches { name next } } ... on SplitStep { branches { name next percent } } ... on SegmentGroupStep { branches { name next condition segment { id name } } } ... on ActivateStep { destinations { webhookUrl csvFile segment { id name } } } ... on UpdateContactStep { attribute value } ... on TrackEventStep { event properties }  }
      } }
    }`),create:t(`mutation CreateAudienceJourney($input: CreateAudienceJourneyInput!, $key: String) {
      answer: createAudienceJourney(input: $input, idempotencyKey: $key) { __typename ... on AudienceJourneySuccess { cursor warnings { code severity message path stepId } record { id } } ...Refusal }
    }`,[e]),update:t(`mutation UpdateAudienceJourney($id: ID!, $input: UpdateAudienceJourneyInput!, $revision: Int) {
      answer: updateAudienceJourney(id: $id, input: $input, expectedRevision: $revision) { __typename ... on AudienceJourneySuccess { cursor warnings { code severity message path stepId } record { id } } ...Refusal }
    }`,[e])},MARKETING_EMAIL:{name:`MarketingEmail`,fields:[{name:`name`,kind:`String`,required:!0},{name:`ownerId`,kind:`ID`},{name:`templateId`,kind:`Reference`,refers:`TEMPLATE`,reads:`template`},{name:`legalDesignation`,kind:`Enum`,values:[`COMMERCIAL`,`TRANSACTIONAL`]},{name:`contentType`,kind:`Enum`,values:[`DEFAULT`,`CONFIRMATION_REQUEST`]},{name:`subject`,kind:`String`},{name:`design`,kind:`Object`,fields:[{name:`format`,kind:`Enum`,default:`HTML`,values:[`HTML`,`MJML`]},{name:`source`,kind:`Text`,required:!0}]},{name:`fromUser`,kind:`String`},{name:`fromName`,kind:`String`},{name:`fromAddress`,kind:`String`},{name:`to`,kind:`String`},{name:`replyTo`,kind:`String`},{name:`generatePlainText`,kind:`Boolean`},{name:`plainTextContent`,kind:`Text`}],read:t(`query MarketingEmailFields($id: ID!, $atLeast: String) {
      record(id: $id, atLeast: $atLeast) { id revision name ... on MarketingEmail {
        ownerId
        template { id name }
        legalDesignation
        contentType
        subject
        design { format source }
        fromUser
        fromName
        fromAddress
        to
        replyTo
        generatePlainText
        plainTextContent
      } }
    }`),create:t(`mutation CreateMarketingEmail($input: CreateMarketingEmailInput!, $key: String) {
      answer: createMarketingEmail(input: $input, idempotencyKey: $key) { __typename ... on MarketingEmailSuccess { cursor warnings { code severity message path stepId } record { id } } ...Refusal }
    }`,[e]),update:t(`mutation UpdateMarketingEmail($id: ID!, $input: UpdateMarketingEmailInput!, $revision: Int) {
      answer: updateMarketingEmail(id: $id, input: $input, expectedRevision: $revision) { __typename ... on MarketingEmailSuccess { cursor warnings { code severity message path stepId } record { id } } ...Refusal }
    }`,[e])},CONTENT_SETTINGS:{name:`ContentSettings`,fields:[{name:`name`,kind:`String`,required:!0},{name:`ownerId`,kind:`ID`},{name:`address`,kind:`Text`},{name:`subscriptionCenterPageId`,kind:`Reference`,refers:`MARKETING_PAGE`,reads:`subscriptionCenterPage`},{name:`frequencyCaps`,kind:`Object`,list:!0,fields:[{name:`mails`,kind:`Int`,required:!0},{name:`period`,kind:`Duration`,required:!0}]},{name:`quietTime`,kind:`Object`,fields:[{name:`from`,kind:`String`,required:!0},{name:`until`,kind:`String`,required:!0},{name:`timeZone`,kind:`String`}]},{name:`isDefault`,kind:`Boolean`}],read:t(`query ContentSettingsFields($id: ID!, $atLeast: String) {
      record(id: $id, atLeast: $atLeast) { id revision name ... on ContentSettings {
        ownerId
        address
        subscriptionCenterPage { id name }
        frequencyCaps { mails period }
        quietTime { from until timeZone }
        isDefault
      } }
    }`),create:t(`mutation CreateContentSettings($input: CreateContentSettingsInput!, $key: String) {
      answer: createContentSettings(input: $input, idempotencyKey: $key) { __typename ... on ContentSettingsSuccess { cursor warnings { code severity message path stepId } record { id } } ...Refusal }
    }`,[e]),update:t(`mutation UpdateContentSettings($id: ID!, $input: UpdateContentSettingsInput!, $revision: Int) {
      answer: updateContentSettings(id: $id, input: $input, expectedRevision: $revision) { __typename ... on ContentSettingsSuccess { cursor warnings { code severity message path stepId } record { id } } ...Refusal }
    }`,[e])},LEAD_SCORING_MODEL:{name:`LeadScoringModel`,fields:[{name:`name`,kind:`String`,required:!0},{name:`ownerId`,kind:`ID`},{name:`conditions`,kind:`Object`,list:!0,fields:[{name:`condition`,kind:`Condition`},{name:`points`,kind:`Int`}]},{name:`grades`,kind:`Object`,list:!0,fields:[{name:`from`,kind:`Int`},{name:`to`,kind:`Int`},{name:`name`,kind:`String`,required:!0}]},{name:`salesReadyScore`,kind:`Int`}],read:t(`query LeadScoringModelFields($id: ID!, $atLeast: String) {
      record(id: $id, atLeast: $atLeast) { id revision name ... on LeadScoringModel {
        ownerId
        conditions { condition points }
        grades { from to name }
        salesReadyScore
      } }
    }`),create:t(`mutation CreateLeadScoringModel($input: CreateLeadScoringModelInput!, $key: String) {
      answer: createLeadScoringModel(input: $input, idempotencyKey: $key) { __typename ... on LeadScoringModelSuccess { cursor warnings { code severity message path stepId } record { id } } ...Refusal }
    }`,[e]),update:t(`mutation UpdateLeadScoringModel($id: ID!, $input: UpdateLeadScoringModelInput!, $revision: Int) {
      answer: updateLeadScoringModel(id: $id, input: $input, expectedRevision: $revision) { __typename ... on LeadScoringModelSuccess { cursor warnings { code severity message path stepId } record { id } } ...Refusal }
    }`,[e])},SEGMENT:{name:`Segment`,fields:[{name:`name`,kind:`String`,required:!0},{name:`ownerId`,kind:`ID`},{name:`segmentType`,kind:`Enum`,values:[`DYNAMIC`,`STATIC`,`COMPOUND`]},{name:`segmentId`,kind:`String`},{name:`description`,kind:`Text`},{name:`dynamicQuery`,kind:`Condition`},{name:`filter`,kind:`Condition`},{name:`staticMembers`,kind:`Reference`,list:!0,refers:`CONTACT`,reads:`staticMembers`}],read:t(`query SegmentFields($id: ID!, $atLeast: String) {
      record(id: $id, atLeast: $atLeast) { id revision name ... on Segment {
        ownerId
        segmentType
        segmentId
        description
        dynamicQuery
        filter
        staticMembers { id email }
      } }
    }`),create:t(`mutation CreateSegment($input: CreateSegmentInput!, $key: String) {
      answer: createSegment(input: $input, idempotencyKey: $key) { __typename ... on SegmentSuccess { cursor warnings { code severity message path stepId } record { id } } ...Refusal }
    }`,[e]),update:t(`mutation UpdateSegment($id: ID!, $input: UpdateSegmentInput!, $revision: Int) {
      answer: updateSegment(id: $id, input: $input, expectedRevision: $revision) { __typename ... on SegmentSuccess { cursor warnings { code severity message path stepId } record { id } } ...Refusal }
    }`,[e])},MARKETING_PAGE:{name:`MarketingPage`,fields:[{name:`name`,kind:`String`,required:!0},{name:`ownerId`,kind:`ID`},{name:`templateId`,kind:`Reference`,refers:`TEMPLATE`,reads:`template`},{name:`pageType`,kind:`Enum`,values:[`LANDING`,`SUBSCRIPTION_CENTER`,`FORWARD_TO_A_FRIEND`]},{name:`partialUrl`,kind:`String`},{name:`title`,kind:`String`},{name:`content`,kind:`Text`}],read:t(`query MarketingPageFields($id: ID!, $atLeast: String) {
      record(id: $id, atLeast: $atLeast) { id revision name ... on MarketingPage {
        ownerId
        template { id name }
        pageType
        partialUrl
        title
        content
      } }
    }`),create:t(`mutation CreateMarketingPage($input: CreateMarketingPageInput!, $key: String) {
      answer: createMarketingPage(input: $input, idempotencyKey: $key) { __typename ... on MarketingPageSuccess { cursor warnings { code severity message path stepId } record { id } } ...Refusal }
    }`,[e]),update:t(`mutation UpdateMarketingPage($id: ID!, $input: UpdateMarketingPageInput!, $revision: Int) {
      answer: updateMarketingPage(id: $id, input: $input, expectedRevision: $revision) { __typename ... on MarketingPageSuccess { cursor warnings { code severity message path stepId } record { id } } ...Refusal }
    }`,[e])},MARKETING_FORM:{name:`MarketingForm`,fields:[{name:`name`,kind:`String`,required:!0},{name:`ownerId`,kind:`ID`},{name:`templateId`,kind:`Reference`,refers:`TEMPLATE`,reads:`template`},{name:`formType`,kind:`Enum`,values:[`LANDING`,`SUBSCRIPTION_CENTER`,`FORWARD_TO_A_FRIEND`]},{name:`fields`,kind:`Object`,list:!0,fields:[{name:`key`,kind:`String`,required:!0},{name:`label`,kind:`String`},{name:`type`,kind:`Enum`,default:`TEXT`,values:[`TEXT`,`LONG_TEXT`,`EMAIL`,`PHONE`,`NUMBER`,`DATE`,`CHECKBOX`,`CHOICE`,`HIDDEN`]},{name:`required`,kind:`Boolean`},{name:`options`,kind:`String`,list:!0},{name:`attribute`,kind:`String`}]},{name:`elements`,kind:`Enum`,list:!0,values:[`FORWARD`,`RESET`,`CAPTCHA`,`DO_NOT_BULK_EMAIL`,`SUBSCRIPTION_LISTS`,`REMEMBER_ME`]},{name:`submitLabel`,kind:`String`},{name:`afterSubmit`,kind:`OneOf`,fields:[{name:`message`,kind:`Text`},{name:`redirectUrl`,kind:`String`}]},{name:`consent`,kind:`Text`},{name:`autoPublish`,kind:`Boolean`}],read:t(`query MarketingFormFields($id: ID!, $atLeast: String) {
      record(id: $id, atLeast: $atLeast) { id revision name ... on MarketingForm {
        ownerId
        template { id name }
        formType
        fields { key label type required options attribute }
        elements
        submitLabel
        afterSubmit { message redirectUrl }
        consent
        autoPublish
      } }
    }`),create:t(`mutation CreateMarketingForm($input: CreateMarketingFormInput!, $key: String) {
      answer: createMarketingForm(input: $input, idempotencyKey: $key) { __typename ... on MarketingFormSuccess { cursor warnings { code severity message path stepId } record { id } } ...Refusal }
    }`,[e]),update:t(`mutation UpdateMarketingForm($id: ID!, $input: UpdateMarketingFormInput!, $revision: Int) {
      answer: updateMarketingForm(id: $id, input: $input, expectedRevision: $revision) { __typename ... on MarketingFormSuccess { cursor warnings { code severity message path stepId } record { id } } ...Refusal }
    }`,[e])},EVENT:{name:`Event`,fields:[{name:`name`,kind:`String`,required:!0},{name:`ownerId`,kind:`ID`},{name:`startsAt`,kind:`DateTime`},{name:`endsAt`,kind:`DateTime`},{name:`timeZone`,kind:`String`},{name:`venue`,kind:`String`},{name:`capacity`,kind:`Int`},{name:`waitingList`,kind:`Boolean`},{name:`description`,kind:`Text`}],read:t(`query EventFields($id: ID!, $atLeast: String) {
      record(id: $id, atLeast: $atLeast) { id revision name ... on Event {
        ownerId
        startsAt
        endsAt
        timeZone
        venue
        capacity
        waitingList
        description
      } }
    }`),create:t(`mutation CreateEvent($input: CreateEventInput!, $key: String) {
      answer: createEvent(input: $input, idempotencyKey: $key) { __typename ... on EventSuccess { cursor warnings { code severity message path stepId } record { id } } ...Refusal }
    }`,[e]),update:t(`mutation UpdateEvent($id: ID!, $input: UpdateEventInput!, $revision: Int) {
      answer: updateEvent(id: $id, input: $input, expectedRevision: $revision) { __typename ... on EventSuccess { cursor warnings { code severity message path stepId } record { id } } ...Refusal }
    }`,[e])},EVENT_SESSION:{name:`EventSession`,fields:[{name:`name`,kind:`String`,required:!0},{name:`eventId`,kind:`Reference`,required:!0,refers:`EVENT`,reads:`event`},{name:`ownerId`,kind:`ID`},{name:`startsAt`,kind:`DateTime`},{name:`endsAt`,kind:`DateTime`},{name:`room`,kind:`String`},{name:`speakers`,kind:`String`,list:!0},{name:`capacity`,kind:`Int`},{name:`description`,kind:`Text`}],read:t(`query EventSessionFields($id: ID!, $atLeast: String) {
      record(id: $id, atLeast: $atLeast) { id revision name ... on EventSession {
        event { id name }
        ownerId
        startsAt
        endsAt
        room
        speakers
        capacity
        description
      } }
    }`),create:t(`mutation CreateEventSession($input: CreateEventSessionInput!, $key: String) {
      answer: createEventSession(input: $input, idempotencyKey: $key) { __typename ... on EventSessionSuccess { cursor warnings { code severity message path stepId } record { id } } ...Refusal }
    }`,[e]),update:t(`mutation UpdateEventSession($id: ID!, $input: UpdateEventSessionInput!, $revision: Int) {
      answer: updateEventSession(id: $id, input: $input, expectedRevision: $revision) { __typename ... on EventSessionSuccess { cursor warnings { code severity message path stepId } record { id } } ...Refusal }
    }`,[e])},EVENT_TRACK:{name:`EventTrack`,fields:[{name:`name`,kind:`String`,required:!0},{name:`eventId`,kind:`Reference`,required:!0,refers:`EVENT`,reads:`event`},{name:`ownerId`,kind:`ID`},{name:`sessionIds`,kind:`Reference`,list:!0,refers:`EVENT_SESSION`,reads:`sessions`},{name:`audience`,kind:`Enum`,values:[`EXTERNAL`,`INTERNAL`]},{name:`description`,kind:`Text`}],read:t(`query EventTrackFields($id: ID!, $atLeast: String) {
      record(id: $id, atLeast: $atLeast) { id revision name ... on EventTrack {
        event { id name }
        ownerId
        sessions { id name }
        audience
        description
      } }
    }`),create:t(`mutation CreateEventTrack($input: CreateEventTrackInput!, $key: String) {
      answer: createEventTrack(input: $input, idempotencyKey: $key) { __typename ... on EventTrackSuccess { cursor warnings { code severity message path stepId } record { id } } ...Refusal }
    }`,[e]),update:t(`mutation UpdateEventTrack($id: ID!, $input: UpdateEventTrackInput!, $revision: Int) {
      answer: updateEventTrack(id: $id, input: $input, expectedRevision: $revision) { __typename ... on EventTrackSuccess { cursor warnings { code severity message path stepId } record { id } } ...Refusal }
    }`,[e])}};export{n as t};