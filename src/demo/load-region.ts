/** Sends what the generator gives through the region's real intakes, and then says how each source stands. */
import type { Bundle } from 'fhir/r4.js';
import type { Directory, OrganisationKind } from '#directory';
import { hashNumber } from '#kernel/hash-number.ts';
import type { OdsCode } from '#kernel/ods-code.ts';
import type { Outcome } from '#kernel/outcome.ts';
import type { Delivery, DemoRegion } from './generated-region.ts';

/** The ways in, as the region offers them to anybody: the loader has no other. */
export interface DemoIntakes {
  /** Sends messages of one sender over one connection, in order; counts the answers. */
  sendHl7(messages: AsyncIterable<Uint8Array>): AsyncIterable<{ readonly isAccepted: boolean }>;
  postBundle(client: string, bundle: Bundle): Promise<Outcome<unknown>>;
  sendCsv(source: string, fileName: string, text: string): Promise<Outcome<{ readonly refused: number }>>;
}

export interface DemoProgress {
  readonly people: number;
  readonly sent: Readonly<Record<Delivery['kind'], number>>;
  readonly refused: number;
}

export interface LoadDependencies {
  readonly directory: Directory;
  readonly agreeToShare: (organisation: string, purpose: string, startsMs: number) => Promise<void>;
  readonly intakes: DemoIntakes;
  readonly onProgress: (progress: DemoProgress) => void;
}

/** Organisations, feeds and sharing agreements: also of an empty demo region. */
export async function registerDemoOrganisations(
  deps: Pick<LoadDependencies, 'directory' | 'agreeToShare'>,
  region: DemoRegion,
): Promise<void> {
  for (const organisation of region.organisations) {
    const code = organisation.code as OdsCode;
    await deps.directory.registerOrganisation({
      code,
      name: organisation.name,
      kind: organisation.kind as OrganisationKind,
    });
    await deps.agreeToShare(code, 'TREAT', 0);
    for (const source of organisation.sources)
      await deps.directory.registerSource({
        code: source.id,
        organisation: code,
        name: source.name,
        feed: source.feed,
        ...(source.hl7 === undefined ? {} : { sender: `${source.hl7.application}|${source.hl7.facility}` }),
        delivery: source.state.kind === 'live' || source.state.kind === 'unreachable' ? 'live' : 'pulled',
      });
  }
}

/** Messages wait here for their connection; a full lane holds the generator back. */
class Lane<T> {
  readonly #waiting: T[] = [];
  #isClosed = false;
  #wake: (() => void) | undefined;
  #room: (() => void) | undefined;
  readonly #capacity = 32;

  async put(item: T): Promise<void> {
    this.#waiting.push(item);
    this.#wake?.();
    while (this.#waiting.length >= this.#capacity) await new Promise<void>((resolve) => (this.#room = resolve));
  }

  close(): void {
    this.#isClosed = true;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      const item = this.#waiting.shift();
      if (item !== undefined) {
        this.#room?.();
        yield item;
      } else if (this.#isClosed) return;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

type Count = { hl7v2: number; fhir: number; csv: number; refused: number };

interface Delivering {
  readonly intakes: DemoIntakes;
  readonly count: Count;
  readonly tell: () => void;
}

async function deliverHl7(lane: Lane<Delivery>, { intakes, count, tell }: Delivering): Promise<void> {
  async function* messages(): AsyncGenerator<Uint8Array> {
    for await (const delivery of lane) if (delivery.kind === 'hl7v2') yield delivery.bytes;
  }
  for await (const answer of intakes.sendHl7(messages())) {
    count.hl7v2++;
    if (!answer.isAccepted) count.refused++;
    tell();
  }
}

async function deliverFiles(lane: Lane<Delivery>, { intakes, count, tell }: Delivering): Promise<void> {
  for await (const delivery of lane) {
    if (delivery.kind === 'fhir') {
      const posted = await intakes.postBundle(delivery.client, delivery.bundle);
      count.fhir++;
      if (!posted.ok) count.refused++;
    } else if (delivery.kind === 'csv') {
      const filed = await intakes.sendCsv(delivery.source, delivery.fileName, delivery.text);
      count.csv++;
      count.refused += filed.ok ? filed.value.refused : 1;
    }
    tell();
  }
}

/** Connections of one HL7 v2 sender, as an integration engine with several channels has: a patient keeps to one. */
const connectionsPerSender = 6;

/** A source's files and Bundles keep their order; a sender's messages keep it for each patient (PID-3). */
function laneOf(delivery: Delivery): string {
  if (delivery.kind !== 'hl7v2') return delivery.source;
  const patient = /\rPID\|[^|]*\|[^|]*\|([^|^~]*)/.exec(Buffer.from(delivery.bytes).toString('latin1'))?.[1] ?? '';
  return `${delivery.source}|${hashNumber(patient) % connectionsPerSender}`;
}

/** Sources go side by side. */
export async function loadRegion(deps: LoadDependencies, region: DemoRegion): Promise<DemoProgress> {
  const count: Count = { hl7v2: 0, fhir: 0, csv: 0, refused: 0 };
  const progress = (): DemoProgress => ({
    people: region.peopleCount,
    sent: { hl7v2: count.hl7v2, fhir: count.fhir, csv: count.csv },
    refused: count.refused,
  });
  const tell = (): void => deps.onProgress(progress());
  const delivering: Delivering = { intakes: deps.intakes, count, tell };
  const lanes = new Map<string, Lane<Delivery>>();
  const deliveries: Promise<void>[] = [];
  for (const delivery of region.deliveries()) {
    const name = laneOf(delivery);
    let lane = lanes.get(name);
    if (lane === undefined) {
      lane = new Lane<Delivery>();
      lanes.set(name, lane);
      deliveries.push(delivery.kind === 'hl7v2' ? deliverHl7(lane, delivering) : deliverFiles(lane, delivering));
    }
    await lane.put(delivery);
  }
  for (const lane of lanes.values()) lane.close();
  await Promise.all(deliveries);
  await stateSources(deps, region);
  return progress();
}

/** Feeds of the demo that are dated or out of reach say so, as they would in a real region. */
export async function stateSources(deps: Pick<LoadDependencies, 'directory'>, region: DemoRegion): Promise<void> {
  for (const organisation of region.organisations)
    for (const { id, state } of organisation.sources) {
      const source = deps.directory.sourceByCode(id);
      if (source === undefined) continue;
      if (state.kind === 'as-of-last-pull' || state.kind === 'stale')
        await deps.directory.markPulled(source.number, state.asOfMs);
      if (state.kind === 'unreachable') await deps.directory.markUnreachable(source.number, state.sinceMs);
    }
}
