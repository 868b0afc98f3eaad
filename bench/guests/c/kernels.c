// A mix of what application code does, argv[1] rounds (200 by default): linked-list sorting through a function pointer, a state machine
// over text, integer and floating-point matrices, a hash table with open addressing, and CRC-16 over every result.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { Items = 400, Size = 20, Buckets = 1024 };

struct item { struct item *next; int16_t key, index; };
typedef int compare(const struct item *, const struct item *);

static uint16_t crc16(uint16_t crc, uint32_t value) {
    for (int i = 0; i < 32; i++) {
        int bit = (crc ^ value) & 1;
        crc >>= 1;
        value >>= 1;
        if (bit) crc ^= 0xA001;
    }
    return crc;
}

static int by_key(const struct item *a, const struct item *b) { return a->key - b->key; }
static int by_index(const struct item *a, const struct item *b) { return a->index - b->index; }
static compare *volatile orders[] = {by_key, by_index};

static struct item *merge_sort(struct item *list, int count, compare *order) {
    if (count == 1) { list->next = NULL; return list; }
    struct item *middle = list;
    for (int i = 0; i < count / 2; i++) middle = middle->next;
    struct item *right = merge_sort(middle, count - count / 2, order);
    struct item *left = merge_sort(list, count / 2, order);
    struct item head, *tail = &head;
    while (left && right) {
        struct item **least = order(right, left) < 0 ? &right : &left;
        tail = tail->next = *least;
        *least = (*least)->next;
    }
    tail->next = left ? left : right;
    return head.next;
}

static uint16_t lists(uint32_t seed, uint16_t crc) {
    static struct item items[Items];
    for (int i = 0; i < Items; i++) {
        seed = seed * 1664525u + 1013904223u;
        items[i] = (struct item){i + 1 < Items ? &items[i + 1] : NULL, (int16_t)(seed >> 16), (int16_t)i};
    }
    struct item *list = merge_sort(items, Items, orders[0]);
    for (int search = 0; search < 40; search++) {
        int16_t wanted = items[search * 7].key;
        int steps = 0;
        for (struct item *at = list; at && at->key != wanted; at = at->next) steps++;
        crc = crc16(crc, (uint32_t)steps);
    }
    struct item *reversed = NULL;
    while (list) {
        struct item *next = list->next;
        list->next = reversed;
        reversed = list;
        list = next;
    }
    list = merge_sort(reversed, Items, orders[1]);
    for (struct item *at = list; at; at = at->next) crc = crc16(crc, (uint16_t)at->key);
    return crc;
}

enum state { Start, Sign, Integer, Fraction, Exponent, ExponentDigits, Invalid, States };

static uint16_t numbers(uint32_t seed, uint16_t crc) {
    static const char text[] = "12 -7.5 +3e4 .5 1e-9 abc 0x10 9.9.9 -2147483648 6.02e23 e5 +-1 77 3.14159 1e 0.0 -0 42abc 5. 1e+7 ";
    uint32_t counts[States] = {0};
    enum state state = Start;
    for (int pass = 0; pass < 12; pass++) {
        for (const char *at = text; *at; at++) {
            char c = *at;
            if (((seed >> (pass & 15)) & 7) == 0 && c == '.') c = 'x';
            if (c == ' ') { counts[state]++; state = Start; continue; }
            int digit = c >= '0' && c <= '9';
            switch (state) {
            case Start: state = c == '+' || c == '-' ? Sign : digit ? Integer : c == '.' ? Fraction : Invalid; break;
            case Sign: state = digit ? Integer : c == '.' ? Fraction : Invalid; break;
            case Integer: state = digit ? Integer : c == '.' ? Fraction : c == 'e' ? Exponent : Invalid; break;
            case Fraction: state = digit ? Fraction : c == 'e' ? Exponent : Invalid; break;
            case Exponent: state = c == '+' || c == '-' || digit ? ExponentDigits : Invalid; break;
            case ExponentDigits: state = digit ? ExponentDigits : Invalid; break;
            default: break;
            }
        }
    }
    for (int i = 0; i < States; i++) crc = crc16(crc, counts[i]);
    return crc;
}

static uint16_t matrices(uint32_t seed, uint16_t crc) {
    static int16_t a[Size][Size], b[Size][Size];
    static int32_t c[Size][Size];
    static double x[Size][Size], y[Size][Size];
    for (int i = 0; i < Size; i++)
        for (int j = 0; j < Size; j++) {
            seed = seed * 1103515245u + 12345u;
            a[i][j] = (int16_t)(seed >> 20);
            b[i][j] = (int16_t)(seed >> 8 & 0xFF);
            x[i][j] = a[i][j] / 64.0;
        }
    for (int i = 0; i < Size; i++)
        for (int j = 0; j < Size; j++) {
            int32_t sum = 0;
            double product = 0;
            for (int k = 0; k < Size; k++) {
                sum += (a[i][k] * b[k][j] >> 2 & 15) * (a[i][k] * b[k][j] >> 5 & 127);
                product += x[i][k] * x[k][j];
            }
            c[i][j] = sum;
            y[i][j] = product;
        }
    for (int i = 0; i < Size; i++) {
        crc = crc16(crc, (uint32_t)c[i][Size - 1 - i]);
        crc = crc16(crc, (uint32_t)(int64_t)(y[i][i] * 16));
    }
    return crc;
}

static uint16_t tables(uint32_t seed, uint16_t crc) {
    static uint32_t keys[Buckets], values[Buckets];
    memset(keys, 0, sizeof keys);
    uint32_t found = 0;
    for (int i = 0; i < 1500; i++) {
        seed ^= seed << 13;
        seed ^= seed >> 17;
        seed ^= seed << 5;
        uint32_t key = (seed & 1023) + 1, bucket = key * 2654435761u >> 22;
        while (keys[bucket] && keys[bucket] != key) bucket = (bucket + 1) & (Buckets - 1);
        found += keys[bucket] == key;
        keys[bucket] = key;
        values[bucket] += seed >> 9;
    }
    for (int i = 0; i < Buckets; i += 16) crc = crc16(crc, values[i]);
    return crc16(crc, found);
}

int main(int argc, char **argv) {
    int rounds = argc > 1 ? atoi(argv[1]) : 200;
    uint16_t crc = 0xFFFF;
    for (int round = 1; round <= rounds; round++) {
        uint32_t seed = (uint32_t)round * 2654435761u;
        crc = lists(seed, crc);
        crc = numbers(seed, crc);
        crc = matrices(seed, crc);
        crc = tables(seed, crc);
    }
    printf("kernels(%d) = %04x\n", rounds, crc);
    return 0;
}
