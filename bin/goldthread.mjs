#!/usr/bin/env node
// Starts the command line under a Node that runs TypeScript as it is: the one that this checkout pins, or the caller's own.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const checkout = fileURLToPath(new URL('..', import.meta.url));
const pinned = join(checkout, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const isNewEnough = major > 22 || (major === 22 && minor >= 18);
const node = existsSync(pinned) ? pinned : isNewEnough ? process.execPath : undefined;

if (node === undefined) {
  process.stderr.write(`Goldthread needs Node 22.18 or later and this is ${process.versions.node}: run "npm ci".\n`);
  process.exitCode = 1;
} else {
  const program = join(checkout, 'src', 'cli', 'main.ts');
  const child = spawn(node, [program, ...process.argv.slice(2)], { stdio: 'inherit' });
  // Ctrl-C reaches the child by itself; it decides when to stop, and this waits for it.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on('error', (error) => {
    process.stderr.write(`Goldthread did not start: ${error.message}\n`);
    process.exitCode = 1;
  });
  child.on('close', (code, signal) => {
    process.exitCode = code ?? 128 + (signal === null ? 1 : constants.signals[signal]);
  });
}
