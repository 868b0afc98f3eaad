"""Makes vectors.jsonl: what the specification's own code lifts and lowers, for random types, values and memories.

    python3 make.py PATH/TO/component-model/design/mvp/canonical-abi/definitions.py > vectors.jsonl

Each line is a type in text, options, the first bytes of a memory, core values, and the value that they stand for in a form of its own, or null
where lifting traps. Where "lowers" is true, memory and core values are also what lowering the value gives, with an allocator that goes up from
1024 and never frees.
"""
import importlib.util
import json
import math
import random
import struct
import sys

PAGE = 65536
HEAP = 1024
SHOWN = 512
ENCODINGS = ["utf8", "utf16", "latin1+utf16"]


def read_definitions(path):
    spec = importlib.util.spec_from_file_location("definitions", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["definitions"] = module
    spec.loader.exec_module(module)
    module.DETERMINISTIC_PROFILE = True
    return module


class Types:
    """Random types: as objects of the specification, and as text with the declarations that they need."""

    PRIMITIVES = ["Bool", "S8", "U8", "S16", "U16", "S32", "U32", "S64", "U64", "F32", "F64", "Char", "String"]
    KEYS = ["U8", "S64", "Char", "String", "Bool"]

    def __init__(self, d, rng):
        self.d, self.rng, self.declarations, self.count = d, rng, [], 0

    def primitive(self, names):
        name = self.rng.choice(names)
        return getattr(self.d, name + "Type")(), name.lower()

    def named(self, text, imports):
        name = f"t{self.count}"
        self.count += 1
        self.declarations.append(f"(type ${name}' {text})")
        if not imports:
            return f"${name}'"
        self.declarations.append(f'(import "{name}" (type ${name} (eq ${name}\')))')
        return f"${name}"

    def make(self, depth):
        d, rng = self.d, self.rng
        if depth == 0 or rng.random() < 0.15:
            return self.primitive(self.PRIMITIVES)
        kind = rng.randrange(10)
        if kind < 3:
            t, text = self.make(depth - 1)
            return d.ListType(t), self.named(f"(list {text})", False)
        if kind == 3:
            (t, text), length = self.make(depth - 1), rng.randrange(1, 5)
            return d.ListType(t, length), self.named(f"(list {text} {length})", False)
        if kind == 4:
            parts = [self.make(depth - 1) for _ in range(rng.randrange(1, 6))]
            return d.TupleType([t for t, _ in parts]), self.named(f"(tuple {' '.join(text for _, text in parts)})", False)
        if kind == 5:
            parts = [self.make(depth - 1) for _ in range(rng.randrange(1, 6))]
            fields = " ".join(f'(field "f{i}" {text})' for i, (_, text) in enumerate(parts))
            return d.RecordType([d.FieldType(f"f{i}", t) for i, (t, _) in enumerate(parts)]), self.named(f"(record {fields})", True)
        if kind == 6:
            parts = [self.make(depth - 1) if rng.random() < 0.7 else (None, "") for _ in range(rng.randrange(1, 5))]
            cases = " ".join(f'(case "c{i}" {text})' for i, (_, text) in enumerate(parts))
            return d.VariantType([d.CaseType(f"c{i}", t) for i, (t, _) in enumerate(parts)]), self.named(f"(variant {cases})", True)
        if kind == 7:
            labels = [f"g{i}" for i in range(rng.randrange(1, 33))]
            quoted = " ".join(f'"{label}"' for label in labels)
            if rng.random() < 0.5:
                return d.FlagsType(labels), self.named(f"(flags {quoted})", True)
            return d.EnumType(labels), self.named(f"(enum {quoted})", True)
        if kind == 8:
            if rng.random() < 0.3:
                (k, key), (v, value) = self.primitive(self.KEYS), self.make(depth - 1)
                return d.MapType(k, v), self.named(f"(map {key} {value})", False)
            t, text = self.make(depth - 1)
            return d.OptionType(t), self.named(f"(option {text})", False)
        ok = self.make(depth - 1) if rng.random() < 0.7 else (None, "")
        error = self.make(depth - 1) if rng.random() < 0.7 else (None, "")
        return d.ResultType(ok[0], error[0]), self.named(f"(result {ok[1]}{f' (error {error[1]})' if error[0] else ''})", False)


class Values:
    """Random values of types, in the form that the specification's code has."""

    def __init__(self, d, rng, encoding, tag):
        self.d, self.rng, self.encoding, self.tag = d, rng, encoding, tag

    def character(self):
        while True:
            code = self.rng.randrange(self.rng.choice([0x80, 0x100, 0x800, 0xD800, 0x110000]))
            if not 0xD800 <= code < 0xE000:
                return chr(code)

    def string(self):
        text = "".join(self.character() for _ in range(self.rng.randrange(6)))
        if self.encoding == "utf8":
            return text, "utf8", len(text.encode("utf-8"))
        if self.encoding == "latin1+utf16" and all(ord(c) < 256 for c in text):
            return text, "latin1+utf16", len(text)
        units = len(text.encode("utf-16-le")) // 2
        return text, self.encoding, units | (self.tag if self.encoding == "latin1+utf16" else 0)

    def make(self, t):
        d, rng = self.d, self.rng
        t = d.despecialize(t)
        name = type(t).__name__[: -len("Type")]
        if name == "Bool":
            return rng.random() < 0.5
        if name in ("S8", "S16", "S32", "S64"):
            bits = int(name[1:])
            return rng.randrange(-(1 << (bits - 1)), 1 << (bits - 1))
        if name in ("U8", "U16", "U32", "U64"):
            return rng.randrange(1 << int(name[1:]))
        if name == "F32":
            return struct.unpack("<f", struct.pack("<f", rng.uniform(-1e9, 1e9)))[0]
        if name == "F64":
            return rng.choice([rng.uniform(-1e9, 1e9), math.inf, -0.0, math.nan])
        if name == "Char":
            return self.character()
        if name == "String":
            return self.string()
        if name == "List":
            return [self.make(t.t) for _ in range(t.l if t.l is not None else rng.randrange(4))]
        if name == "Record":
            return {field.label: self.make(field.t) for field in t.fields}
        if name == "Variant":
            case = rng.choice(t.cases)
            return {case.label: None if case.t is None else self.make(case.t)}
        return {label: rng.random() < 0.5 for label in t.labels}


def show(d, t, v):
    t = d.despecialize(t)
    name = type(t).__name__[: -len("Type")]
    if name == "Bool":
        return "true" if v else "false"
    if name == "F32":
        return "nan" if math.isnan(v) else "f%08x" % struct.unpack("<I", struct.pack("<f", v))
    if name == "F64":
        return "nan" if math.isnan(v) else "d%016x" % struct.unpack("<Q", struct.pack("<d", v))
    if name == "Char":
        return "c%x" % ord(v)
    if name == "String":
        return "s" + v[0].encode("utf-8").hex()
    if name == "List":
        return "[" + ",".join(show(d, t.t, item) for item in v) + "]"
    if name == "Record":
        return "(" + ",".join(show(d, field.t, v[field.label]) for field in t.fields) + ")"
    if name == "Variant":
        (label, payload), = v.items()
        index = next(i for i, case in enumerate(t.cases) if case.label == label)
        return f"#{index}" + ("" if t.cases[index].t is None else f"({show(d, t.cases[index].t, payload)})")
    if name == "Flags":
        return "{%d}" % sum(1 << i for i, label in enumerate(t.labels) if v[label])
    return str(v)


def main():
    d = read_definitions(sys.argv[1])

    class Context(d.LiftLowerContext):
        """Allocates without running a guest."""

        top = HEAP

        def reallocate(self, old, old_byte_length, alignment, new_byte_length):
            assert old == 0 and old_byte_length == 0
            at = d.align_to(self.top, alignment)
            self.top = at + new_byte_length
            d.trap_if(self.top > PAGE)
            return at

    def context(encoding, width):
        memory = d.MemInst(bytearray(PAGE), width)
        return Context(d.LiftLowerOptions(string_encoding=encoding, memory=memory), None), memory

    def lift(cx, t, flat):
        flattened = d.flatten_types([t], cx.opts)
        try:
            return show(d, t, d.lift_flat_values(cx, d.MAX_FLAT_PARAMS, d.CoreValueIter([number(k, f) for k, f in zip(kinds(cx, flattened), flat)]), [t])[0])
        except d.Trap:
            return None

    def kinds(cx, flattened):
        return flattened if len(flattened) <= d.MAX_FLAT_PARAMS else [cx.opts.memory.ptr_type()]

    def number(kind, bits):
        if kind == "f32":
            return struct.unpack("<f", struct.pack("<I", bits & 0xFFFFFFFF))[0]
        if kind == "f64":
            return struct.unpack("<d", struct.pack("<Q", bits))[0]
        return bits

    def bits(kind, value):
        if kind == "f32":
            return struct.unpack("<I", struct.pack("<f", value))[0]
        if kind == "f64":
            return struct.unpack("<Q", struct.pack("<d", value))[0]
        return value

    def write(types, text, cx, memory, flat, value, lowers):
        used = memory.bytes.rstrip(b"\0")
        print(json.dumps({
            "declarations": " ".join(types.declarations), "type": text, "encoding": cx.opts.string_encoding, "is64": memory.addrtype == "i64",
            "memory": {str(at): used[at:at + SHOWN].hex() for at in range(0, len(used), SHOWN) if any(used[at:at + SHOWN])},
            "flat": [str(f) for f in flat], "value": value, "lowers": lowers,
        }))

    def word(rng):
        choice = rng.randrange(12)
        return rng.randrange(4) if choice < 6 else rng.randrange(32) * 8 if choice < 9 else rng.randrange(0x110000) if choice == 9 \
            else 0x20202020 if choice == 10 else rng.randrange(1 << 32)

    for seed in range(400):
        rng = random.Random(seed)
        encoding, width = ENCODINGS[seed % 3], "i64" if seed % 5 == 4 else "i32"
        types = Types(d, rng)
        t, text = types.make(3)
        cx, memory = context(encoding, width)
        flattened = kinds(cx, d.flatten_types([t], cx.opts))
        if seed % 2 == 0:
            value = Values(d, rng, encoding, d.utf16_tag(width)).make(t)
            try:
                flat = [bits(kind, item) for kind, item in zip(flattened, d.lower_flat_values(cx, d.MAX_FLAT_PARAMS, [value], [t]))]
            except AssertionError:
                continue  # A string that is made smaller once it is written: the allocator of this script is not asked for that.
            assert lift(cx, t, flat) == show(d, t, value)
            write(types, text, cx, memory, flat, show(d, t, value), True)
        else:
            for at in range(0, 256, 4):
                memory.bytes[at:at + 4] = struct.pack("<I", word(rng))
            flat = [word(rng) if kind in ("i32", "f32") else (word(rng) << 32 | word(rng)) if rng.random() < 0.3 else word(rng) for kind in flattened]
            write(types, text, cx, memory, flat, lift(cx, t, flat), False)


main()
