import { styleText } from 'node:util';
import type { RequestRecord } from './gateway.ts';

/** Whether a line of a function's is worth a place among the requests: warnings, errors, and what is no log at all. */
export const isRemarkable = (line: string): boolean => !/^\[\w+\] \{"(level":"(INFO|DEBUG)|_aws)"/.test(line);

/** A line per request, without anything that could be a credential. */
export const renderRequest = (record: RequestRecord): string => {
  const { time, method, status, milliseconds, bytes, isWhole, principal, fault } = record;
  return [
    time.toTimeString().slice(0, 8),
    method,
    renderUrl(record.url),
    renderStatus(status),
    renderSize(bytes),
    `${Math.round(milliseconds)} ms`,
    principal ?? '',
    fault ? renderFault(fault) : '',
    isWhole ? '' : `broken off${fault ? '' : ' by the client'}`,
  ]
    .filter((part) => part !== '')
    .join(' ');
};

const renderStatus = (status: number | undefined) => {
  if (status === undefined) return '---';
  const color = status < 400 ? 'green' : status < 500 ? 'yellow' : 'red';
  return styleText(color, String(status), { stream: process.stdout });
};

const renderFault = ({ type, cause }: { type: string; cause?: unknown }) =>
  cause instanceof Error ? `${type} (${cause.message.split('\n')[0]})` : type;

/** In characters: every credential that is accepted is longer. */
const MAX_SHOWN_LENGTH = 24;
const MAX_URL_LENGTH = 120;

/**
 * Path and query without what could be a credential, however it is escaped: the path, and each parameter, only up to its
 * first part that is long, begins as a credential does, or has other than plain characters.
 */
const renderUrl = (url: string) => {
  const shown = url.replaceAll(/[^?&]+/g, (text) => {
    const parts = text.split(/(?<=[/=])/);
    const end = parts.findIndex((part) => !isPlain(part));
    return end === -1 ? text : `${parts.slice(0, end).join('')}…`;
  });
  return shown.length > MAX_URL_LENGTH ? `${shown.slice(0, MAX_URL_LENGTH)}…` : shown;
};

const isPlain = (part: string) =>
  part.length <= MAX_SHOWN_LENGTH && /^[\w.~-]*[/=]?$/.test(part) && !/ei_|eyJ/i.test(part);

const renderSize = (bytes: number) => {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
};
