import type { DataDirectory } from './data-directory.ts';
import type { Issuer } from './issuer.ts';
import { type SampleCredential, sampleData } from './sample-data.ts';
import { createLocalClient, fillTable, type LocalClient } from './table.ts';
import type { Template } from './template.ts';

/** A credential that works, ready to be sent. */
export type Credential = {
  readonly kind: 'key' | 'jwt';
  readonly as: string;
  readonly value: string;
};

type SampleTable = {
  /** The endpoint of DynamoDB's stand-in. */
  readonly dynamodb: string;
  readonly table: Template['table'];
  readonly issuer: Issuer;
  /** Absent: in memory. */
  readonly data?: DataDirectory | undefined;
};

/** Makes the template's table with the sample data in it. Resolves to credentials of that data, and to a client. */
export const loadSampleData = async ({
  dynamodb,
  table,
  issuer,
  data,
}: SampleTable): Promise<{ readonly client: LocalClient; readonly credentials: readonly Credential[] }> => {
  const client = createLocalClient(dynamodb);
  const { items, credentials } = sampleData();
  await fillTable(client, table, items, data);
  return { client, credentials: await Promise.all(credentials.map((credential) => complete(credential, issuer))) };
};

const complete = async (credential: SampleCredential, issuer: Issuer): Promise<Credential> => {
  if (credential.kind === 'key') return credential;
  const { kind, as, userId } = credential;
  return { kind, as, value: await issuer.sign({ sub: String(userId) }) };
};
