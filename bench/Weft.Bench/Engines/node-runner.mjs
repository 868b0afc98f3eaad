// Runs WebAssembly under Node for the harness: one request a line on standard input, one answer a line on standard output. The process
// stays, and so do compiled modules, as engines in the harness's own process do.
import { WASI } from 'node:wasi';
import fs from 'node:fs';
import readline from 'node:readline';

const modules = new Map();

function compile(path) {
  if (!modules.has(path)) modules.set(path, new WebAssembly.Module(fs.readFileSync(path)));
  return modules.get(path);
}

function run({ name, module, isCommand, arguments: words, input, output, fromBytes }) {
  const bytes = fromBytes ? fs.readFileSync(module) : null;
  const compiled = fromBytes ? null : compile(module);
  const start = performance.now();
  const program = compiled ?? new WebAssembly.Module(bytes);
  if (!isCommand) {
    const result = new WebAssembly.Instance(program, {}).exports.run(...words.map(Number));
    const milliseconds = performance.now() - start;
    return { milliseconds, result: BigInt.asUintN(64, result).toString() };
  }

  const stdin = fs.openSync(input ?? '/dev/null', 'r');
  const stdout = fs.openSync(output, 'w');
  try {
    const wasi = new WASI({ version: 'preview1', args: [name, ...words], stdin, stdout, returnOnExit: true });
    const code = wasi.start(new WebAssembly.Instance(program, { wasi_snapshot_preview1: wasi.wasiImport }));
    const milliseconds = performance.now() - start;
    return code ? { error: `exit code ${code}` } : { milliseconds };
  } finally {
    fs.closeSync(stdin);
    fs.closeSync(stdout);
  }
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  let answer;
  try {
    answer = run(JSON.parse(line));
  } catch (error) {
    answer = { error: String(error) };
  }

  process.stdout.write(JSON.stringify(answer) + '\n');
}
