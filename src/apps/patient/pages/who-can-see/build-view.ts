import { kindsInPlainWords } from '#choosing';
import { contentClassName } from '#disclosure';
import { accessTable, roleProfiles } from '#privacy';
import { rowsInPlainWords } from '../../plain-words/access-rows-table.ts';
import { listWords } from '../../plain-words/list-words.ts';
import { rolesInPlainWords } from '../../plain-words/roles-table.ts';
import type { WhoCanSeeView } from './view.ts';

/** Of no use to somebody who asks what of their life others can read. */
const notAKind: ReadonlySet<string> = new Set(['administration', 'provenance', 'handover']);

const rowWords = (rows: readonly string[]): string[] =>
  [...new Set(rows)]
    .sort((one, other) => Number(one.slice(1)) - Number(other.slice(1)))
    .map((row) => rowsInPlainWords[row] ?? row);

type Profile = (typeof roleProfiles)[string];

function roleNames(codes: readonly string[]): string {
  const names = codes.map((code) => (rolesInPlainWords[code] ?? code).replace(/^an? /, ''));
  return listWords([...new Set(names)]);
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function kindsOf(profile: Profile): string[] {
  return profile.content
    .map(contentClassName)
    .filter((name) => !notAKind.has(name))
    .map((name) => kindsInPlainWords[name]);
}

export function whoCanSeeView(): WhoCanSeeView {
  const all = Object.entries(roleProfiles);
  const byView = Map.groupBy(
    all.filter(([, { mayOpen }]) => mayOpen),
    ([, { view }]) => view,
  );
  const item = accessTable.itemClauses.map(({ row }) => row);
  const request = accessTable.requestClauses.filter(({ row }) => !item.includes(row));
  const permitting = request.filter(({ effect }) => effect === 'permit').map(({ row }) => row);
  const stopping = request.map(({ row }) => row).filter((row) => !permitting.includes(row));
  return {
    views: [...byView.values()].map((rows) => {
      const [, profile] = rows[0]!;
      return {
        roles: capital(roleNames(rows.map(([code]) => code))),
        isEverything: profile.view === 'whole record',
        kinds: kindsOf(profile),
      };
    }),
    nothing: roleNames(all.filter(([, { mayOpen }]) => !mayOpen).map(([code]) => code)),
    // The care that they get comes before stated reasons and emergencies.
    opens: rowWords(permitting).toReversed(),
    stops: rowWords(stopping),
    limits: rowWords(item),
  };
}
