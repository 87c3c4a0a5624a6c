import { ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import { DENIAL_CONTEXT_KEY, ERROR_TEXT } from '../../lib/contract/errors.ts';
import { JSON_CONTENT_TYPE, RETRY_AFTER_SECONDS, SECURITY_HEADERS } from '../../lib/contract/headers.ts';
import { quote } from './quote.ts';

type GatewayResponse = {
  readonly types: readonly ResponseType[];
  readonly error: string;
  /** Absent: each type keeps its own. */
  readonly status?: 401 | 404 | 405 | 413 | 429 | 503;
  /** Whether the same request may well succeed a moment later. */
  readonly isTransient?: boolean;
};

/** What API Gateway answers without asking the function, by cause. The bodies never say what went wrong inside. */
const GATEWAY_RESPONSES: readonly GatewayResponse[] = [
  // Templates do not escape; the authorizer takes its denials from a fixed set of texts.
  { types: [ResponseType.ACCESS_DENIED], status: 401, error: `$context.authorizer.${DENIAL_CONTEXT_KEY}` },
  { types: [ResponseType.UNAUTHORIZED], status: 401, error: ERROR_TEXT.denied },
  {
    // API Gateway takes a request to an unknown path for one that AWS's own signature would have to admit. No method here
    // is signed, so what it says of missing or wrong signatures always means that there is no such method.
    types: [
      ResponseType.MISSING_AUTHENTICATION_TOKEN,
      ResponseType.RESOURCE_NOT_FOUND,
      ResponseType.INVALID_SIGNATURE,
      ResponseType.EXPIRED_TOKEN,
    ],
    status: 404,
    error: ERROR_TEXT.notFound,
  },
  // Only the method that answers 405 has templates by type.
  { types: [ResponseType.UNSUPPORTED_MEDIA_TYPE], status: 405, error: ERROR_TEXT.methodNotAllowed },
  { types: [ResponseType.REQUEST_TOO_LARGE], status: 413, error: ERROR_TEXT.badRequest },
  {
    types: [ResponseType.THROTTLED, ResponseType.QUOTA_EXCEEDED],
    status: 429,
    isTransient: true,
    error: ERROR_TEXT.tooManyRequests,
  },
  {
    types: [
      ResponseType.AUTHORIZER_FAILURE,
      ResponseType.AUTHORIZER_CONFIGURATION_ERROR,
      ResponseType.INTEGRATION_FAILURE,
      ResponseType.INTEGRATION_TIMEOUT,
    ],
    status: 503,
    isTransient: true,
    error: ERROR_TEXT.unavailable,
  },
  { types: [ResponseType.DEFAULT_4XX], error: ERROR_TEXT.denied },
  // Among them is the 500 by which API Gateway says that Lambda throttled a function.
  { types: [ResponseType.DEFAULT_5XX], isTransient: true, error: ERROR_TEXT.internal },
];

/**
 * Makes every answer of API Gateway's own look like the service's errors.
 * @param allow the methods that a 405 names
 * @param corsHeaders are added to each
 */
export const addGatewayResponses = (api: RestApi, allow: string, corsHeaders: Record<string, string>) => {
  for (const { types, status, isTransient, error } of GATEWAY_RESPONSES) {
    const retryAfter = isTransient ? { 'retry-after': String(RETRY_AFTER_SECONDS) } : {};
    const allowHeader = status === 405 ? { allow } : {};
    for (const type of types) {
      api.addGatewayResponse(type.responseType, {
        type,
        ...(status === undefined ? {} : { statusCode: String(status) }),
        responseHeaders: quote({ ...SECURITY_HEADERS, ...corsHeaders, ...retryAfter, ...allowHeader }),
        templates: { [JSON_CONTENT_TYPE]: JSON.stringify({ success: false, error }) },
      });
    }
  }
};
