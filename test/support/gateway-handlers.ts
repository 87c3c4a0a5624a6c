/** The sources of small functions behind the local gateway, of which each can be told to misbehave. */

/** Decides by its only input, the header `x-answer`, and names what it was given in its context. */
export const AUTHORIZER = `
  const policy = (event, Effect, Resource = event.methodArn) => ({
    principalId: 'somebody',
    policyDocument: { Version: '2012-10-17', Statement: [{ Effect, Action: 'execute-api:Invoke', Resource }] },
    context: { number: 1, sent: JSON.stringify(event.multiValueHeaders['X-Sent'] ?? null) },
  });
  const answers = {
    allow: (event) => policy(event, 'Allow'),
    deny: (event) => policy(event, 'Deny'),
    'deny beside allow': (event) => {
      const [allowed, denied] = [policy(event, 'Allow'), policy(event, 'Deny')];
      allowed.policyDocument.Statement.push(...denied.policyDocument.Statement);
      return allowed;
    },
    'allow by wildcard': (event) => policy(event, 'Allow', event.methodArn.replace('/GET/', '/*/')),
    'allow another method': (event) => policy(event, 'Allow', event.methodArn.replace('/GET/', '/PUT/')),
    'answer nonsense': () => ({ isAuthorized: true }),
    throw: () => { throw new Error('a secret of the authorizer'); },
    refuse: () => { throw new Error('Unauthorized'); },
    hang: () => new Promise(() => {}),
    exit: () => process.exit(1),
  };
  exports.handler = async (event) => answers[event.headers['x-answer'] ?? event.headers['X-Answer']](event);`;

/** Streams what its query parameter `do` says. */
export const STREAMING = `
  const { once } = require('node:events');
  let release, cut = 0;
  const actions = {
    echo: (event, stream) => stream.end(JSON.stringify(event)),
    wait: async (event, stream) => {
      stream.write('first,');
      await new Promise((resolve) => { release = resolve; });
      stream.end('last');
    },
    release: (event, stream) => { release(); stream.end(); },
    endless: async (event, stream) => {
      stream.once('close', () => { cut += 1; });
      for (;;) if (!stream.write('x'.repeat(65536))) await once(stream, 'drain');
    },
    'count of cut': (event, stream) => stream.end(String(cut)),
    'break off': async (event, stream) => {
      await new Promise((resolve) => stream.write('half', resolve));
      throw new Error('a secret of the function');
    },
  };
  exports.handler = awslambda.streamifyResponse(async (event, stream, context) => {
    const action = event.queryStringParameters.do;
    console.log('begins ' + action);
    if (action === 'throw') throw new Error('a secret of the function');
    if (action === 'hang') await new Promise(() => {});
    if (action === 'exit') process.exit(1);
    if (action === 'no prelude') return stream.end('plain');
    if (action === 'a long prelude')
      return awslambda.HttpResponseStream.from(stream, { statusCode: 201, headers: {}, unread: 'x'.repeat(17000) }).end('body');
    const head = { statusCode: 201, headers: { 'x-remaining': String(context.getRemainingTimeInMillis()) } };
    await actions[action](event, awslambda.HttpResponseStream.from(stream, head));
  });`;

/** Answers at once. */
export const BUFFERED = 'exports.handler = async () => ({ statusCode: 200 });';
