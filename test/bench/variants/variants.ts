import type { RecordedTable } from '../workload/recorded-table.ts';
import { StubHandler } from '../workload/stub-handler.ts';
import type { Answer, CreateVariant } from './variant.ts';

/** Loaded only when wanted: a process measures one. */
const VARIANTS = {
  floor: async (table: RecordedTable) => (await import('./floor.ts')).createFloor(table),
  product: async (table: RecordedTable) => create((await import('./product.ts')).createProduct, table),
  documentClient: async (table: RecordedTable) =>
    create((await import('./document-client.ts')).createDocumentClient, table),
  sdkUnmarshall: async (table: RecordedTable) =>
    create((await import('./sdk-unmarshall.ts')).createSdkUnmarshall, table),
  electrodb: async (table: RecordedTable) => create((await import('./electrodb.ts')).createElectrodb, table),
  dynamodbToolbox: async (table: RecordedTable) =>
    create((await import('./dynamodb-toolbox.ts')).createDynamodbToolbox, table),
} as const satisfies Record<string, (table: RecordedTable) => Promise<Answer>>;

const create = (createVariant: CreateVariant, table: RecordedTable): Answer => createVariant(new StubHandler(table));

export type VariantName = keyof typeof VARIANTS;

export const VARIANT_NAMES = Object.keys(VARIANTS) as VariantName[];

export const createAnswer = (name: VariantName, table: RecordedTable): Promise<Answer> => VARIANTS[name](table);
