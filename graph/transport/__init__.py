"""How operations and their answers travel: GraphQL over HTTP, graphql-transport-ws, SSE and multipart, as docs/protocol.md promises."""
