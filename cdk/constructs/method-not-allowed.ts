import { Validations } from 'aws-cdk-lib';
import { AuthorizationType, type IResource, MockIntegration, PassthroughBehavior } from 'aws-cdk-lib/aws-apigateway';
import { ERROR_TEXT } from '../../lib/contract/errors.ts';
import { JSON_CONTENT_TYPE, SECURITY_HEADERS } from '../../lib/contract/headers.ts';
import { quote } from './quote.ts';

const STATUS = '405';

/**
 * The value of the `Allow` header.
 * @param origins the allowed origins; without any there is no preflight, hence no OPTIONS
 */
export const allowedMethods = (origins: readonly string[]): string => (origins.length > 0 ? 'GET, OPTIONS' : 'GET');

/** Every method that no other one stands for. */
export const ALL_METHODS = ['ANY'] as const;

/** The same, one by one, for sam local: it takes ANY for GET as well, and serves no MOCK. */
export const ALL_METHODS_BY_NAME = ['DELETE', 'HEAD', 'PATCH', 'POST', 'PUT'] as const;

/**
 * Answers all other methods of the resource with 405 (RFC 9110, section 15.5.6). API Gateway does this itself, without
 * a credential. For a body that is not JSON there is no template: API Gateway then sends its response of type
 * UNSUPPORTED_MEDIA_TYPE, which must be the same.
 */
export const addMethodNotAllowed = (
  resource: IResource,
  methods: readonly string[],
  allow: string,
  corsHeaders: Record<string, string>,
) => {
  const parameters = Object.fromEntries(
    Object.entries(quote({ allow, ...SECURITY_HEADERS, ...corsHeaders })).map(([name, value]) => [
      `method.response.header.${name}`,
      value,
    ]),
  );
  const integration = new MockIntegration({
    passthroughBehavior: PassthroughBehavior.NEVER,
    requestTemplates: { [JSON_CONTENT_TYPE]: JSON.stringify({ statusCode: Number(STATUS) }) },
    integrationResponses: [
      {
        statusCode: STATUS,
        responseParameters: parameters,
        responseTemplates: {
          [JSON_CONTENT_TYPE]: JSON.stringify({ success: false, error: ERROR_TEXT.methodNotAllowed }),
        },
      },
    ],
  });
  const declared = Object.fromEntries(Object.keys(parameters).map((name) => [name, true]));
  const reason = 'It answers 405 and nothing else, to whoever asks.';
  for (const name of methods) {
    const method = resource.addMethod(name, integration, {
      authorizationType: AuthorizationType.NONE,
      methodResponses: [{ statusCode: STATUS, responseParameters: declared }],
    });
    Validations.of(method).acknowledge({ id: 'AwsSolutions-APIG4', reason }, { id: 'AwsSolutions-COG4', reason });
  }
};
