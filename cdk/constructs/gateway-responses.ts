import { ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import { DENIAL_CONTEXT_KEY, ERROR_TEXT } from '../../lib/contract/errors.ts';
import { JSON_CONTENT_TYPE, RETRY_AFTER_SECONDS, SECURITY_HEADERS } from '../../lib/contract/headers.ts';
import { quote } from './quote.ts';

type GatewayResponse = {
  readonly types: readonly ResponseType[];
  readonly error: string;
  /** Absent: each type keeps its default status. */
  readonly status?: 401 | 404 | 405 | 413 | 429 | 503;
  /** Whether the same request may succeed a moment later; adds `retry-after`. */
  readonly isTransient?: boolean;
};

/** API Gateway's own responses, by cause. Their bodies say nothing about internals. */
const GATEWAY_RESPONSES: readonly GatewayResponse[] = [
  // Templates do not escape values. This is safe because denials come from a fixed set of texts.
  { types: [ResponseType.ACCESS_DENIED], status: 401, error: `$context.authorizer.${DENIAL_CONTEXT_KEY}` },
  { types: [ResponseType.UNAUTHORIZED], status: 401, error: ERROR_TEXT.denied },
  {
    // API Gateway reports an unknown path as a request without an AWS signature. No method here uses AWS signatures, so
    // errors about missing or wrong ones always mean that the path or method does not exist.
    types: [
      ResponseType.MISSING_AUTHENTICATION_TOKEN,
      ResponseType.RESOURCE_NOT_FOUND,
      ResponseType.INVALID_SIGNATURE,
      ResponseType.EXPIRED_TOKEN,
    ],
    status: 404,
    error: ERROR_TEXT.notFound,
  },
  // Only the method that answers 405 has templates by content type.
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
  // Includes the 500 that API Gateway sends when Lambda throttles a function.
  { types: [ResponseType.DEFAULT_5XX], isTransient: true, error: ERROR_TEXT.internal },
];

/**
 * Gives all of API Gateway's own responses the format of the service's errors.
 * @param allow the methods that a 405 lists
 * @param corsHeaders added to each response
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
