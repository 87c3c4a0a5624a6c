import type { Api } from './template.ts';

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html */
const DEFAULTS = {
  ACCESS_DENIED: { status: 403, message: 'User is not authorized to access this resource' },
  AUTHORIZER_CONFIGURATION_ERROR: { status: 500, message: 'Internal server error' },
  AUTHORIZER_FAILURE: { status: 500, message: 'Internal server error' },
  DEFAULT_4XX: { status: 400, message: 'Bad Request' },
  DEFAULT_5XX: { status: 500, message: 'Internal server error' },
  INTEGRATION_FAILURE: { status: 504, message: 'Internal server error' },
  INTEGRATION_TIMEOUT: { status: 504, message: 'Endpoint request timed out' },
  MISSING_AUTHENTICATION_TOKEN: { status: 403, message: 'Missing Authentication Token' },
  REQUEST_TOO_LARGE: { status: 413, message: 'Request Too Long' },
  THROTTLED: { status: 429, message: 'Too Many Requests' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, message: 'Unsupported Media Type' },
  UNAUTHORIZED: { status: 401, message: 'Unauthorized' },
  WAF_FILTERED: { status: 403, message: 'Forbidden' },
} as const;

export type GatewayResponseType = keyof typeof DEFAULTS;

/** What `$context` is made of in a template; names may lead into it with dots. */
export type TemplateContext = { readonly [name: string]: string | TemplateContext };

/** The gateway answers by itself, without the integration or instead of it. The cause is for the log. */
export class GatewayFault extends Error {
  override readonly name = 'GatewayFault';
  readonly type: GatewayResponseType;
  /** The authorizer's context, where it has spoken. */
  readonly authorizer: TemplateContext;
  /** Where it is not the one that its type has by default. */
  readonly status: number | undefined;

  constructor(
    type: GatewayResponseType,
    options: { cause?: unknown; authorizer?: TemplateContext; status?: number } = {},
  ) {
    super(type, { cause: options.cause });
    this.type = type;
    this.authorizer = options.authorizer ?? {};
    this.status = options.status;
  }
}

type RenderedResponse = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/**
 * The answer that the stage gives for a type; for one without an answer of its own, that of DEFAULT_4XX or DEFAULT_5XX.
 * @param status counts unless the stage has another
 */
export const renderGatewayResponse = (
  { gatewayResponses }: Api,
  type: GatewayResponseType,
  context: TemplateContext,
  status: number = DEFAULTS[type].status,
): RenderedResponse => {
  const { message } = DEFAULTS[type];
  const response = gatewayResponses.get(type) ?? gatewayResponses.get(status < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX');
  const template = response?.ResponseTemplates?.['application/json'] ?? '{"message":$context.error.messageString}';
  const error = { message, messageString: JSON.stringify(message), responseType: type };
  return {
    status: response?.StatusCode ?? status,
    headers: { 'content-type': 'application/json', ...response?.ResponseParameters },
    body: substitute(template, { ...context, error }),
  };
};

/** Gateway responses know plain substitution only, and no escaping. What does not exist becomes nothing. */
const substitute = (template: string, context: TemplateContext) =>
  template.replace(/\$context\.(\w+(?:\.\w+)*)/g, (_, path: string) => {
    const value = path
      .split('.')
      .reduce<string | TemplateContext | undefined>(
        (part, name) => (typeof part === 'object' && Object.hasOwn(part, name) ? part[name] : undefined),
        context,
      );
    return typeof value === 'string' ? value : '';
  });
