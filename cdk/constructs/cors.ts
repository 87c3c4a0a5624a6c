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
 * The CORS headers of API Gateway's own responses; none if no origin is allowed.
 *
 * API Gateway can only send fixed values here. With several origins, only pages of the first one can therefore read
 * these responses. The function's own responses have the header for each origin.
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

/** Adds an OPTIONS method that API Gateway answers itself, without a credential; none if no origin is allowed. */
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
  // addCorsPreflight supports CORS headers only.
  if (!(preflight instanceof CfnMethod)) throw new TypeError('The preflight is expected to be a CfnMethod');
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) {
    const parameter = `ResponseParameters.method\\.response\\.header\\.${name}`;
    preflight.addPropertyOverride(`Integration.IntegrationResponses.0.${parameter}`, `'${value}'`);
    preflight.addPropertyOverride(`MethodResponses.0.${parameter}`, true);
  }
};
