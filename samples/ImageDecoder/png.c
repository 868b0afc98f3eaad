// A decoder of PNG images in C: 8 bits a channel, every colour type, not interlaced. Built without a library:
//
//   clang --target=wasm32 -O2 -mbulk-memory -nostdlib -Wl,--no-entry -Wl,--strip-debug -o png.wasm png.c
//
// What an image claims is never trusted further than the bytes that are there; and as this is WebAssembly, a mistake in here could
// write nothing but the decoder's own memory.
typedef unsigned char u8;
typedef unsigned int u32;

#define EXPORT(name) __attribute__((export_name(name)))
#define PAGE 65536u

enum { OK, NOT_PNG, DAMAGED, UNSUPPORTED, TOO_LARGE };

extern u8 __heap_base;

static u32 top;
static u32 image_width, image_height;
static u8 *image_pixels;

// Memory is taken from the end, and given back all at once.
static void *take(u32 size) {
  u32 start = (top + 15) & ~15u;
  if (size > 0x7fffffffu - start) return 0;
  u32 end = start + size, have = __builtin_wasm_memory_size(0) * PAGE;
  if (end > have && __builtin_wasm_memory_grow(0, (end - have + PAGE - 1) / PAGE) == (u32)-1) return 0;
  top = end;
  return (void *)start;
}

// Room for the bytes of an image. What was decoded before is gone.
EXPORT("png_begin") u8 *png_begin(u32 size) {
  top = (u32)&__heap_base;
  image_pixels = 0;
  image_width = image_height = 0;
  return take(size);
}

static u32 be32(const u8 *p) { return (u32)p[0] << 24 | (u32)p[1] << 16 | (u32)p[2] << 8 | p[3]; }

static u32 crc_table[256];

static u32 crc(const u8 *p, u32 n) {
  if (!crc_table[1])
    for (u32 i = 0; i < 256; i++) {
      u32 c = i;
      for (int k = 0; k < 8; k++) c = c & 1 ? 0xedb88320u ^ (c >> 1) : c >> 1;
      crc_table[i] = c;
    }
  u32 c = 0xffffffffu;
  while (n--) c = crc_table[(c ^ *p++) & 255] ^ (c >> 8);
  return ~c;
}

// Inflate (RFC 1951).
typedef struct {
  const u8 *in, *in_end;
  u8 *out, *out_start, *out_end;
  u32 bits, count;
  int failed;
} Stream;

typedef struct {
  unsigned short counts[16], symbols[288];
} Code;

static u32 bits(Stream *s, u32 n) {
  while (s->count < n) {
    if (s->in == s->in_end) {
      s->failed = 1;
      return 0;
    }
    s->bits |= (u32)*s->in++ << s->count;
    s->count += 8;
  }
  u32 value = s->bits & ((1u << n) - 1);
  s->bits >>= n;
  s->count -= n;
  return value;
}

static void make_code(Code *code, const u8 *lengths, u32 n) {
  unsigned short offsets[16];
  for (int i = 0; i < 16; i++) code->counts[i] = 0;
  for (u32 i = 0; i < n; i++) code->counts[lengths[i]]++;
  code->counts[0] = 0;
  offsets[1] = 0;
  for (int i = 1; i < 15; i++) offsets[i + 1] = offsets[i] + code->counts[i];
  for (u32 i = 0; i < n; i++)
    if (lengths[i]) code->symbols[offsets[lengths[i]]++] = (unsigned short)i;
}

static u32 symbol(Stream *s, const Code *code) {
  int value = 0, first = 0, index = 0;
  for (int length = 1; length < 16; length++) {
    value |= (int)bits(s, 1);
    int count = code->counts[length];
    if (value - count < first) return code->symbols[index + (value - first)];
    index += count;
    first = (first + count) << 1;
    value <<= 1;
    if (s->failed) break;
  }
  s->failed = 1;
  return 0;
}

static const unsigned short length_base[29] = {3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258};
static const u8 length_extra[29] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
static const unsigned short distance_base[30] = {1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577};
static const u8 distance_extra[30] = {0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13};

static void inflate_codes(Stream *s, const Code *literals, const Code *distances) {
  while (!s->failed) {
    u32 value = symbol(s, literals);
    if (value < 256) {
      if (s->out == s->out_end) s->failed = 1;
      else *s->out++ = (u8)value;
      continue;
    }
    if (value == 256) return;
    value -= 257;
    if (value >= 29) break;
    u32 length = length_base[value] + bits(s, length_extra[value]);
    value = symbol(s, distances);
    if (value >= 30) break;
    u32 distance = distance_base[value] + bits(s, distance_extra[value]);
    if (s->failed || distance > (u32)(s->out - s->out_start) || length > (u32)(s->out_end - s->out)) break;
    for (; length; length--, s->out++) *s->out = s->out[-(int)distance];
  }
  s->failed = 1;
}

static void inflate_stored(Stream *s) {
  s->bits = s->count = 0;
  if (s->in_end - s->in < 4) {
    s->failed = 1;
    return;
  }
  u32 length = s->in[0] | (u32)s->in[1] << 8;
  s->in += 4;
  if (length > (u32)(s->in_end - s->in) || length > (u32)(s->out_end - s->out)) {
    s->failed = 1;
    return;
  }
  while (length--) *s->out++ = *s->in++;
}

static void inflate_dynamic(Stream *s, Code *literals, Code *distances) {
  static const u8 order[19] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
  u8 lengths[320] = {0};
  u32 literal_count = bits(s, 5) + 257, distance_count = bits(s, 5) + 1, code_count = bits(s, 4) + 4, n = 0;
  for (u32 i = 0; i < code_count; i++) lengths[order[i]] = (u8)bits(s, 3);
  if (literal_count > 286) {
    s->failed = 1;
    return;
  }
  make_code(literals, lengths, 19);
  for (int i = 0; i < 19; i++) lengths[i] = 0;
  while (n < literal_count + distance_count && !s->failed) {
    u32 value = symbol(s, literals), repeat = 1, what = value;
    if (value == 16) {
      what = n ? lengths[n - 1] : 0;
      repeat = 3 + bits(s, 2);
    } else if (value > 16) {
      what = 0;
      repeat = value == 17 ? 3 + bits(s, 3) : 11 + bits(s, 7);
    }
    if (n + repeat > literal_count + distance_count) s->failed = 1;
    else
      while (repeat--) lengths[n++] = (u8)what;
  }
  if (s->failed) return;
  make_code(literals, lengths, literal_count);
  make_code(distances, lengths + literal_count, distance_count);
  inflate_codes(s, literals, distances);
}

static int inflate(Stream *s) {
  static Code literals, distances;
  for (u32 last = 0; !last && !s->failed;) {
    last = bits(s, 1);
    switch (bits(s, 2)) {
      case 0:
        inflate_stored(s);
        break;
      case 1: {
        u8 lengths[288];
        for (int i = 0; i < 288; i++) lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
        make_code(&literals, lengths, 288);
        for (int i = 0; i < 30; i++) lengths[i] = 5;
        make_code(&distances, lengths, 30);
        inflate_codes(s, &literals, &distances);
        break;
      }
      case 2:
        inflate_dynamic(s, &literals, &distances);
        break;
      default:
        s->failed = 1;
    }
  }
  return !s->failed && s->out == s->out_end;
}

static int absolute(int n) { return n < 0 ? -n : n; }

// Rows are differences to the pixels left, above, and left above.
static int unfilter(u8 *rows, u32 row_bytes, u32 height, u32 step) {
  const u8 *above = 0;
  for (u32 y = 0; y < height; y++) {
    u8 filter = *rows, *row = rows + 1;
    if (filter > 4) return 0;
    for (u32 x = 0; x < row_bytes; x++) {
      int a = x >= step ? row[x - step] : 0, b = above ? above[x] : 0, c = above && x >= step ? above[x - step] : 0, guess = 0;
      switch (filter) {
        case 1: guess = a; break;
        case 2: guess = b; break;
        case 3: guess = (a + b) / 2; break;
        case 4: {
          int p = a + b - c, pa = absolute(p - a), pb = absolute(p - b), pc = absolute(p - c);
          guess = pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
        }
      }
      row[x] += (u8)guess;
    }
    above = row;
    rows += row_bytes + 1;
  }
  return 1;
}

// Decodes the image whose bytes are at the address that png_begin gave. The pixels, RGBA, are then at png_pixels.
EXPORT("png_decode") int png_decode(const u8 *file, u32 size) {
  static const u8 channels[7] = {1, 0, 3, 1, 2, 0, 4};
  static const u8 signature[8] = {0x89, 'P', 'N', 'G', 13, 10, 26, 10};
  const u8 *palette = 0, *alpha = 0;
  u32 palette_count = 0, alpha_count = 0, width = 0, height = 0, packed_bytes = 0;
  int type = -1;
  if (size < 8) return NOT_PNG;
  for (int i = 0; i < 8; i++)
    if (file[i] != signature[i]) return NOT_PNG;
  u8 *packed = take(size);
  if (!packed) return TOO_LARGE;
  for (u32 at = 8;;) {
    if (size - at < 12) return DAMAGED;
    u32 length = be32(file + at), name = be32(file + at + 4);
    if (length > size - at - 12) return DAMAGED;
    const u8 *data = file + at + 8;
    if (crc(data - 4, length + 4) != be32(data + length)) return DAMAGED;
    if (name == 0x49484452) {  // IHDR
      if (length != 13) return DAMAGED;
      width = be32(data), height = be32(data + 4), type = data[9];
      if (!width || !height || data[10] || data[11]) return DAMAGED;
      if (data[8] != 8 || data[12] || type > 6 || !channels[type]) return UNSUPPORTED;
      if (width > 16384 || height > 16384) return TOO_LARGE;
    } else if (name == 0x504c5445) {  // PLTE
      palette = data, palette_count = length / 3;
    } else if (name == 0x74524e53) {  // tRNS
      alpha = data, alpha_count = length;
    } else if (name == 0x49444154) {  // IDAT
      for (u32 i = 0; i < length; i++) packed[packed_bytes++] = data[i];
    } else if (name == 0x49454e44) {  // IEND
      break;
    }
    at += length + 12;
  }
  if (type < 0 || packed_bytes < 6 || (type == 3 && !palette)) return DAMAGED;
  u32 step = channels[type], row_bytes = width * step;
  u8 *rows = take((row_bytes + 1) * height), *pixels = take(width * height * 4);
  if (!rows || !pixels) return TOO_LARGE;
  Stream stream = {packed + 2, packed + packed_bytes, rows, rows, rows + (row_bytes + 1) * height, 0, 0, 0};
  if ((packed[0] & 15) != 8 || !inflate(&stream) || !unfilter(rows, row_bytes, height, step)) return DAMAGED;
  u8 *to = pixels;
  for (u32 y = 0; y < height; y++) {
    const u8 *from = rows + y * (row_bytes + 1) + 1;
    for (u32 x = 0; x < width; x++, from += step, to += 4) {
      u32 entry = from[0];
      if (type == 3 && entry >= palette_count) return DAMAGED;
      const u8 *colour = type == 3 ? palette + 3 * entry : from;
      int is_grey = type == 0 || type == 4;
      to[0] = colour[0];
      to[1] = is_grey ? colour[0] : colour[1];
      to[2] = is_grey ? colour[0] : colour[2];
      to[3] = type == 4 ? from[1] : type == 6 ? from[3] : type == 3 && entry < alpha_count ? alpha[entry] : 255;
    }
  }
  image_width = width, image_height = height, image_pixels = pixels;
  return OK;
}

EXPORT("png_width") u32 png_width(void) { return image_width; }
EXPORT("png_height") u32 png_height(void) { return image_height; }
EXPORT("png_pixels") const u8 *png_pixels(void) { return image_pixels; }
