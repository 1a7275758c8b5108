/** Organisations and their feeds, kept in memory: a few hundred rows that every request needs. */
import type { SourceNumber } from '#disclosure';
import type { Clock } from '#kernel/clock.ts';
import type { OdsCode } from '#kernel/ods-code.ts';
import type { Database } from '#platform';

export type OrganisationKind =
  | 'gp-practice'
  | 'acute-trust'
  | 'specialist-hospital'
  | 'nhs-111'
  | 'urgent-treatment-centre'
  | 'community'
  | 'mental-health'
  | 'maternity'
  | 'health-visiting'
  | 'ambulance'
  | 'pharmacy'
  | 'optometrist'
  | 'diagnostic-centre'
  | 'hospice'
  | 'council'
  | 'care-home'
  | 'home-care'
  | 'charity'
  | 'commissioner'
  | 'other';

export interface Organisation {
  readonly code: OdsCode;
  readonly name: string;
  readonly kind: OrganisationKind;
}

/** A feed of one organisation. */
export interface Source {
  readonly number: SourceNumber;
  readonly code: string;
  readonly organisation: Organisation;
  readonly name: string;
  readonly feed: 'hl7v2' | 'fhir' | 'csv';
  /** `MSH-3|MSH-4` of an HL7 v2 sender. */
  readonly sender: string | undefined;
  /** A name in the certificate that this sender must prove to hold; undefined where none is asked for. */
  readonly certificateName: string | undefined;
  /** live: as things happen; pulled: as of the last pull. */
  readonly delivery: 'live' | 'pulled';
  readonly lastReceivedMs: number | undefined;
  readonly unreachableSinceMs: number | undefined;
}

export interface SourceToRegister {
  readonly code: string;
  readonly organisation: OdsCode;
  readonly name: string;
  readonly feed: 'hl7v2' | 'fhir' | 'csv';
  readonly sender?: string;
  readonly certificateName?: string;
  readonly delivery: 'live' | 'pulled';
}

export interface Directory {
  organisation(code: OdsCode): Organisation | undefined;
  organisations(): readonly Organisation[];
  sources(): readonly Source[];
  source(number: SourceNumber): Source | undefined;
  sourceByCode(code: string): Source | undefined;
  sourceBySender(sender: string): Source | undefined;
  sourcesOf(organisation: OdsCode): readonly Source[];
  /** Their numbers: the same list until a feed is registered, so that what is made of it can be kept beside it. */
  sourceNumbersOf(organisation: OdsCode): readonly SourceNumber[];
  registerOrganisation(organisation: Organisation): Promise<void>;
  registerSource(source: SourceToRegister): Promise<Source>;
  /** The feeds of these senders have none from now on; what they sent stays theirs. */
  endSenders(senders: readonly string[] | 'all'): Promise<void>;
  /** Remembers that the source was heard; written to the database at most once a second. */
  markReceived(number: SourceNumber): void;
  markUnreachable(number: SourceNumber, sinceMs: number | undefined): Promise<void>;
  /** For pulled sources of a demo region, whose last pull lies in the past. */
  markPulled(number: SourceNumber, atMs: number): Promise<void>;
  reload(): Promise<void>;
  /** Whether a step that is taken once in the life of a region's database was taken. */
  isDone(step: string): Promise<boolean>;
  markDone(step: string): Promise<void>;
  close(): Promise<void>;
}

interface SourceRow {
  source: number;
  code: string;
  organisation: OdsCode;
  name: string;
  feed: Source['feed'];
  sender: string | null;
  certificate_name: string | null;
  delivery: Source['delivery'];
  last_received_ms: number | null;
  unreachable_since_ms: number | null;
}

const unknownOrganisation = (code: OdsCode): Organisation => ({ code, name: code, kind: 'other' });

class StoredDirectory implements Directory {
  readonly #deps: { readonly database: Database; readonly clock: Clock };
  #organisations = new Map<string, Organisation>();
  #sources = new Map<SourceNumber, Source>();
  #heard = new Map<SourceNumber, number>();
  readonly #unwritten = new Set<SourceNumber>();
  readonly #numbersByOrganisation = new Map<OdsCode, readonly SourceNumber[]>();
  #timer: NodeJS.Timeout | undefined;

  constructor(deps: { readonly database: Database; readonly clock: Clock }) {
    this.#deps = deps;
  }

  async reload(): Promise<void> {
    const { sql } = this.#deps.database;
    const organisations = await sql<Organisation[]>`select code, name, kind from directory.organisation`;
    this.#organisations = new Map(organisations.map((row) => [row.code, { ...row }]));
    const sources = await sql<SourceRow[]>`select source, code, organisation, name, feed, sender,
      certificate_name, delivery, last_received_ms, unreachable_since_ms from directory.source`;
    this.#sources = new Map(sources.map((row) => [row.source as SourceNumber, this.#sourceOf(row)]));
    this.#numbersByOrganisation.clear();
  }

  #sourceOf(row: SourceRow): Source {
    return {
      number: row.source as SourceNumber,
      code: row.code,
      organisation: this.#organisations.get(row.organisation) ?? unknownOrganisation(row.organisation),
      name: row.name,
      feed: row.feed,
      sender: row.sender ?? undefined,
      certificateName: row.certificate_name ?? undefined,
      delivery: row.delivery,
      lastReceivedMs: row.last_received_ms ?? undefined,
      unreachableSinceMs: row.unreachable_since_ms ?? undefined,
    };
  }

  organisation(code: OdsCode): Organisation | undefined {
    return this.#organisations.get(code);
  }
  organisations(): readonly Organisation[] {
    return [...this.#organisations.values()];
  }
  sources(): readonly Source[] {
    return [...this.#sources.values()].map((source) => this.#heardNow(source));
  }
  source(number: SourceNumber): Source | undefined {
    const source = this.#sources.get(number);
    return source === undefined ? undefined : this.#heardNow(source);
  }
  sourceByCode(code: string): Source | undefined {
    return this.sources().find((source) => source.code === code);
  }
  sourceBySender(sender: string): Source | undefined {
    return this.sources().find((source) => source.sender === sender);
  }
  sourcesOf(organisation: OdsCode): readonly Source[] {
    const own = [...this.#sources.values()].filter((source) => source.organisation.code === organisation);
    return own.map((source) => this.#heardNow(source));
  }
  sourceNumbersOf(organisation: OdsCode): readonly SourceNumber[] {
    // An organisation that is not known has no feed, and is not remembered: anybody may name any.
    if (!this.#organisations.has(organisation)) return this.sourcesOf(organisation).map(({ number }) => number);
    let numbers = this.#numbersByOrganisation.get(organisation);
    if (numbers === undefined) {
      numbers = Object.freeze(this.sourcesOf(organisation).map(({ number }) => number));
      this.#numbersByOrganisation.set(organisation, numbers);
    }
    return numbers;
  }

  #heardNow(source: Source): Source {
    const heard = this.#heard.get(source.number);
    return heard === undefined ? source : { ...source, lastReceivedMs: heard, unreachableSinceMs: undefined };
  }

  async registerOrganisation(organisation: Organisation): Promise<void> {
    await this.#deps.database.sql`insert into directory.organisation (code, name, kind)
      values (${organisation.code}, ${organisation.name}, ${organisation.kind})
      on conflict (code) do update set name = excluded.name, kind = excluded.kind`;
    this.#organisations.set(organisation.code, organisation);
  }

  async registerSource(source: SourceToRegister): Promise<Source> {
    const rows = await this.#deps.database.sql<SourceRow[]>`
      insert into directory.source (source, code, organisation, name, feed, sender, certificate_name, delivery)
      values ((select coalesce(max(source), 0) + 1 from directory.source), ${source.code}, ${source.organisation},
        ${source.name}, ${source.feed}, ${source.sender ?? null}, ${source.certificateName ?? null},
        ${source.delivery})
      on conflict (code) do update set name = excluded.name, sender = excluded.sender,
        certificate_name = excluded.certificate_name, delivery = excluded.delivery
      returning *`;
    const registered = this.#sourceOf(rows[0]!);
    this.#sources.set(registered.number, registered);
    this.#numbersByOrganisation.clear();
    return registered;
  }

  async endSenders(senders: readonly string[] | 'all'): Promise<void> {
    const ended = senders === 'all' ? null : [...senders];
    await this.#deps.database.sql`update directory.source set sender = null, certificate_name = null
      where sender is not null and (${ended}::text[] is null or sender = any(${ended}::text[]))`;
    await this.reload();
  }

  markReceived(number: SourceNumber): void {
    this.#heard.set(number, this.#deps.clock.now());
    this.#unwritten.add(number);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#flush().catch(() => undefined);
    }, 1000).unref();
  }

  async #flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const heard = [...this.#unwritten].map((number) => [number, this.#heard.get(number) ?? 0] as const);
    this.#unwritten.clear();
    if (heard.length === 0) return;
    await this.#deps.database
      .sql`update directory.source set last_received_ms = heard.at_ms, unreachable_since_ms = null
      from unnest(${heard.map(([number]) => number)}::int[], ${heard.map(([, atMs]) => atMs)}::bigint[]) as heard (source, at_ms)
      where directory.source.source = heard.source`;
  }

  async markUnreachable(number: SourceNumber, sinceMs: number | undefined): Promise<void> {
    // What was heard before must not be written after, as if it had been heard again.
    await this.#flush();
    this.#heard.delete(number);
    await this.#deps.database.sql`update directory.source set unreachable_since_ms = ${sinceMs ?? null}
      where source = ${number}`;
    await this.reload();
  }

  async markPulled(number: SourceNumber, atMs: number): Promise<void> {
    this.#heard.delete(number);
    this.#unwritten.delete(number);
    await this.#deps.database.sql`update directory.source set last_received_ms = ${atMs} where source = ${number}`;
    await this.reload();
  }

  async isDone(step: string): Promise<boolean> {
    const rows = await this.#deps.database.sql`select 1 from directory.done where step = ${step}`;
    return rows.length > 0;
  }

  async markDone(step: string): Promise<void> {
    await this.#deps.database.sql`insert into directory.done (step, at_ms) values (${step}, ${this.#deps.clock.now()})
      on conflict do nothing`;
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#flush().catch(() => undefined);
  }
}

/** Reads the directory; later changes by another process show after `reload`. */
export async function openDirectory(deps: { readonly database: Database; readonly clock: Clock }): Promise<Directory> {
  const directory = new StoredDirectory(deps);
  await directory.reload();
  return directory;
}
