/** What the report says whatever was measured. */

export const METHOD = `Shapes: S is 1 organization of 5 users and 3 projects; M is 1 of 50 users and 300 projects with 8 collaborators each; L is
100 of a tenth of M. The floor is \`JSON.parse\` of the bodies that the table sent and encoding the finished answer.

- CPU is \`process.cpuUsage\`, garbage collection and just-in-time compilation included. Variants take turns, each in fresh
  processes; a figure is the median of the processes' medians. Compare ratios within a run: the machine does other things, too.
- All variants read the same bodies, made by the project's own encoders, through the SDK with a request handler that answers from
  memory; no network is measured. Before anything is measured, all must give the same answer.
- What is measured of this project is its own code, from the principal to the last byte: reading, checking every item against its
  schema, joining users, visibility, assembling, streaming. The peers check nothing, read without limit at once, and build one object.
- The list function runs with its own \`NODE_OPTIONS\` (\`functions/list-organizations/config.ts\`), which keep memory level for a few percent of
  CPU; the peers and the floor run with Node.js's defaults.
- Cold start is import and first call in a fresh process, with requests answered from a recording before they reach a socket. The
  idiomatic bundle is built with esbuild's defaults from \`test/bench/idiomatic\`: \`import { z } from 'zod'\`, DocumentClient, middy,
  Powertools, jose; it checks its items with zod.
- Memory is the peak of the resident set against what it was before the answer, in a process whose heap has the limit that it has
  on Lambda (1592 MB), read at 16 MB/s at the most, the table in another process.
- The local path is \`npm start\` under autocannon, with the sample data's API key. Gateway, functions, table (dynalite) and client share
  the machine: it says that nothing fails, not what AWS would give.`;

export const CAPACITY = `Prices: us-east-1, on demand, see \`test/bench/compute-cost.ts\`. Durations are this machine's CPU time plus 5 ms for each round
trip to the table; API Gateway counts each 10 MB of a stream as a request. Arm64 costs a fifth less a second than x86_64, and
nothing here is bound to an architecture. The list function has 1769 MB, one whole CPU: it parses, encodes and compresses on one thread,
so more would idle and less would take longer for the same money. The authorizer waits for one read, but a cold start is all CPU, hence 1024 MB.

## What limits what, and what to do then

- **An answer**: 200 MB (Lambda's largest stream), 15 minutes (API Gateway), and 2 MB/s after the first 10 MB. Compressed, 200 MB
  hold several gigabytes of JSON. At the function's time limit the body ends in \`"success": false\`. Then: \`projects=false\`.
- **An organization**: one partition, 3000 read units a second. A page of 1 MB costs 128 units eventually consistent, so the largest
  organizations can be listed about 23 times a second for each megabyte that they have stored. Then: DynamoDB throttles, the SDK retries,
  and what still fails is a 503 with \`Retry-After\`. Spread it by caching at the client, or by putting projects under several partition keys.
- **A user**: all their memberships are one partition of the index, 3000 units a second; a page holds about 6000 memberships.
- **A profile**: a user of whom many are colleagues is one item in many batches: 3000 eventually consistent reads a second of up to 4 KB count half.
- **The table**: on demand it serves twice its former peak at once and doubles from there within 30 minutes; the default quota is 40,000 read
  units a second. Then: raise the quota, pre-warm throughput before an expected peak.
- **The account**: 1000 concurrent executions of Lambda in a region by default, shared by both functions, growing by 1000 each 10 seconds;
  API Gateway's 10,000 requests a second. A large answer to a slow reader holds its execution until the last byte. Then: raise the quotas,
  reserve concurrency for the authorizer, throttle per client at the gateway.
`;
