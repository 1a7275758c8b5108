/** Finds the browser of the journeys: pinned from npm, else the system's. */
import { execFileSync } from 'node:child_process';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { checkoutRoot } from './run-program.ts';

export type FoundChromium = { readonly path: string; readonly origin: string } | { readonly problem: string };

const systemNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'] as const;

/** Each candidate is started once, since a binary whose libraries are missing is no browser. */
export function findChromium(): FoundChromium {
  const tried: string[] = [];
  const pinned = pinnedChromium();
  if (pinned !== undefined) {
    if (starts(pinned)) return { path: pinned, origin: '@sparticuz/chromium' };
    tried.push('@sparticuz/chromium');
  }
  for (const path of systemCandidates()) {
    if (starts(path)) return { path, origin: 'this system' };
    tried.push(path);
  }
  const already = tried.length === 0 ? 'none was found' : `these did not start: ${tried.join(', ')}`;
  return {
    problem: `No Chromium runs on this machine (${already}): install one as /usr/bin/chromium, or run on 64-bit Linux, for which npm brings one.`,
  };
}

/** A launcher beside the unpacked program, made once per version: it adds the libraries and fonts that came with it. */
function pinnedChromium(): string | undefined {
  // The package carries a program for this kind of machine only.
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  try {
    const manifest = readFileSync(join(checkoutRoot, 'node_modules/@sparticuz/chromium/package.json'), 'utf8');
    const { version } = JSON.parse(manifest) as { version: string };
    const cache = join(checkoutRoot, 'node_modules/.cache');
    const home = join(cache, `chromium-${version}`);
    const launcher = join(home, 'launch-chromium');
    if (existsSync(launcher)) return launcher;
    mkdirSync(cache, { recursive: true });
    const staging = mkdtempSync(join(cache, 'unpacking-'));
    unpackInto(staging);
    writeFileSync(join(staging, 'launch-chromium'), launcherScript, { mode: 0o755 });
    // A half-unpacked browser from an interrupted run is never found under the final name.
    rmSync(home, { recursive: true, force: true });
    renameSync(staging, home);
    return launcher;
  } catch {
    return undefined;
  }
}

/** The package unpacks its libraries only where it believes to be in the service that it was made for. */
function unpackInto(folder: string): void {
  execFileSync(
    process.execPath,
    ['--input-type=module', '-e', "await (await import('@sparticuz/chromium')).default.executablePath()"],
    {
      cwd: checkoutRoot,
      env: { ...process.env, TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' },
      timeout: 120_000,
      stdio: 'pipe',
    },
  );
}

const launcherScript = `#!/bin/sh
here=$(cd "$(dirname "$0")" && pwd)
export LD_LIBRARY_PATH="$here/al2023/lib\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
if [ ! -e /etc/fonts/fonts.conf ]; then
  export FONTCONFIG_FILE="$here/own-fonts.conf"
  printf '<fontconfig><dir>%s/fonts</dir><dir>/usr/share/fonts</dir><cachedir>%s/fonts-cache</cachedir></fontconfig>' \
    "$here" "$here" > "$FONTCONFIG_FILE"
fi
exec "$here/chromium" "$@"
`;

function systemCandidates(): string[] {
  const folders = ['/usr/bin', ...(process.env['PATH'] ?? '').split(delimiter)].filter((folder) => folder !== '');
  const paths = folders.flatMap((folder) => systemNames.map((name) => join(folder, name)));
  return [...new Set(paths)].filter(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function starts(path: string): boolean {
  try {
    return /chrom/i.test(
      execFileSync(path, ['--version', '--no-sandbox'], { timeout: 20_000, encoding: 'utf8', stdio: 'pipe' }),
    );
  } catch {
    return false;
  }
}
