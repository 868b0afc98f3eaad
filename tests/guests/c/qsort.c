// Sorting and searching through function pointers: numbers, strings and structures of odd size.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct record { char name[11]; uint16_t rank; double weight; };

static int by_number(const void *a, const void *b) {
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}
static int by_name(const void *a, const void *b) { return strcmp(((const struct record *)a)->name, ((const struct record *)b)->name); }
static int by_weight(const void *a, const void *b) {
    double x = ((const struct record *)a)->weight, y = ((const struct record *)b)->weight;
    return (x > y) - (x < y);
}

int main(void) {
    enum { Count = 20000, Records = 3000 };
    static int32_t numbers[Count];
    static struct record records[Records];
    uint32_t state = 12345;
    for (int i = 0; i < Count; i++) numbers[i] = (int32_t)(state = state * 1103515245u + 12345u);
    qsort(numbers, Count, sizeof *numbers, by_number);
    uint32_t hash = 2166136261u;
    for (int i = 0; i < Count; i++) {
        if (i && numbers[i - 1] > numbers[i]) return 1;
        hash = (hash ^ (uint32_t)numbers[i]) * 16777619u;
    }
    printf("numbers %d..%d hash=%08x\n", numbers[0], numbers[Count - 1], hash);
    int32_t key = numbers[777];
    printf("found=%d\n", *(int32_t *)bsearch(&key, numbers, Count, sizeof *numbers, by_number) == key);
    for (int i = 0; i < Records; i++) {
        state = state * 1103515245u + 12345u;
        for (int j = 0; j < 10; j++) records[i].name[j] = 'a' + (state >> j & 15) % 7;
        records[i].rank = (uint16_t)i;
        records[i].weight = (double)(state >> 7) / 1000.0 - 9000.0;
    }
    int (*orders[])(const void *, const void *) = {by_name, by_weight};
    for (int order = 0; order < 2; order++) {
        qsort(records, Records, sizeof *records, orders[order]);
        printf("%s %.3f | %s %.3f\n", records[0].name, records[0].weight, records[Records - 1].name, records[Records - 1].weight);
    }
    return 0;
}
