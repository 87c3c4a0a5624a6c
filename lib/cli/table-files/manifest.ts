/**
 * The two manifests of DynamoDB's export to S3. The files for its import from S3 have the same, beside the data, so that
 * whatever reads an export also reads those.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html
 */
import * as z from 'zod/mini';

/** It is written last: without it, files are not complete. */
export const SUMMARY_FILE = 'manifest-summary.json';
/** A line of JSON for each part. */
export const PARTS_FILE = 'manifest-files.json';
/** Nothing but parts is in it, since DynamoDB imports everything that begins with the prefix. */
export const DATA_DIRECTORY = 'data';

export const DATA_FORMAT = 'DYNAMODB_JSON';
export const FULL_EXPORT = 'FULL_EXPORT';

const count = z.int().check(z.nonnegative());

export const summarySchema = z.object({
  itemCount: count,
  outputFormat: z.string(),
  /** Absent in exports from before there were others. */
  exportType: z.optional(z.string()),
});

export const partSchema = z.object({
  itemCount: count,
  /** Of the file as it is, in base64. */
  md5Checksum: z.string(),
  /** S3's: the MD5 of the MD5 of each piece of the upload, and their number. */
  etag: z.optional(z.string()),
  dataFileS3Key: z.string(),
});

export type Part = z.infer<typeof partSchema>;
