/** The log: JSON lines on stderr. A field that is not on the list does not come out, whoever passes it. */
import pino from 'pino';

/** The only fields there are. Before adding one, ask whether its value could ever say something about a person. */
export const logFieldNames = [
  'attempt',
  'at',
  'bytes',
  'code',
  'count',
  'durationMs',
  'errorName',
  'host',
  'kind',
  'method',
  'migration',
  'module',
  'name',
  'organisation',
  'port',
  'processId',
  'queue',
  'reason',
  'refused',
  'requestId',
  'route',
  'size',
  'sqlState',
  'state',
  'status',
  'total',
  'trigger',
  'version',
] as const;
export type LogFields = { readonly [Name in (typeof logFieldNames)[number]]?: string | number | boolean | undefined };
export const logLevels = ['silent', 'error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof logLevels)[number];

/** `event` is a fixed sentence in the source, never built from data. */
export interface Log {
  error(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  debug(event: string, fields?: LogFields): void;
  /** The same log with these fields on every line. */
  with(fields: LogFields): Log;
}

export interface LogOptions {
  readonly level: LogLevel;
  /** Where lines go; stderr when left out. */
  readonly write?: (line: string) => void;
}

const allowed = new Set<string>(logFieldNames);
const longestText = 300;

function allowedFields(fields: LogFields): Record<string, string | number | boolean> {
  const kept: Record<string, string | number | boolean> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (!allowed.has(name)) continue;
    if (typeof value === 'string') kept[name] = value.slice(0, longestText);
    else if (typeof value === 'number' || typeof value === 'boolean') kept[name] = value;
  }
  return kept;
}

/** Fields of a line that nobody wants are not looked at: every answer has its line of `debug`. */
function lineOf(logger: pino.Logger, level: LogLevel): Log['error'] {
  return (event, fields = {}) => {
    if (logger.isLevelEnabled(level)) logger[level](allowedFields(fields), event);
  };
}

function wrap(logger: pino.Logger): Log {
  return {
    error: lineOf(logger, 'error'),
    warn: lineOf(logger, 'warn'),
    info: lineOf(logger, 'info'),
    debug: lineOf(logger, 'debug'),
    with: (fields) => wrap(logger.child(allowedFields(fields))),
  };
}

/** A log that writes lines of at least this level. */
export function createLog(options: LogOptions): Log {
  const destination =
    options.write === undefined ? pino.destination({ dest: 2, sync: true }) : { write: options.write };
  return wrap(
    pino(
      {
        level: options.level,
        base: null,
        timestamp: pino.stdTimeFunctions.isoTime,
        messageKey: 'event',
        formatters: { level: (label) => ({ level: label }) },
      },
      destination,
    ),
  );
}

/** What may be said of an error: its kind and where it was thrown. Never its message, which may quote what somebody typed. */
export function errorFields(error: unknown): LogFields {
  if (!(error instanceof Error)) return { errorName: typeof error };
  const code = (error as { code?: unknown }).code;
  const frames = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
  return {
    errorName: error.name,
    sqlState: typeof code === 'string' ? code : undefined,
    at: frames
      .slice(0, 3)
      .map((line) => line.trim().slice(3))
      .join(' < '),
  };
}
