import{A as e,B as t,D as n,H as r,M as i,N as a,W as o,X as s,b as c,j as l,o as u,q as d,w as f,z as p}from"./index-Dblm6xY-.js";var m=f(`query JourneySteps($id: ID!, $atLeast: String) {
  record(id: $id, atLeast: $atLeast) {
    __typename id versions(last: 50) { nodes { id number } }
    ... on CustomerJourney { steps { __typename id name kind next { branch stepId } ... on SendEmailStep { email { id name } } ... on WaitStep { duration } } entry { segment { segments { name } } trigger { event } } }
    ... on RealTimeJourney { steps { __typename id name kind next { branch stepId } ... on SendEmailStep { email { id name } } ... on WaitStep { duration } } entry { segment { segments { name } } trigger { event } } }
    ... on AudienceJourney { steps { __typename id name kind next { branch stepId } ... on SendEmailStep { email { id name } } ... on WaitStep { duration } } entryRules }
  }
}`),h=f(`query FrozenJourney($id: ID!) { node(id: $id) { __typename ... on Version { id snapshot } } }`),g=f(`fragment VersionCounts on VersionProgress {
  version
  people { entered inside completed exited removed failed }
  steps { stepId name kind entered waiting passed failed exited error reasons { outcome reason count } mails { queued sent blocked opened clicked bounced unsubscribed } }
}`),_=f(`subscription JourneyCounts($id: ID!) { journeyProgressChanged(id: $id) { versions { ...VersionCounts } } }`,[g]),v=f(`fragment PassageFields on Passage {
  id status reason held stepId since dueAt enteredAt endedAt version contact { id email firstName lastName }
}`),y=f(`query Passages($id: ID!, $stepId: ID, $status: PassageStatus, $version: Int, $after: String) {
    record(id: $id) {
      __typename id
      ... on CustomerJourney { passages(stepId: $stepId, status: $status, version: $version, first: 20, after: $after) { totalCount nodes { ...PassageFields } pageInfo { endCursor hasNextPage } } }
      ... on RealTimeJourney { passages(stepId: $stepId, status: $status, version: $version, first: 20, after: $after) { totalCount nodes { ...PassageFields } pageInfo { endCursor hasNextPage } } }
      ... on AudienceJourney { passages(stepId: $stepId, status: $status, version: $version, first: 20, after: $after) { totalCount nodes { ...PassageFields } pageInfo { endCursor hasNextPage } } }
    }
  }`,[v]),b=f(`query PathOf($id: ID!) { node(id: $id) {
  __typename ... on Passage { id enteredAt endedAt status reason stepId path(first: 100) { nodes { number stepId name kind enteredAt leftAt outcome branch reason } } }
} }`),x=f(`query Runs($id: ID!, $atLeast: String) {
  record(id: $id, atLeast: $atLeast) { id ... on AudienceJourney { runHistory(last: 20) { nodes { id number trigger status error startedAt endedAt entered progressed exited completed failed } } } }
}`),S=f(`query DryRun($id: ID!) {
    simulateJourney(id: $id, first: 1) {
      findings { ...FindingFields } until wouldEnter entered sampled complete
      steps { stepId name kind entered waiting passed failed exited error reasons { outcome reason count } mails { queued sent blocked opened clicked bounced unsubscribed } }
      mails { stepId sent reason count firstAt lastAt }
      ends { status stepId reason count }
    }
  }`,[c]),C=e=>e?[e.firstName,e.lastName].filter(Boolean).join(` `)||e.email||r.journey.hidden:r.none;function w({id:t,version:c,stepId:u,names:f,moved:p}){let m={id:t,version:c,stepId:u,status:u?`INSIDE`:void 0},{data:h,error:g,again:_}=l(y,m,c===void 0),[v,b]=d(),[x,S]=d();o(()=>{let e=setTimeout(_,300);return()=>clearTimeout(e)},[p]);let w=h?.record;if(c===void 0)return i(`p`,{class:`hint`,children:r.journey.nobody});if(!w||!(`passages`in w))return i(e,{error:g});let{totalCount:D,nodes:O,pageInfo:k}=w.passages,A=v?.to===h?v:void 0,j=[...O,...A?.nodes??[]],M=A?A.end:k.hasNextPage?k.endCursor:null,N=async()=>{let e=(await a(y,{...m,after:M})).record;e&&`passages`in e&&b({to:h,nodes:[...A?.nodes??[],...e.passages.nodes],end:e.passages.pageInfo.hasNextPage?e.passages.pageInfo.endCursor:null})};return j.length?i(s,{children:[u===void 0&&i(`p`,{class:`hint`,children:r.journey.choose}),i(`ul`,{class:`people`,children:j.map(e=>i(`li`,{children:[i(`button`,{type:`button`,class:`link`,"aria-expanded":x===e.id,onClick:()=>S(x===e.id?void 0:e.id),children:C(e.contact)}),i(T,{passage:e}),x===e.id&&i(E,{id:e.id,contact:e.contact?.id,names:f})]},e.id))}),M&&i(`button`,{type:`button`,onClick:()=>N().catch(n),children:[r.more,` `,i(`small`,{children:r.journey.of(j.length,D)})]})]}):i(`p`,{class:`hint`,children:r.journey.nobody})}function T({passage:e}){return i(`small`,{children:[t(e.status),e.reason&&`: ${p(e.reason)}`,e.held&&` · ${e.held}`,e.dueAt&&i(s,{children:[` `,`· `,r.journey.due,` `,i(u,{at:e.dueAt})]})]})}function E({id:n,contact:a,names:o}){let{data:s,error:c}=l(b,{id:n});return s?.node?.__typename===`Passage`?i(`ol`,{class:`timeline path`,"aria-label":r.journey.path,children:[s.node.path.nodes.map(e=>i(`li`,{class:e.outcome===`PASSED`?`live`:e.outcome===`FAILED`?`error`:``,children:[e.name||e.stepId,` `,i(`small`,{children:[e.branch??t(e.outcome),e.reason&&`: ${p(e.reason)}`,` · `,i(u,{at:e.leftAt})]})]},e.number)),i(`li`,{class:s.node.status===`INSIDE`?`moving`:``,children:[s.node.status===`INSIDE`?o?.get(s.node.stepId??``)??s.node.stepId??``:t(s.node.status),` `,a&&i(`a`,{href:`/contacts/${a}`,children:r.journey.contact})]})]}):i(e,{error:c})}export{h as a,m as c,S as i,w as n,_ as o,C as r,x as s,E as t};