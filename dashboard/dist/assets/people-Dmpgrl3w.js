import{A as e,B as t,G as n,L as r,M as i,R as a,U as o,j as s,o as c,w as l}from"./index-BE5TIQpg.js";var u=l(`query JourneySteps($id: ID!, $atLeast: String) {
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
}`),_=e=>e?[e.firstName,e.lastName].filter(Boolean).join(` `)||e.email||a.journey.hidden:a.none;function v({id:n,version:r,stepId:c,count:l}){let{data:u,error:d,again:f}=s(m,{id:n,version:r,stepId:c,status:c?`INSIDE`:void 0},r===void 0),[p,h]=o();t(()=>{let e=setTimeout(f,300);return()=>clearTimeout(e)},[l]);let g=u?.record;if(r===void 0)return i(`p`,{class:`hint`,children:a.journey.nobody});if(!g||!(`passages`in g))return i(e,{error:d});let v=g.passages.nodes;return v.length?i(`ul`,{class:`people`,children:v.map(e=>i(`li`,{children:[i(`button`,{type:`button`,class:`link`,"aria-expanded":p===e.id,onClick:()=>h(p===e.id?void 0:e.id),children:_(e.contact)}),i(y,{passage:e}),p===e.id&&i(b,{id:e.id,contact:e.contact?.id})]},e.id))}):i(`p`,{class:`hint`,children:a.journey.nobody})}function y({passage:e}){return i(`small`,{children:[r(e.status),e.reason&&`: ${e.reason}`,e.held&&` · ${e.held}`,e.dueAt&&i(n,{children:[` `,`· `,a.journey.due,` `,i(c,{at:e.dueAt})]})]})}function b({id:t,contact:n}){let{data:o,error:l}=s(h,{id:t});return o?.node?.__typename===`Passage`?i(`ol`,{class:`timeline path`,"aria-label":a.journey.path,children:[o.node.path.nodes.map(e=>i(`li`,{class:e.outcome===`PASSED`?`live`:e.outcome===`FAILED`?`error`:``,children:[e.name||e.stepId,` `,i(`small`,{children:[e.branch??r(e.outcome),e.reason&&`: ${e.reason}`,` · `,i(c,{at:e.leftAt})]})]},e.number)),i(`li`,{class:o.node.status===`INSIDE`?`moving`:``,children:[o.node.status===`INSIDE`?o.node.stepId??``:r(o.node.status),` `,n&&i(`a`,{href:`/contacts/${n}`,children:a.journey.contact})]})]}):i(e,{error:l})}export{g as a,f as i,v as n,u as o,_ as r,b as t};