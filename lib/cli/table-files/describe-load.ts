import { TABLE_DEFINITION, TIME_TO_LIVE } from '../../table/table-definition.ts';
import { DATA_DIRECTORY, DATA_FORMAT } from './manifest.ts';
import type { TableFiles } from './write-table-files.ts';

/** An import from S3 reads this much at a time, in bytes of the objects as they are. The second holds in other regions. */
const LARGEST_IMPORT = 15e12;
const LARGEST_IMPORT_ELSEWHERE = 1e12;
const LARGE_REGIONS = 'us-east-1, us-west-2 and eu-west-1';

const DEPLOY = 'npx cdk deploy -c issuer=https://login.example.com -c audience=organizations';

/** A step on the way from the files to a deployment. */
export type Step = { readonly what: string; readonly commands: readonly string[] };

/**
 * How files become the table of a deployment. The commands take the bucket's name and the table's from the variables
 * `BUCKET` and `TABLE`.
 * @param path of the directory; absolute
 * @param tableKey the ARN of the KMS key that encrypts the table; undefined for AWS's own, as in the stack
 */
export const describeLoad = (path: string, { items }: TableFiles, tableKey: string | undefined): Step[] => {
  const [, , , region] = tableKey?.split(':') ?? [];
  const key = tableKey === undefined ? '' : ` -c region=${region} -c tableKey=${tableKey}`;
  return [
    {
      what: 'Upload the files',
      commands: [`aws s3 cp ${quote(`${path}/${DATA_DIRECTORY}`)} "s3://$BUCKET/$TABLE/" --recursive`],
    },
    {
      what: 'Create the table from them',
      commands: [`IMPORT=$(${importTable(tableKey)} --query ImportTableDescription.ImportArn --output text)`],
    },
    {
      what: `Repeat until it says COMPLETED, ${items} items and 0 errors`,
      commands: [
        'aws dynamodb describe-import --import-arn "$IMPORT" --query "ImportTableDescription.[ImportStatus,ImportedItemCount,ErrorCount]"',
      ],
    },
    {
      what: 'Set what an import does not: recovery, time to live, deletion protection',
      commands: [
        'aws dynamodb update-continuous-backups --table-name "$TABLE" --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true',
        `aws dynamodb update-time-to-live --table-name "$TABLE" --time-to-live-specification Enabled=${TIME_TO_LIVE.Enabled},AttributeName=${TIME_TO_LIVE.AttributeName}`,
        'aws dynamodb update-table --table-name "$TABLE" --deletion-protection-enabled',
      ],
    },
    {
      what: 'Deploy over the table, with the context of your deployment',
      commands: [`${DEPLOY} -c existingTable="$TABLE" -c recordKeyUse=true${key}`],
    },
  ];
};

const importTable = (tableKey: string | undefined): string => {
  const encryption = { SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: tableKey } };
  const parameters = JSON.stringify({ ...TABLE_DEFINITION, ...(tableKey === undefined ? {} : encryption) });
  return [
    'aws dynamodb import-table',
    `--s3-bucket-source "S3Bucket=$BUCKET,S3KeyPrefix=$TABLE/"`,
    `--input-format ${DATA_FORMAT} --input-compression-type GZIP`,
    // Only the name is for the shell to read
    `--table-creation-parameters '{"TableName":"'"$TABLE"'",${parameters.slice(1)}'`,
  ].join(' ');
};

/** A text as one word of a shell's command. */
const quote = (text: string): string => (/^[\w/.:@=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

/** What DynamoDB would not take; undefined if it takes the files. */
export const whyTooLarge = ({ compressedBytes }: TableFiles): string | undefined => {
  if (compressedBytes <= LARGEST_IMPORT_ELSEWHERE) return undefined;
  const size = `The files have ${terabytes(compressedBytes)} TB. An import from S3 takes`;
  return compressedBytes <= LARGEST_IMPORT
    ? `${size} 1 TB, except in ${LARGE_REGIONS}, where it takes 15 TB.`
    : `${size} 15 TB in ${LARGE_REGIONS}, and 1 TB elsewhere. Ask AWS for more, or import a part of the organizations.`;
};

const terabytes = (bytes: number): string => (bytes / 1e12).toFixed(1);
