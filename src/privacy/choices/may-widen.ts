/** Which acts on a person's choices may open to somebody what was closed to them; the others only ever close. */
import type { ChoiceKind } from './choice.ts';

export type ChoiceAct = 'made' | 'taken-back';

const widening: Readonly<Record<ChoiceKind, readonly ChoiceAct[]>> = {
  objection: ['taken-back'],
  seal: ['taken-back'],
  // A second team opens what the first alone could; always so, since whether there is a first is not told to staff.
  protection: ['made', 'taken-back'],
  'share-sensitive': ['made'],
  // Beside whoever looks at the person's screen.
  'discreet-mode': ['taken-back'],
  'safe-contact': [],
};

export function mayWiden(kind: ChoiceKind, act: ChoiceAct): boolean {
  return widening[kind].includes(act);
}
