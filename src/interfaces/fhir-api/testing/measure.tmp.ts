import { fork } from 'node:child_process';
import http from 'node:http';
import { readFileSync } from 'node:fs';
if (process.argv[2] === 'client') {
  const { base, token, paths, ms, method, body } = JSON.parse(process.argv[3]!);
  const agent = new http.Agent({ keepAlive: true, maxSockets: 8 });
  const get = (path: string) => new Promise<number>((resolve, reject) => { const r = http.request(base + path, { agent, method, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/fhir+json' } }, (res) => { let n = 0; res.on('data', (d: Buffer) => (n += d.length)); res.on('end', () => (res.statusCode! < 300 ? resolve(n) : reject(new Error(path + res.statusCode)))); }); r.on('error', reject); r.end(body); });
  const lat: number[] = []; let stop = false; let bytes = 0;
  const s = performance.now();
  setTimeout(() => (stop = true), ms);
  await Promise.all(Array.from({ length: 8 }, async () => { while (!stop) { const a = performance.now(); const n = await get(paths[Math.floor(Math.random() * paths.length)]); bytes += n; lat.push(performance.now() - a); } }));
  const secs = (performance.now() - s) / 1000; lat.sort((a, b) => a - b);
  process.send!({ n: lat.length, rps: lat.length / secs, p50: lat[lat.length >> 1], p99: lat[Math.floor(lat.length * 0.99)], bytes: bytes / lat.length }, () => process.exit(0));
} else {
  const { regionForApi } = await import('/work/main/src/interfaces/fhir-api/testing/region-for-api.ts'); const { asker, fileRecord } = await import('/work/main/src/interfaces/fhir-api/testing/ask.ts');
  const closers: (() => Promise<void>)[] = [];
  const region = await regionForApi({ after: (c) => closers.push(c) });
  const token = await region.clientToken('practice'); const ask = asker(region, token);
  const patients: string[] = []; const obs: string[] = [];
  for (let i = 0; i < 15; i++) { const f = await fileRecord(ask, { observations: 100 }); patients.push(f[0]!); obs.push(...f.filter((x) => x.startsWith('Obs'))); }
  await region.database.owner`analyze`;
  const ours = new Set<number>();
  const cpu = () => { let t = 0; for (const p of ours) try { const f = readFileSync(`/proc/${p}/stat`, 'utf8').split(') ')[1]!.split(' '); t += (Number(f[11]) + Number(f[12])) * 10000; } catch {} return t; };
  const measure = async (name: string, paths: string[], method = 'GET', body?: string) => {
    await Promise.all(paths.slice(0, 40).map((p) => ask(p, body === undefined ? {} : { method, body })));
    for (const r of await region.database.owner<{ pid: number }[]>`select pid from pg_stat_activity`) ours.add(r.pid);
    const c0 = process.cpuUsage(), d0 = cpu();
    const o = await new Promise<{ n: number; rps: number; p50: number; p99: number; bytes: number }>((resolve) => { const child = fork(import.meta.filename, ['client', JSON.stringify({ base: region.base, token, paths, ms: 4000, method, body })], { execArgv: [] }); child.on('message', (m) => resolve(m as never)); });
    const c = process.cpuUsage(c0); const d = cpu() - d0;
    console.log(name, Math.round(o.rps) + '/s', 'p50', o.p50.toFixed(1), 'p99', o.p99.toFixed(1), 'bytes', Math.round(o.bytes), 'cpu us/req node', Math.round((c.user + c.system) / o.n), 'pg', Math.round(d / o.n));
  };
  await measure('read by id', obs);
  await measure('Observation?patient&code', patients.map((p) => `/Observation?patient=${p}&code=365755003`));
  await measure('Observation?patient&category&_sort=-date&_count=50', patients.map((p) => `/Observation?patient=${p}&category=laboratory&_sort=-date&_count=50`));
  await measure('Condition?patient', patients.map((p) => `/Condition?patient=${p}`));
  await measure('$everything', patients.map((p) => `/${p}/$everything`));
  await measure('create', ['/Observation'], 'POST', JSON.stringify({ resourceType: 'Observation', status: 'final', code: { text: 'x' }, subject: { reference: patients[0] } }));
  for (const c of closers.reverse()) await c();
}
