/* A program to be initialised ahead of time (weft wizer): the initialiser reads a text and fills a table of its words; main only looks up.
   Without it, main finds the table empty. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct entry {
  char *word;
  unsigned count;
  struct entry *next;
};

enum { BUCKETS = 256 };

static struct entry *table[BUCKETS];
static unsigned words;
static unsigned (*hash)(const char *);

static unsigned hash_fnv(const char *text) {
  unsigned value = 2166136261u;
  for (; *text; text++) value = (value ^ (unsigned char)*text) * 16777619u;
  return value;
}

static unsigned hash_none(const char *text) {
  (void)text;
  return 0;
}

static struct entry *find(const char *word) {
  struct entry *entry = table[hash(word) % BUCKETS];
  while (entry && strcmp(entry->word, word)) entry = entry->next;
  return entry;
}

static void count(const char *word) {
  struct entry *entry = find(word);
  if (!entry) {
    unsigned bucket = hash(word) % BUCKETS;
    entry = malloc(sizeof *entry);
    *entry = (struct entry){strdup(word), 0, table[bucket]};
    table[bucket] = entry;
  }
  entry->count++;
  words++;
}

void __wasm_call_ctors(void);

__attribute__((export_name("wizer-initialize"))) void initialize(void) {
  char word[64];
  FILE *file;
  __wasm_call_ctors();
  hash = hash_fnv;
  file = fopen("/data/poem.txt", "r");
  if (!file) abort();
  while (fscanf(file, "%63s", word) == 1) count(word);
  fclose(file);
}

/* Leaves its file open, which no module can begin with. */
__attribute__((export_name("initialize-open"))) void initialize_open(void) {
  __wasm_call_ctors();
  hash = hash_none;
  if (!fopen("/data/poem.txt", "r")) abort();
}

static void report(int argc, char **argv) {
  printf("%u words\n", words);
  for (int i = 1; i < argc; i++) {
    struct entry *entry = hash ? find(argv[i]) : NULL;
    printf("%s: %u\n", argv[i], entry ? entry->count : 0);
  }

  /* A program that names __wasm_call_ctors is left alone by the linker: nobody flushes for it at the end of _start. */
  fflush(stdout);
}

int main(int argc, char **argv) {
  report(argc, argv);
  return 0;
}

int __main_void(void);

/* In place of _start, which would run the constructors again. */
__attribute__((export_name("resume"))) void resume(void) { exit(__main_void()); }
