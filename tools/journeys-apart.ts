/**
 * Which journeys may run beside each other. Two that speak of the same person follow one another, since each changes what the
 * other would see; whoever else is in the region is not in their way.
 */
export interface JourneyFile {
  readonly file: string;
  readonly source: string;
}

export interface JourneyGroup {
  readonly files: readonly string[];
  /** It starts a region of its own, and needs not wait for the one of the others. */
  readonly hasOwnRegion: boolean;
}

/** People by their names in `steps/people.ts`, and accounts of theirs: `patient-a1`, `proxy-maya`. */
function peopleIn(source: string, names: readonly string[]): string[] {
  const accounts = source.match(/'(?:patient|proxy)-[a-z0-9]+'/g) ?? [];
  return [...new Set([...accounts, ...names.filter((name) => source.includes(name))])];
}

/** The files in their order, in groups of which each is to be run one file after another; the largest group first. */
export function journeysApart(journeys: readonly JourneyFile[], names: readonly string[]): JourneyGroup[] {
  const alone = journeys.filter(({ source }) => source.includes('spawnRegion('));
  let groups: { files: string[]; people: string[] }[] = [];
  for (const { file, source } of journeys.filter((one) => !alone.includes(one))) {
    const own = peopleIn(source, names);
    const met = groups.filter(({ people }) => people.some((person) => own.includes(person)));
    const together = {
      files: [...met.flatMap(({ files }) => files), file],
      people: [...met.flatMap(({ people }) => people), ...own],
    };
    groups = [...groups.filter((group) => !met.includes(group)), together];
  }
  groups.sort((one, other) => other.files.length - one.files.length);
  return [
    ...alone.map(({ file }) => ({ files: [file], hasOwnRegion: true })),
    ...groups.map(({ files }) => ({ files, hasOwnRegion: false })),
  ];
}
