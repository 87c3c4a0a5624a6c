import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

const IDENTITY = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
<Arn>arn:aws:iam::123456789012:user/test</Arn><UserId>AIDATEST</UserId><Account>123456789012</Account>
</GetCallerIdentityResult></GetCallerIdentityResponse>`;
const REFUSAL = `<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code>
<Message>The recording endpoint refuses everything</Message></Error></ErrorResponse>`;

/**
 * Stands where AWS would be: it says whose account it is, records every other request, and refuses it.
 * Programs that are started with `environment` reach it, and no AWS account.
 */
export const startRecordingAws = async (home: string) => {
  /** The services that were asked, such as `cloudformation`, by the scope of each request's signature. */
  const asked: string[] = [];
  const server = createServer((request, response) => {
    text(request)
      .then((body) => {
        const [, service = 'unsigned'] = request.headers.authorization?.match(/Credential=(?:[^/]+\/){3}([^/]+)/) ?? [];
        const isIdentity = body.includes('Action=GetCallerIdentity');
        if (!isIdentity) asked.push(service);
        response.writeHead(isIdentity ? 200 : 403, { 'content-type': 'text/xml' }).end(isIdentity ? IDENTITY : REFUSAL);
      })
      // The program has hung up.
      .catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server that listens on a port has an AddressInfo; Node.js's type also covers pipes.
  const { port } = server.address() as AddressInfo;
  const environment = {
    // Neither a profile of the machine's nor a role of an instance's takes part.
    HOME: home,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ACCESS_KEY_ID: 'AKIATEST',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'eu-central-1',
    AWS_DEFAULT_REGION: 'eu-central-1',
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    CDK_DISABLE_CLI_TELEMETRY: 'true',
  };
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { asked, environment, close };
};
