import * as z from 'zod/mini';

const keycloakSchema = z.object({ access_token: z.string(), id_token: z.string() });

/** Logs Keycloak's user in by their password. */
export const logInAtKeycloak = async (issuer: string) => {
  const form = { grant_type: 'password', client_id: 'app', username: 'ada', password: 'ada', scope: 'openid' };
  const response = await fetch(`${issuer}/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  const { access_token, id_token } = z.parse(keycloakSchema, await response.json());
  return { accessToken: access_token, idToken: id_token };
};

const poolSchema = z.object({ UserPool: z.object({ Id: z.string() }) });
const clientSchema = z.object({ UserPoolClient: z.object({ ClientId: z.string() }) });
const loginSchema = z.object({ AuthenticationResult: z.object({ AccessToken: z.string(), IdToken: z.string() }) });

/** Makes a user pool with a user at moto, and logs the user in. */
export const logInAtCognito = async (url: string) => {
  const call = async <Schema extends z.ZodMiniType>(operation: string, input: object, schema: Schema) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
        authorization:
          'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/cognito-idp/aws4_request, SignedHeaders=host, Signature=0',
      },
      body: JSON.stringify(input),
    });
    return z.parse(schema, response.status === 200 ? await response.json().catch(() => ({})) : await response.text());
  };
  const { UserPool } = await call('CreateUserPool', { PoolName: 'organizations' }, poolSchema);
  const UserPoolId = UserPool.Id;
  const ExplicitAuthFlows = ['ALLOW_ADMIN_USER_PASSWORD_AUTH'];
  const { UserPoolClient } = await call(
    'CreateUserPoolClient',
    { UserPoolId, ClientName: 'app', ExplicitAuthFlows },
    clientSchema,
  );
  const [ClientId, Username, Password] = [UserPoolClient.ClientId, 'ada', 'Secret-1234'];
  await call('AdminCreateUser', { UserPoolId, Username, MessageAction: 'SUPPRESS' }, z.unknown());
  await call('AdminSetUserPassword', { UserPoolId, Username, Password, Permanent: true }, z.unknown());
  const AuthParameters = { USERNAME: Username, PASSWORD: Password };
  const { AuthenticationResult } = await call(
    'AdminInitiateAuth',
    { UserPoolId, ClientId, AuthFlow: 'ADMIN_USER_PASSWORD_AUTH', AuthParameters },
    loginSchema,
  );
  return {
    clientId: ClientId,
    jwksUri: `${url}/${UserPoolId}/.well-known/jwks.json`,
    accessToken: AuthenticationResult.AccessToken,
    idToken: AuthenticationResult.IdToken,
  };
};
