import { Duration } from 'aws-cdk-lib';
import { CfnMethod, type IResource } from 'aws-cdk-lib/aws-apigateway';
import {
  ANY_ORIGIN,
  CORS_EXPOSED_HEADERS,
  CORS_REQUEST_HEADERS,
  SECURITY_HEADERS,
} from '../../lib/contract/headers.ts';
import type { Configuration } from '../configuration.ts';

/**
 * Headers by which a page of an allowed origin may read an answer of API Gateway's own; none when no origin is allowed.
 *
 * They are literals, API Gateway cannot choose by the request there: with several origins, only pages of the first one
 * can read those answers. The function's own answers choose.
 */
export const createCorsHeaders = ([origin]: readonly string[]): Record<string, string> => {
  if (origin === undefined) return {};
  return {
    'access-control-allow-origin': origin,
    'access-control-expose-headers': CORS_EXPOSED_HEADERS.join(','),
    vary: 'origin',
    ...(origin === ANY_ORIGIN ? {} : { 'access-control-allow-credentials': 'true' }),
  };
};

/** OPTIONS, answered by API Gateway itself and without a credential; not there when no origin is allowed. */
export const addPreflight = (
  resource: IResource,
  { allowedOrigins: origins, allowedHeaders }: Pick<Configuration, 'allowedOrigins' | 'allowedHeaders'>,
) => {
  if (origins.length === 0) return;
  const preflight = resource.addCorsPreflight({
    allowOrigins: [...origins],
    allowHeaders: [...new Set([...CORS_REQUEST_HEADERS, ...allowedHeaders])],
    allowMethods: ['GET', 'OPTIONS'],
    allowCredentials: !origins.includes(ANY_ORIGIN),
    maxAge: Duration.hours(1),
    statusCode: 204,
  }).node.defaultChild;
  // addCorsPreflight knows no other headers than those of CORS.
  if (!(preflight instanceof CfnMethod)) throw new TypeError('The preflight is expected to be a CfnMethod');
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) {
    const parameter = `ResponseParameters.method\\.response\\.header\\.${name}`;
    preflight.addPropertyOverride(`Integration.IntegrationResponses.0.${parameter}`, `'${value}'`);
    preflight.addPropertyOverride(`MethodResponses.0.${parameter}`, true);
  }
};
