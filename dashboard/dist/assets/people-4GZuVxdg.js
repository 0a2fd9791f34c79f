import{M as e,S as t,a as n,b as r,i,k as a,n as o,r as s,t as c,w as l,y as u}from"./graphql-BIlKXdIs.js";import{E as d,b as f,o as p}from"./index-Dku8jbE1.js";var m=c(`query JourneySteps($id: ID!, $atLeast: String) {
  record(id: $id, atLeast: $atLeast) {
    __typename id versions(last: 50) { nodes { id number } }
    ... on CustomerJourney { steps { __typename id name kind next { branch stepId } ... on SendEmailStep { email { id name } } ... on WaitStep { duration } } entry { segment { segments { name } } trigger { event } } }
    ... on RealTimeJourney { steps { __typename id name kind next { branch stepId } ... on SendEmailStep { email { id name } } ... on WaitStep { duration } } entry { segment { segments { name } } trigger { event } } }
    ... on AudienceJourney { steps { __typename id name kind next { branch stepId } ... on SendEmailStep { email { id name } } ... on WaitStep { duration } } entryRules }
  }
}`),h=c(`query FrozenJourney($id: ID!) { node(id: $id) { __typename ... on Version { id snapshot } } }`),g=c(`fragment VersionCounts on VersionProgress {
  version
  people { entered inside completed exited removed failed }
  steps { stepId name kind entered waiting passed failed exited error reasons { outcome reason count } mails { queued sent blocked opened clicked bounced unsubscribed } }
}`),_=c(`subscription JourneyCounts($id: ID!) { journeyProgressChanged(id: $id) { versions { ...VersionCounts } } }`,[g]),v=c(`fragment PassageFields on Passage {
  id status reason held stepId since dueAt enteredAt endedAt version contact { id email firstName lastName }
}`),y=c(`query Passages($id: ID!, $stepId: ID, $status: PassageStatus, $version: Int, $after: String) {
    record(id: $id) {
      __typename id
      ... on CustomerJourney { passages(stepId: $stepId, status: $status, version: $version, first: 20, after: $after) { totalCount nodes { ...PassageFields } pageInfo { endCursor hasNextPage } } }
      ... on RealTimeJourney { passages(stepId: $stepId, status: $status, version: $version, first: 20, after: $after) { totalCount nodes { ...PassageFields } pageInfo { endCursor hasNextPage } } }
      ... on AudienceJourney { passages(stepId: $stepId, status: $status, version: $version, first: 20, after: $after) { totalCount nodes { ...PassageFields } pageInfo { endCursor hasNextPage } } }
    }
  }`,[v]),b=c(`query PathOf($id: ID!) { node(id: $id) {
  __typename ... on Passage { id enteredAt endedAt status reason stepId path(first: 100) { nodes { number stepId name kind enteredAt leftAt outcome branch reason } } }
} }`),x=c(`query Runs($id: ID!, $atLeast: String) {
  record(id: $id, atLeast: $atLeast) { id ... on AudienceJourney { runHistory(last: 20) { nodes { id number trigger status error startedAt endedAt entered progressed exited completed failed } } } }
}`),S=c(`query DryRun($id: ID!) {
    simulateJourney(id: $id, first: 1) {
      findings { ...FindingFields } until wouldEnter entered sampled complete
      steps { stepId name kind entered waiting passed failed exited error reasons { outcome reason count } mails { queued sent blocked opened clicked bounced unsubscribed } }
      mails { stepId sent reason count firstAt lastAt }
      ends { status stepId reason count }
    }
  }`,[f]),C=e=>e?[e.firstName,e.lastName].filter(Boolean).join(` `)||e.email||t.journey.hidden:t.none;function w({id:r,version:c,stepId:u,names:f,moved:p}){let m={id:r,version:c,stepId:u,status:u?`INSIDE`:void 0},{data:h,error:g,again:_}=s(y,m,c===void 0),[v,b]=a(),[x,S]=a();l(()=>{let e=setTimeout(_,300);return()=>clearTimeout(e)},[p]);let w=h?.record;if(c===void 0)return i(`p`,{class:`hint`,children:t.journey.nobody});if(!w||!(`passages`in w))return i(o,{error:g});let{totalCount:D,nodes:O,pageInfo:k}=w.passages,A=v?.to===h?v:void 0,j=[...O,...A?.nodes??[]],M=A?A.end:k.hasNextPage?k.endCursor:null,N=async()=>{let e=(await n(y,{...m,after:M})).record;e&&`passages`in e&&b({to:h,nodes:[...A?.nodes??[],...e.passages.nodes],end:e.passages.pageInfo.hasNextPage?e.passages.pageInfo.endCursor:null})};return j.length?i(e,{children:[u===void 0&&i(`p`,{class:`hint`,children:t.journey.choose}),i(`ul`,{class:`people`,children:j.map(e=>i(`li`,{children:[i(`button`,{type:`button`,class:`link`,"aria-expanded":x===e.id,onClick:()=>S(x===e.id?void 0:e.id),children:C(e.contact)}),i(T,{passage:e}),x===e.id&&i(E,{id:e.id,contact:e.contact?.id,names:f})]},e.id))}),M&&i(`button`,{type:`button`,onClick:()=>N().catch(d),children:[t.more,` `,i(`small`,{children:t.journey.of(j.length,D)})]})]}):i(`p`,{class:`hint`,children:t.journey.nobody})}function T({passage:n}){return i(`small`,{children:[r(n.status),n.reason&&`: ${u(n.reason)}`,n.held&&` · ${t.journey.held(u(n.held).toLowerCase())}`,n.dueAt&&i(e,{children:[` `,`· `,t.journey.due,` `,i(p,{at:n.dueAt})]})]})}function E({id:e,contact:n,names:a}){let{data:c,error:l}=s(b,{id:e});return c?.node?.__typename===`Passage`?i(`ol`,{class:`timeline path`,"aria-label":t.journey.path,children:[c.node.path.nodes.map(e=>i(`li`,{class:e.outcome===`PASSED`?`live`:e.outcome===`FAILED`?`error`:``,children:[e.name||e.stepId,` `,i(`small`,{children:[e.branch??r(e.outcome),e.reason&&`: ${u(e.reason)}`,` · `,i(p,{at:e.leftAt})]})]},e.number)),i(`li`,{class:c.node.status===`INSIDE`?`moving`:``,children:[c.node.status===`INSIDE`?a?.get(c.node.stepId??``)??c.node.stepId??``:r(c.node.status),` `,n&&i(`a`,{href:`/contacts/${n}`,children:t.journey.contact})]})]}):i(o,{error:l})}export{h as a,m as c,S as i,w as n,_ as o,C as r,x as s,E as t};