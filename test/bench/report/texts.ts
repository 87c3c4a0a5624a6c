/** What the report says whatever was measured. */

export const METHOD = `## How it is measured

Shapes: S is 1 organization of 5 users and 3 projects; M is 1 of 50 users and 300 projects with 8 collaborators each; L is
100 of a tenth of M. The caller is a user who is an admin of all of them, unless it says otherwise.

- **The whole function**: the bundle of a synthesis of the stack, in a fresh process that has the arguments that Lambda's bootstrap gives
  Node.js (\`test/bench/lambda/lambda-arguments.ts\`) and the environment of the template. It gets API Gateway's event as text, with the
  authorizer's context. The recorded answers of the table come from another process by HTTP/1.1 that is kept alive, and what the
  function streams goes there as a chunked request, as Lambda's runtime sends it.
- **The idiomatic function** (\`test/bench/idiomatic\`): the same answers by middy, \`import { z } from 'zod'\`, DocumentClient, Powertools and jose, as
  their guides say, bundled by esbuild's defaults. It checks items with zod, reads without limit at once, builds one object, and
  streams nothing. Before anything is measured, its answer must be the same.
- **The floor** (\`test/bench/floor\`): the same requests in the same waves by \`node:http\`, \`JSON.parse\` of what they bring, the finished text;
  of the authorizer, one check of the signature, too.
- CPU is \`process.cpuUsage\`, user and system of the whole process, garbage collection and just-in-time compilation included: the mean of all
  calls that were measured. Variants take turns within a round, a few calls each; ratios are of one round, and of the rounds the median.
- **Cold** is import and first call in a fresh process, without the start of Node.js itself, which is the same for all.
- **In process** is the list's own code from the principal to the last byte, with a table in memory in the network's place: what is left
  of the whole function without sockets, the runtime, middy and the log.
- **Memory** is the peak of the resident set against what it was before the answer, read at 16 MB/s at the most. It grows until
  the young generation has the size that Lambda's arguments allow it (three semi-spaces of 88 MB at most) and no further. A smaller semi-space
  in \`NODE_OPTIONS\` changes nothing, because the argument wins. \`--semi-space-growth-factor=1\`, set by the function itself, took 55 and 68 MB for
  151 and 302 MB, and 16 to 28 % more CPU for M and L: memory is there, CPU is paid for, so it is not set.`;

export const MISSED = `## What misses its target, and why

Shares of CPU by profiles (\`--cpu-prof\`) of 2026-11-27, of 8000 decisions by key, 30 answers L and 200 answers M, warm.

- **The authorizer**: half of its CPU is Node.js's own sockets, HTTP and hashing, a quarter the SDK's client: middleware, signing, sending.
  Everything else, that is this project's code, zod, middy and the log, is a tenth. Without that tenth, it would still take 0.7 of the
  idiomatic one, which has the same client. Less is possible only without the SDK's client.
- **L, and M and L against the floor**: parsing what the table brings takes 24 %, sockets and requests 10 % of M and 20 % of L, which has a
  hundred times as many. The floor does this and no more. To check every item takes 11 %, to decide who sees what and write it
  16 %, garbage collection 7 to 11 %: 1.35 times the floor leaves room for less than half of that.
- **Memory** beyond 151 MB: the young generation grows, see below.
- **The first byte after hidden organizations** waits for their items, of which the table sends a batch of 100 in each answer.
`;

export const CAPACITY = `Prices: us-east-1, on demand, see \`test/bench/prices.ts\`. Durations are this machine's CPU time plus 5 ms for each round
trip to the table; API Gateway counts each 10 MB of a stream as a request. Arm64 costs a fifth less a second than x86_64, and
nothing here is bound to an architecture. The list function has 1769 MB, one whole CPU: it parses, encodes and compresses on one thread,
so more would idle and less would take longer for the same money. The authorizer waits for one read, but a cold start is all CPU, hence 1024 MB.

## What limits what, and what to do then

- **An answer**: 200 MB (Lambda's largest stream), 15 minutes (API Gateway), and 2 MB/s after the first 10 MB. Compressed, 200 MB
  hold several gigabytes of JSON. At the function's time limit the body ends in \`"success": false\`. Then: \`projects=false\`.
- **An organization**: at first one partition, 3000 read units a second. A page of 1 MB costs 128 units eventually consistent, so it can be
  listed about 23 times a second for each megabyte that it has stored. DynamoDB splits a partition that stays hot, an organization by its
  sort keys, too, over minutes; \`npm run capacity\` has a model of that. Until then, DynamoDB throttles, the SDK retries, and what still
  fails is a 503 with \`Retry-After\`. Then: cache at the client.
- **A user**: all their memberships are one partition of the index, 3000 units a second; a page holds about 6000 memberships.
- **A profile**: a user of whom many are colleagues is one item in many batches: 3000 eventually consistent reads a second of up to 4 KB count half.
- **The table**: on demand it serves twice its former peak at once and doubles from there within 30 minutes; the default quota is 40,000 read
  units a second. Then: raise the quota, pre-warm throughput before an expected peak.
- **The account**: 1000 concurrent executions of Lambda in a region by default, shared by both functions, growing by 1000 each 10 seconds;
  API Gateway's 10,000 requests a second. A large answer to a slow reader holds its execution until the last byte. Then: raise the quotas,
  reserve concurrency for the authorizer, throttle per client at the gateway.
`;
