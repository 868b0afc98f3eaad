// AssemblyScript over the WASI shim: strings, classes, closures' stand-ins, maps, typed arrays, garbage collection, the process object.
abstract class Shape {
  abstract area(): f64;
  toString(): string {
    return `shape of ${this.area()}`;
  }
}
class Circle extends Shape {
  constructor(private radius: f64) {
    super();
  }
  area(): f64 {
    return Math.PI * this.radius * this.radius;
  }
}
class Square extends Shape {
  constructor(private side: f64) {
    super();
  }
  area(): f64 {
    return this.side * this.side;
  }
}
class Node {
  next: Node | null = null;
  constructor(public value: i32) {}
}

console.log(`args ${process.argv.length - 1}`);
for (let i = 1; i < process.argv.length; i++) console.log(process.argv[i]);
console.log(process.env.has("WEFT_NAME") ? process.env.get("WEFT_NAME") : "none");

const shapes: Shape[] = [new Circle(1.5), new Square(3), new Circle(0.25)];
for (let i = 0; i < shapes.length; i++) console.log(shapes[i].toString());

const counts = new Map<string, i32>();
const text = "the cat saw the dog and the dog saw the cat naïvely 漢字";
const words = text.split(" ");
for (let i = 0; i < words.length; i++) counts.set(words[i], (counts.has(words[i]) ? counts.get(words[i]) : 0) + 1);
const keys = counts.keys().sort();
for (let i = 0; i < keys.length; i++) console.log(`${keys[i]} ${counts.get(keys[i])}`);

let state: u32 = 1;
const numbers = new Array<i32>(5000);
for (let i = 0; i < numbers.length; i++) numbers[i] = <i32>(state = state * 1664525 + 1013904223);
numbers.sort((a, b) => (a > b ? 1 : a < b ? -1 : 0));
console.log(`${numbers[0]} ${numbers[4999]} ${numbers.reduce((sum, n) => sum ^ n, 0)}`);

let kept: Node | null = null;
let total: i64 = 0;
for (let round = 0; round < 300; round++) {
  let list: Node | null = null;
  for (let i = 0; i < 500; i++) {
    const head = new Node(i * round);
    head.next = list;
    list = head;
  }
  if (round % 100 == 0) kept = list;
  let node: Node | null = list;
  while (node) {
    total += node.value;
    node = node.next;
  }
}
console.log(`${total} ${kept!.value}`);

const bytes = new Uint8Array(1000);
for (let i = 0; i < bytes.length; i++) bytes[i] = <u8>(i * 7);
const view = new DataView(bytes.buffer);
console.log(`${view.getUint32(3)} ${view.getFloat64(16, true)} ${view.getInt16(101, true)} ${bytes.subarray(10, 15).join("-")}`);
console.log(`${0.1 + 0.2} ${1e21} ${f32(1) / 3} ${Math.pow(2, 0.5)} ${NaN} ${i64.MIN_VALUE} ${u64.MAX_VALUE}`);
console.log(`${parseFloat("2.5e-3")} ${parseInt("ff", 16)} ${"Straße".toUpperCase()} ${"abc".padStart(6, "*")} ${"a,b,c".replaceAll(",", ";")}`);
console.log(`${Date.now() > 1577836800000} ${performance.now() >= 0}`);

const buffer = new ArrayBuffer(64);
let size = 0;
for (;;) {
  const got = process.stdin.read(buffer);
  if (got <= 0) break;
  size += <i32>got;
}
console.log(`stdin ${size}`);
console.error("on standard error");
process.exit(6);
