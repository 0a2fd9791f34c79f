import{A as e,B as t,G as n,H as r,J as i,M as a,R as o,j as s,o as c,w as l}from"./index-CKpcm0J8.js";var u=l(`query JourneySteps($id: ID!, $atLeast: String) {
  record(id: $id, atLeast: $atLeast) {
    __typename id
    ... on CustomerJourney { steps { __typename id name kind next { branch stepId } ... on SendEmailStep { email { name } } ... on WaitStep { duration } } entry { segment { segments { name } } trigger { event } } }
    ... on RealTimeJourney { steps { __typename id name kind next { branch stepId } ... on SendEmailStep { email { name } } ... on WaitStep { duration } } entry { segment { segments { name } } trigger { event } } }
    ... on AudienceJourney { steps { __typename id name kind next { branch stepId } ... on SendEmailStep { email { name } } ... on WaitStep { duration } } entryRules }
  }
}`),d=l(`fragment VersionCounts on VersionProgress {
  version
  people { entered inside completed exited removed failed }
  steps { stepId name kind entered waiting passed failed exited error reasons { outcome reason count } mails { sent opened clicked bounced } }
}`),f=l(`subscription JourneyCounts($id: ID!) { journeyProgressChanged(id: $id) { versions { ...VersionCounts } } }`,[d]),p=l(`fragment PassageFields on Passage {
  id status reason held stepId since dueAt enteredAt endedAt version contact { id email firstName lastName }
}`),m=l(`query Passages($id: ID!, $stepId: ID, $status: PassageStatus, $version: Int, $after: String) {
    record(id: $id) {
      __typename id
      ... on CustomerJourney { passages(stepId: $stepId, status: $status, version: $version, first: 20, after: $after) { totalCount nodes { ...PassageFields } pageInfo { endCursor hasNextPage } } }
      ... on RealTimeJourney { passages(stepId: $stepId, status: $status, version: $version, first: 20, after: $after) { totalCount nodes { ...PassageFields } pageInfo { endCursor hasNextPage } } }
      ... on AudienceJourney { passages(stepId: $stepId, status: $status, version: $version, first: 20, after: $after) { totalCount nodes { ...PassageFields } pageInfo { endCursor hasNextPage } } }
    }
  }`,[p]),h=l(`query PathOf($id: ID!) { node(id: $id) {
  __typename ... on Passage { id enteredAt endedAt status reason stepId path(first: 100) { nodes { number stepId name kind enteredAt leftAt outcome branch reason } } }
} }`),g=l(`query Runs($id: ID!, $atLeast: String) {
  record(id: $id, atLeast: $atLeast) { id ... on AudienceJourney { runHistory(last: 20) { nodes { id number trigger status error startedAt endedAt entered progressed exited completed failed } } } }
}`),_=e=>e?[e.firstName,e.lastName].filter(Boolean).join(` `)||e.email||t.journey.hidden:t.none;function v({id:i,version:o,stepId:c,count:l}){let{data:u,error:d,again:f}=s(m,{id:i,version:o,stepId:c,status:c?`INSIDE`:void 0},o===void 0),[p,h]=n();r(()=>{let e=setTimeout(f,300);return()=>clearTimeout(e)},[l]);let g=u?.record;if(o===void 0)return a(`p`,{class:`hint`,children:t.journey.nobody});if(!g||!(`passages`in g))return a(e,{error:d});let v=g.passages.nodes;return v.length?a(`ul`,{class:`people`,children:v.map(e=>a(`li`,{children:[a(`button`,{type:`button`,class:`link`,"aria-expanded":p===e.id,onClick:()=>h(p===e.id?void 0:e.id),children:_(e.contact)}),a(y,{passage:e}),p===e.id&&a(b,{id:e.id,contact:e.contact?.id})]},e.id))}):a(`p`,{class:`hint`,children:t.journey.nobody})}function y({passage:e}){return a(`small`,{children:[o(e.status),e.reason&&`: ${e.reason}`,e.held&&` · ${e.held}`,e.dueAt&&a(i,{children:[` `,`· `,t.journey.due,` `,a(c,{at:e.dueAt})]})]})}function b({id:n,contact:r}){let{data:i,error:l}=s(h,{id:n});return i?.node?.__typename===`Passage`?a(`ol`,{class:`timeline path`,"aria-label":t.journey.path,children:[i.node.path.nodes.map(e=>a(`li`,{class:e.outcome===`PASSED`?`live`:e.outcome===`FAILED`?`error`:``,children:[e.name||e.stepId,` `,a(`small`,{children:[e.branch??o(e.outcome),e.reason&&`: ${e.reason}`,` · `,a(c,{at:e.leftAt})]})]},e.number)),a(`li`,{class:i.node.status===`INSIDE`?`moving`:``,children:[i.node.status===`INSIDE`?i.node.stepId??``:o(i.node.status),` `,r&&a(`a`,{href:`/contacts/${r}`,children:t.journey.contact})]})]}):a(e,{error:l})}export{g as a,f as i,v as n,u as o,_ as r,b as t};