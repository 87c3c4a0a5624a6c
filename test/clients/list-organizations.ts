/** Asks with a client that openapi-ts made: URL, API key. */
import { createClient } from 'made/client';
import { listOrganizations } from 'made/sdk.gen';

const [baseUrl = '', auth = ''] = process.argv.slice(2);
const client = createClient({ baseUrl, auth: ({ name }) => (name === 'x-api-key' ? auth : undefined) });
const { data, error, response } = await listOrganizations({ client });
console.log(
  JSON.stringify({
    status: response?.status,
    success: data?.success ?? error?.success,
    error: error?.error ?? null,
    organizations: data?.organizations ?? null,
  }),
);
