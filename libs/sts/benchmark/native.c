/*
 * The same work as `sts.ea07.encode` in plain C, as a yardstick: a credit token's fields to twenty digits,
 * with fused tables and the key ready. Sample tables of the standard. Prints tokens per second of processor time.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const uint8_t S1[16] = {12, 10, 8, 4, 3, 15, 0, 2, 14, 1, 5, 13, 6, 9, 7, 11};
static const uint8_t S2[16] = {6, 9, 7, 4, 3, 10, 12, 14, 2, 13, 1, 15, 0, 11, 8, 5};
static const uint8_t P[64] = {29, 27, 34, 9,  16, 62, 55, 2,  40, 49, 38, 25, 33, 61, 30, 23, 1,  41, 21, 57, 42, 15,
                              5,  58, 19, 53, 22, 17, 48, 28, 24, 39, 3,  60, 36, 14, 11, 52, 54, 12, 31, 51, 10, 26,
                              0,  45, 37, 43, 44, 6,  59, 4,  7,  35, 56, 50, 13, 18, 32, 47, 46, 63, 20, 8};

static uint64_t fused[8][4][256];
static uint16_t crc_table[256];

static void build(void) {
  for (int octet = 0; octet < 8; octet++)
    for (int bits = 0; bits < 4; bits++)
      for (int value = 0; value < 256; value++) {
        int substituted = ((bits & 2) ? S2 : S1)[value >> 4] << 4 | ((bits & 1) ? S2 : S1)[value & 15];
        uint64_t word = 0;
        for (int bit = 0; bit < 8; bit++)
          if (substituted >> bit & 1) word |= 1ULL << P[octet * 8 + bit];
        fused[octet][bits][value] = word;
      }
  for (int octet = 0; octet < 256; octet++) {
    uint16_t crc = (uint16_t)octet;
    for (int bit = 0; bit < 8; bit++) crc = crc & 1 ? (uint16_t)(crc >> 1 ^ 0xa001) : (uint16_t)(crc >> 1);
    crc_table[octet] = crc;
  }
}

static void schedule(uint64_t key, uint16_t rounds[16]) {
  uint64_t turned = ~key >> 12 | ~key << 52;
  for (int round = 0; round < 16; round++) {
    uint16_t bits = 0;
    for (int nibble = 0; nibble < 16; nibble++) bits |= (uint16_t)((turned >> (4 * nibble + 3) & 1) << nibble);
    rounds[round] = bits;
    turned = turned << 1 | turned >> 63;
  }
}

static void encode(uint64_t body, const uint16_t rounds[16], char digits[21]) {
  uint16_t crc = 0xffff;
  for (int shift = 48; shift >= 0; shift -= 8) crc = (uint16_t)(crc >> 8 ^ crc_table[(crc ^ body >> shift) & 0xff]);
  uint64_t data = body << 16 | (uint16_t)(crc << 8 | crc >> 8);
  for (int round = 0; round < 16; round++) {
    uint64_t next = 0;
    for (int octet = 0; octet < 8; octet++) next |= fused[octet][rounds[round] >> 2 * octet & 3][data >> 8 * octet & 0xff];
    data = next;
  }
  unsigned __int128 number = (unsigned __int128)(data >> 27 & 3) << 64 | (data & ~(3ULL << 27));
  uint64_t high = (uint64_t)(number / 10000000000ULL), low = (uint64_t)(number % 10000000000ULL);
  for (int index = 9; index >= 0; index--, high /= 10, low /= 10) {
    digits[index] = (char)('0' + high % 10);
    digits[index + 10] = (char)('0' + low % 10);
  }
  digits[20] = 0;
}

/* Processor time: other work on the machine does not count. */
static double now(void) { return (double)clock() / CLOCKS_PER_SEC; }

int main(int argc, char **argv) {
  double seconds = argc > 1 ? atof(argv[1]) : 1;
  uint16_t rounds[16];
  char digits[21];
  unsigned long done = 0, kept = 0;
  build();
  schedule(0x0abc12def3456789ULL, rounds);
  encode(0x000b19eb230100ULL, rounds, digits);
  if (strcmp(digits, "51043465443420856213") != 0) return 1;
  double start = now();
  while (now() - start < seconds)
    for (int batch = 0; batch < 2000; batch++, done++) {
      encode((uint64_t)(done & 15) << 40 | (uint64_t)(5000000 + (done & 0xffff)) << 16 | (done & 0x3fff), rounds, digits);
      kept += (unsigned char)digits[19];
    }
  printf("%.0f\n", (double)done / (now() - start));
  return kept == 0;
}
