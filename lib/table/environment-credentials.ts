/**
 * What stands in the bundles for the SDK's chain of credential providers. Lambda hands credentials to a function by the
 * environment and in no other way; the chain would be a third of the bundle, and read files that are not there.
 */
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';
