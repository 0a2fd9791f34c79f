import{A as e,D as t,K as n,M as r,N as i,R as a,U as o,V as s,Y as c,b as l,j as u,o as d,w as f,z as p}from"./index-DvlEZffa.js";var m=f(`query JourneySteps($id: ID!, $atLeast: String) {
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
  }`,[l]),C=e=>e?[e.firstName,e.lastName].filter(Boolean).join(` `)||e.email||s.journey.hidden:s.none;function w({id:a,version:l,stepId:d,names:f,moved:p}){let m={id:a,version:l,stepId:d,status:d?`INSIDE`:void 0},{data:h,error:g,again:_}=u(y,m,l===void 0),[v,b]=n(),[x,S]=n();o(()=>{let e=setTimeout(_,300);return()=>clearTimeout(e)},[p]);let w=h?.record;if(l===void 0)return r(`p`,{class:`hint`,children:s.journey.nobody});if(!w||!(`passages`in w))return r(e,{error:g});let{totalCount:D,nodes:O,pageInfo:k}=w.passages,A=v?.to===h?v:void 0,j=[...O,...A?.nodes??[]],M=A?A.end:k.hasNextPage?k.endCursor:null,N=async()=>{let e=(await i(y,{...m,after:M})).record;e&&`passages`in e&&b({to:h,nodes:[...A?.nodes??[],...e.passages.nodes],end:e.passages.pageInfo.hasNextPage?e.passages.pageInfo.endCursor:null})};return j.length?r(c,{children:[d===void 0&&r(`p`,{class:`hint`,children:s.journey.choose}),r(`ul`,{class:`people`,children:j.map(e=>r(`li`,{children:[r(`button`,{type:`button`,class:`link`,"aria-expanded":x===e.id,onClick:()=>S(x===e.id?void 0:e.id),children:C(e.contact)}),r(T,{passage:e}),x===e.id&&r(E,{id:e.id,contact:e.contact?.id,names:f})]},e.id))}),M&&r(`button`,{type:`button`,onClick:()=>N().catch(t),children:[s.more,` `,r(`small`,{children:s.journey.of(j.length,D)})]})]}):r(`p`,{class:`hint`,children:s.journey.nobody})}function T({passage:e}){return r(`small`,{children:[p(e.status),e.reason&&`: ${a(e.reason)}`,e.held&&` · ${e.held}`,e.dueAt&&r(c,{children:[` `,`· `,s.journey.due,` `,r(d,{at:e.dueAt})]})]})}function E({id:t,contact:n,names:i}){let{data:o,error:c}=u(b,{id:t});return o?.node?.__typename===`Passage`?r(`ol`,{class:`timeline path`,"aria-label":s.journey.path,children:[o.node.path.nodes.map(e=>r(`li`,{class:e.outcome===`PASSED`?`live`:e.outcome===`FAILED`?`error`:``,children:[e.name||e.stepId,` `,r(`small`,{children:[e.branch??p(e.outcome),e.reason&&`: ${a(e.reason)}`,` · `,r(d,{at:e.leftAt})]})]},e.number)),r(`li`,{class:o.node.status===`INSIDE`?`moving`:``,children:[o.node.status===`INSIDE`?i?.get(o.node.stepId??``)??o.node.stepId??``:p(o.node.status),` `,n&&r(`a`,{href:`/contacts/${n}`,children:s.journey.contact})]})]}):r(e,{error:c})}export{h as a,m as c,S as i,w as n,_ as o,C as r,x as s,E as t};