import { createRandom } from '../../support/random.ts';
import { Partition } from './partition.ts';
import { QUOTAS } from './quotas.ts';

export type Load = {
  readonly organizations: number;
  /** Units a second that the table serves at first: by the fewest partitions that can. */
  readonly warmUnits: number;
  /** Of each organization: what its collection can be divided into. */
  readonly items: number;
  /** Units that a request reads of one organization's collection. */
  readonly unitsInCollection: number;
  /** Units that it reads elsewhere in the table: profiles, and what the authorizer reads. */
  readonly unitsElsewhere: number;
  readonly seconds: number;
  /** Requests a second, for the busiest organization and for all others, in each second. */
  readonly rateAt: (second: number) => { readonly busiest: number; readonly others: number };
  /** See {@link Partition}. */
  readonly burstSeconds?: number;
};

/** What happened in one second. */
export type Second = {
  readonly asked: number;
  readonly refused: number;
  readonly busiestAsked: number;
  readonly busiestRefused: number;
  /** Units that were read, also by requests that were refused later. */
  readonly units: number;
};

/**
 * At most about this many requests are simulated, which takes a second; beyond that, each of them stands for several.
 * More of them collide then, because each reads as much as several.
 */
const MOST_REQUESTS = 1_000_000;

/** Fewer would fall into the first partitions unevenly, which the model does not look at. */
const LEAST_COLLECTIONS = 1000;

/**
 * Requests, one after the other, against the partitions of a table. They come by chance, and the same seed draws the
 * same. Nothing is tried again: the SDK would do so twice within a second, which no sustained refusal ends.
 */
export const simulateTable = (load: Load, seed = 1): Second[] => {
  const table = new SimulatedTable(load, seed);
  return Array.from({ length: load.seconds }, (_, second) => table.runSecond(second));
};

class SimulatedTable {
  readonly #load: Load;
  readonly #random: ReturnType<typeof createRandom>;
  readonly #collections: number;
  readonly #busiest: number;
  readonly #weight: number;
  #partitions: Partition[];
  #quota: number = QUOTAS.tableUnits;

  constructor(load: Load, seed: number) {
    this.#load = load;
    this.#random = createRandom(seed);
    this.#collections = Math.max(LEAST_COLLECTIONS, load.organizations);
    this.#busiest = Math.floor(this.#collections * 0.4);
    const { burstSeconds = 0, seconds, rateAt } = load;
    const requests = Array.from({ length: seconds }, (_, second) => rateAt(second)).reduce(
      (sum, { busiest, others }) => sum + busiest + others,
      0,
    );
    this.#weight = Math.max(1, Math.ceil(requests / MOST_REQUESTS));
    const length = Math.ceil(load.warmUnits / QUOTAS.partitionUnits);
    this.#partitions = Array.from({ length }, (_, index) => {
      const [low, high] = [index, index + 1].map((edge) => Math.round((this.#collections * edge) / length));
      return new Partition(low ?? 0, high ?? 0, 0, burstSeconds);
    });
  }

  runSecond(second: number): Second {
    const { busiest, others } = this.#load.rateAt(second);
    const rate = (busiest + others) / this.#weight;
    const result = { asked: 0, refused: 0, busiestAsked: 0, busiestRefused: 0, units: 0 };
    this.#quota = QUOTAS.tableUnits;
    for (let now = second + this.#wait(rate); now < second + 1; now += this.#wait(rate)) {
      const isBusiest = this.#random.chance(busiest / (busiest + others));
      const isServed = this.#request(isBusiest, now, result);
      result.asked += this.#weight;
      if (isBusiest) result.busiestAsked += this.#weight;
      if (!isServed) result.refused += this.#weight;
      if (!isServed && isBusiest) result.busiestRefused += this.#weight;
    }
    this.#splitHot(second + 1);
    return result;
  }

  /** Seconds until the next request, at this mean rate. */
  #wait(rate: number): number {
    return rate === 0 ? 1 : -Math.log(1 - this.#random.integer(0, 2 ** 30 - 1) / 2 ** 30) / rate;
  }

  #request(isBusiest: boolean, now: number, result: { units: number }): boolean {
    const { unitsInCollection, unitsElsewhere } = this.#load;
    const number = isBusiest ? this.#busiest : this.#random.integer(0, this.#collections - 1);
    const elsewhere = this.#random.integer(0, 2 ** 30 - 1) / 2 ** 30;
    const reads = this.#partitions
      .map((partition) => ({
        partition,
        isBusiest,
        units: unitsInCollection * Math.max(0, Math.min(partition.high, number + 1) - Math.max(partition.low, number)),
      }))
      .filter(({ units }) => units > 0);
    const other = this.#partitions.find(({ high }) => elsewhere * this.#collections < high);
    if (other !== undefined && unitsElsewhere > 0) {
      reads.push({ partition: other, isBusiest: false, units: unitsElsewhere });
    }
    return reads.every(({ partition, units, isBusiest: isHot }) => {
      const weighed = units * this.#weight;
      if (this.#quota <= 0 || !partition.read(weighed, now, isHot)) return false;
      this.#quota -= weighed;
      result.units += weighed;
      return true;
    });
  }

  #splitHot(now: number): void {
    const { items, burstSeconds = 0 } = this.#load;
    this.#partitions = this.#partitions.flatMap((partition) =>
      partition.endSecond() ? partition.split(this.#busiest, items, now, burstSeconds) : [partition],
    );
  }
}
