// The page that checks a downloaded log without the server. `tools/build-check-page.ts` puts the verifying code, which is
// that of `npx goldthread verify-log`, in front of this and makes one file of both.
/* global verifyLogFile, verdictSentences, saidTime */
const byId = (id) => document.getElementById(id);
const stateWords = { holds: 'Checked', note: 'Worth knowing', broken: 'Wrong' };

function element(name, text, className) {
  const made = document.createElement(name);
  made.textContent = text;
  if (className !== undefined) made.className = className;
  return made;
}

function openedText(part) {
  try {
    return part !== undefined && 'text' in part ? JSON.parse(part.text) : undefined;
  } catch {
    return undefined;
  }
}

/** Who looked, in a line: from what the file opens, nothing else. */
function entryText(entry) {
  const body = openedText(entry.fields.body);
  const caller = openedText(entry.fields.caller);
  if (body === undefined) return 'Not shown for now. It is counted and sealed all the same.';
  const who = caller?.kind === 'patient' ? 'You' : [caller?.name, body.role?.name].filter(Boolean).join(', ');
  const where = body.organisation?.name;
  const what = { refused: 'was stopped', failed: 'failed' }[body.outcome] ?? body.kind;
  return `${[who, where].filter(Boolean).join(' at ') || 'A computer system'}: ${what}`;
}

function showEntries(file) {
  const list = byId('entries');
  list.replaceChildren();
  for (const part of file?.persons ?? [])
    for (const entry of part.entries.toReversed()) {
      const item = document.createElement('li');
      item.value = entry.personSequence;
      item.append(element('strong', saidTime(entry.atMs)), document.createElement('br'), entryText(entry));
      list.append(item);
    }
  byId('entries-part').hidden = list.children.length === 0;
}

function show(report) {
  const isGood = report.verdict === 'complete';
  byId('verdict').textContent = verdictSentences[report.verdict];
  byId('outcome').className = `box ${isGood ? 'good' : report.verdict === 'unvouched' ? 'unsure' : 'bad'}`;
  const list = byId('findings');
  list.replaceChildren();
  for (const { state, says } of report.findings) {
    const item = document.createElement('li');
    item.append(element('strong', `${stateWords[state]}: `), says);
    list.append(item);
  }
  byId('help').hidden = isGood;
  showEntries(report.file);
  byId('outcome').hidden = false;
  byId('verdict').focus();
}

async function textOf(input) {
  const [file] = byId(input).files;
  return file === undefined ? undefined : file.text();
}

async function check() {
  const text = await textOf('file');
  byId('missing').hidden = text !== undefined;
  if (text === undefined) {
    byId('file').focus();
    return;
  }
  const trustedKeys = byId('keys')
    .value.split(/\s+/)
    .filter((key) => key !== '');
  const earlierText = await textOf('earlier');
  byId('working').hidden = false;
  try {
    show(await verifyLogFile({ text, trustedKeys, ...(earlierText === undefined ? {} : { earlierText }) }));
  } catch {
    byId('old').hidden = false;
  }
  byId('working').hidden = true;
}

byId('keys').value = JSON.parse(byId('region-keys').textContent).join('\n');
byId('form').addEventListener('submit', (event) => {
  event.preventDefault();
  void check();
});
byId('form').hidden = false;
byId('without-scripts').hidden = true;
