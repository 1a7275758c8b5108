/** Whether a written reason says something: it is read by the privacy officer and by the person. Pure. */
const lettersAtLeast = 15;
const differentLettersAtLeast = 6;
const wordsAtLeast = 2;

/** Runs of neighbouring keys, which a hand makes that says nothing. */
const keyboardRows = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm', 'abcdefghijklmnopqrstuvwxyz'];
const runLength = 6;

function holdsKeyboardRun(letters: string): boolean {
  for (let start = 0; start + runLength <= letters.length; start++) {
    const run = letters.slice(start, start + runLength);
    const reversed = [...run].reverse().join('');
    if (keyboardRows.some((row) => row.includes(run) || row.includes(reversed))) return true;
  }
  return false;
}

/** The same few words again and again. */
function isRepetition(words: readonly string[]): boolean {
  return words.length >= 4 && new Set(words).size <= words.length / 2;
}

export function isReasonEnough(reason: string): boolean {
  const lower = reason.toLowerCase();
  const letters = lower.replace(/[^\p{L}]/gu, '');
  const words = lower.match(/\p{L}{2,}/gu) ?? [];
  return (
    letters.length >= lettersAtLeast &&
    new Set(letters).size >= differentLettersAtLeast &&
    words.length >= wordsAtLeast &&
    !holdsKeyboardRun(letters) &&
    !isRepetition(words)
  );
}
