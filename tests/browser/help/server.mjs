// A local server of its own for each journey: started, killed, started again, its clock moved.

import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const PROGRAM = process.env.MIMAMORI_LOCAL ?? join(ROOT, 'target/debug/local');
const WEB = process.env.MIMAMORI_WEB ?? join(ROOT, 'target/web');
const JST_MS = 9 * 3600_000;

/** Starts a server without demo cases on a free port and a fresh data folder. */
export async function startServer() {
  const server = new Server(await freePort(), await mkdtemp(join(tmpdir(), 'mimamori-journey-')));
  await server.start();
  return server;
}

class Server {
  constructor(port, data) {
    this.port = port;
    this.data = data;
    this.origin = `http://127.0.0.1:${port}`;
    this.offsetMs = 0;
  }

  /** Starts the process and waits until it says that it is ready. */
  async start() {
    const options = ['--port', this.port, '--data', this.data, '--empty', '--web', WEB];
    const child = spawn(PROGRAM, options.map(String), { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    this.child = child;
    this.ended = new Promise((resolve) => child.once('exit', resolve));
    let said = '';
    child.stderr.on('data', (text) => (said += text));
    await new Promise((resolve, reject) => {
      child.stdout.on('data', (text) => {
        said += text;
        if (said.includes('Ready.')) resolve();
      });
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`the server ended (${code}) before it was ready:\n${said}`)));
    });
  }

  /** Ends the process as a power cut would: kill -9. The data folder stays. */
  async kill() {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  /** Ends the process in good order and removes its data. */
  async stop() {
    this.child.kill('SIGTERM');
    await this.ended;
    await rm(this.data, { recursive: true, force: true });
  }

  /** The time of the demo's clock. */
  now() {
    return new Date(Date.now() + this.offsetMs);
  }

  /** The day of the demo's clock in Japan, some days later or earlier: `YYYY-MM-DD`. */
  day(plus = 0) {
    return new Date(this.now().getTime() + JST_MS + plus * 86_400_000).toISOString().slice(0, 10);
  }

  /** Moves the clock forward to the next time that a clock in Japan shows `HH:MM`. */
  async forwardTo(clock) {
    const [hours, minutes] = clock.split(':').map(Number);
    const inDay = (this.now().getTime() + JST_MS) % 86_400_000;
    const wanted = (hours * 60 + minutes) * 60_000;
    await this.forward(Math.ceil(((wanted - inDay + 86_400_000) % 86_400_000) / 1000) || 86_400);
  }

  /** Moves the clock forward. */
  async forward(seconds) {
    const answer = await fetch(`${this.origin}/demo/clock`, {
      method: 'POST',
      body: new URLSearchParams({ seconds }),
      redirect: 'manual',
    });
    if (answer.status !== 303) throw new Error(`the clock was not moved: ${answer.status}`);
    this.offsetMs += seconds * 1000;
  }

  /** What the topics have sent, oldest first. */
  async messages() {
    const text = await readFile(join(this.data, 'outbox.jsonl'), 'utf8').catch(() => '');
    return text.split('\n').filter(Boolean).map((line) => JSON.parse(line));
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
