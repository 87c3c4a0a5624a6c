import { faker } from '@faker-js/faker/locale/en';

/** Every date that is not a trial's lies in these fixed years. */
export const FIRST_DAY = '2021-03-01';
export const MIDDLE_DAY = '2024-03-01';
export const LAST_DAY = '2025-11-30';

/** Nothing answers there: pictures are only named. */
export const IMAGES = 'https://images.example.com';

/** A time between two others, all of ISO 8601. */
export const drawDate = (from: string, to: string): string => faker.date.between({ from, to }).toISOString();

/** All of the fields or, otherwise, none of them. */
export const maybe = <T extends object>(probability: number, fields: T): Partial<T> =>
  faker.datatype.boolean(probability) ? fields : {};
