// What JavaScript programs do: calls, objects, arrays, strings, regular expressions, closures, maps, typed arrays, JSON.
function fib(n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
print("fib", fib(22));

let seed = 42;
function random() { seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff; return seed; }

const numbers = [];
for (let i = 0; i < 10000; i++) numbers.push(random() % 100000);
numbers.sort((a, b) => a - b);
print("sort", numbers.reduce((sum, n, i) => (sum * 31 + n * (i % 7)) % 1000003, 0), numbers[0], numbers[9999]);

const parts = [];
for (let i = 1; i <= 3000; i++) parts.push(`${String(i).padStart(5, "0")}:${String.fromCharCode(97 + i % 26)}:${(i / 7).toFixed(3)}`);
const text = parts.join(" ");
const letters = {};
for (const [, number, letter] of text.matchAll(/(\d+):([a-z]):/g)) letters[letter] = (letters[letter] || 0) + Number(number);
print("regexp", text.length, letters.a, letters.z, text.replace(/(\d)5(\d)/g, "$2-$1").length);

class Vector {
  constructor(x, y) { this.x = x; this.y = y; }
  add(other) { return new Vector(this.x + other.x, this.y + other.y); }
  get length() { return Math.sqrt(this.x * this.x + this.y * this.y); }
}
let total = new Vector(0, 0);
for (let i = 1; i <= 30000; i++) total = total.add(new Vector(i % 13, i % 7));
print("objects", total.x, total.y, total.length.toFixed(6));

const composite = new Uint8Array(200001);
let primes = 0;
for (let i = 2; i <= 200000; i++) {
  if (composite[i]) continue;
  primes++;
  for (let j = i * i; j <= 200000; j += i) composite[j] = 1;
}
print("sieve", primes);

const counts = new Map();
for (let i = 0; i < 20000; i++) counts.set("k" + random() % 500, (counts.get("k" + i % 500) || 0) + 1);
function* pairs() { for (const [key, value] of counts) yield key.length * value; }
let mixed = 0;
for (const value of pairs()) mixed = (mixed * 17 + value) | 0;
print("map", counts.size, mixed);

const copy = JSON.parse(JSON.stringify({ parts: parts.slice(0, 500), nested: numbers.slice(0, 500).map(n => ({ n, half: n / 2 })) }));
print("json", copy.parts.length, copy.nested.reduce((sum, o) => sum + o.half, 0), JSON.stringify(copy).length);
