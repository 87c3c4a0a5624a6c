import {
  CloudFormationClient,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { CliError } from '../cli-error.ts';

/** Where AWS is called; absent: as the environment says. */
export type AwsSettings = { readonly region?: string; readonly profile?: string };

/** What the checks need to know of a deployed stack. */
export type Deployment = {
  /** The API's URL, which ends in its stage. */
  readonly url: string;
  readonly table: string;
  readonly alarms: readonly string[];
  readonly logGroups: readonly string[];
};

/** @throws CliError when the stack cannot be read, or is none of this project's */
export const readDeployment = async (stack: string, settings: AwsSettings): Promise<Deployment> => {
  const client = new CloudFormationClient(settings);
  const [described, contained] = await Promise.all([
    client.send(new DescribeStacksCommand({ StackName: stack })),
    client.send(new DescribeStackResourcesCommand({ StackName: stack })),
  ]).catch((error: unknown) => {
    throw new CliError(`The stack ${stack} cannot be read: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  });
  const outputs = new Map(
    described.Stacks?.[0]?.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]),
  );
  const [url, table] = [outputs.get('ApiUrl'), outputs.get('TableName')];
  if (url === undefined || table === undefined) {
    throw new CliError(`The stack ${stack} has no outputs ApiUrl and TableName.`);
  }
  const findIds = (type: string) =>
    (contained.StackResources ?? []).flatMap(({ ResourceType, PhysicalResourceId }) =>
      ResourceType === type && PhysicalResourceId !== undefined ? [PhysicalResourceId] : [],
    );
  return { url, table, alarms: findIds('AWS::CloudWatch::Alarm'), logGroups: findIds('AWS::Logs::LogGroup') };
};
