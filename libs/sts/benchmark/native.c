/*
 * The same work as the benchmark of the library in plain C, as a yardstick: a credit token's fields to twenty digits and
 * back, with fused tables and the key ready, or derived for each token. Sample tables of the standard for EA07. Fields, digits
 * and what a key is derived from are checked as the library checks them, and a token is read into its fields.
 *
 *     native <seconds> <ea07|ea11> <encode|decode|derive|bare-encode|bare-decode|bare-derive>
 *
 * prints tokens per second of processor time, or ends with 1 where a published token does not come out. What is bare checks
 * nothing but digits and checksum, and of a token that it decodes it looks at one octet.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "native-tables.h"

static const uint8_t S1[16] = {12, 10, 8, 4, 3, 15, 0, 2, 14, 1, 5, 13, 6, 9, 7, 11};
static const uint8_t S2[16] = {6, 9, 7, 4, 3, 10, 12, 14, 2, 13, 1, 15, 0, 11, 8, 5};
static const uint8_t P[64] = {29, 27, 34, 9,  16, 62, 55, 2,  40, 49, 38, 25, 33, 61, 30, 23, 1,  41, 21, 57, 42, 15,
                              5,  58, 19, 53, 22, 17, 48, 28, 24, 39, 3,  60, 36, 14, 11, 52, 54, 12, 31, 51, 10, 26,
                              0,  45, 37, 43, 44, 6,  59, 4,  7,  35, 56, 50, 13, 18, 32, 47, 46, 63, 20, 8};

static uint64_t fused[8][4][256], unfused[8][4][256], unpermuted[8][256], unsubstituted[8][4][256];
static uint16_t crc_table[256];
static uint32_t des_sp[8][64];
static uint64_t des_initial[8][256], des_final[8][256], des_choice1[8][256];
static uint32_t des_choice2[8][128];

static void build(void) {
  uint8_t I1[16], I2[16], IP[64];
  for (int value = 0; value < 16; value++) I1[S1[value]] = (uint8_t)value, I2[S2[value]] = (uint8_t)value;
  for (int bit = 0; bit < 64; bit++) IP[P[bit]] = (uint8_t)bit;
  for (int octet = 0; octet < 8; octet++)
    for (int bits = 0; bits < 4; bits++)
      for (int value = 0; value < 256; value++) {
        int forth = ((bits & 2) ? S2 : S1)[value >> 4] << 4 | ((bits & 1) ? S2 : S1)[value & 15];
        int back = ((bits & 2) ? I2 : I1)[value >> 4] << 4 | ((bits & 1) ? I2 : I1)[value & 15];
        uint64_t word = 0, unword = 0, only = 0;
        for (int bit = 0; bit < 8; bit++) {
          if (forth >> bit & 1) word |= 1ULL << P[octet * 8 + bit];
          if (back >> bit & 1) unword |= 1ULL << IP[octet * 8 + bit];
          if (value >> bit & 1) only |= 1ULL << IP[octet * 8 + bit];
        }
        fused[octet][bits][value] = word;
        unfused[octet][bits][value] = unword;
        unsubstituted[octet][bits][value] = (uint64_t)back << (8 * octet);
        unpermuted[octet][value] = only;
      }
  for (int octet = 0; octet < 256; octet++) {
    uint16_t crc = (uint16_t)octet;
    for (int bit = 0; bit < 8; bit++) crc = crc & 1 ? (uint16_t)(crc >> 1 ^ 0xa001) : (uint16_t)(crc >> 1);
    crc_table[octet] = crc;
  }
  for (int value = 0; value < 256; value++)
    for (int bit = 0; bit < 64; bit++) {
      int octet = (DES_IP[bit] - 1) >> 3, mask = 0x80 >> ((DES_IP[bit] - 1) & 7);
      if (value & mask) des_initial[octet][value] |= 1ULL << (63 - bit);
      int source = DES_IP[bit] - 1;
      if (value & (0x80 >> (bit & 7))) des_final[bit >> 3][value] |= 1ULL << (63 - source);
    }
  for (int value = 0; value < 256; value++)
    for (int bit = 0; bit < 56; bit++)
      if (value & (0x80 >> ((DES_PC1[bit] - 1) & 7))) des_choice1[(DES_PC1[bit] - 1) >> 3][value] |= 1ULL << (55 - bit);
  for (int value = 0; value < 128; value++)
    for (int bit = 0; bit < 48; bit++)
      if (value & (1 << (6 - (DES_PC2[bit] - 1) % 7)))
        des_choice2[(DES_PC2[bit] - 1) / 7][value] |= 1u << (5 - bit % 6 + 8 * (3 - (bit / 6 & 3)));
  for (int box = 0; box < 8; box++)
    for (int group = 0; group < 64; group++) {
      int value = DES_S[box][((group >> 4 & 2) | (group & 1)) * 16 + (group >> 1 & 15)];
      for (int target = 0; target < 32; target++) {
        int bit = DES_P[target] - 1 - box * 4;
        if (bit >= 0 && bit < 4 && value >> (3 - bit) & 1) des_sp[box][group] |= 1u << (31 - target);
      }
    }
}

/* EA07 */

static void sta_schedule(uint64_t key, uint16_t rounds[16]) {
  uint64_t turned = ~key >> 12 | ~key << 52;
  for (int round = 0; round < 16; round++) {
    uint16_t bits = 0;
    for (int nibble = 0; nibble < 16; nibble++) bits |= (uint16_t)((turned >> (4 * nibble + 3) & 1) << nibble);
    rounds[round] = bits;
    turned = turned << 1 | turned >> 63;
  }
}

static uint64_t map_octets(uint64_t data, uint16_t bits, uint64_t table[8][4][256]) {
  uint64_t next = 0;
  for (int octet = 0; octet < 8; octet++) next |= table[octet][bits >> 2 * octet & 3][data >> 8 * octet & 0xff];
  return next;
}

static uint64_t sta_encrypt(uint64_t data, const uint16_t rounds[16]) {
  for (int round = 0; round < 16; round++) data = map_octets(data, rounds[round], fused);
  return data;
}

static uint64_t sta_decrypt(uint64_t data, const uint16_t rounds[16]) {
  uint64_t next = 0;
  for (int octet = 0; octet < 8; octet++) next |= unpermuted[octet][data >> 8 * octet & 0xff];
  for (int round = 15; round > 0; round--) next = map_octets(next, rounds[round], unfused);
  return map_octets(next, rounds[0], unsubstituted);
}

/* EA11 */

static uint16_t fi(uint16_t input, uint16_t key) {
  uint16_t nine = S9[input >> 7] ^ (input & 0x7f);
  uint16_t seven = S7[input & 0x7f] ^ (nine & 0x7f) ^ (key >> 9);
  return (uint16_t)(seven << 9 | (S9[nine ^ (key & 0x1ff)] ^ seven));
}

static void misty_schedule(const uint8_t key[16], uint16_t k[16]) {
  for (int word = 0; word < 8; word++) k[word] = (uint16_t)(key[2 * word] << 8 | key[2 * word + 1]);
  for (int word = 0; word < 8; word++) k[8 + word] = fi(k[word], k[(word + 1) & 7]);
}

static uint32_t fo(uint32_t input, int i, const uint16_t k[16]) {
  uint16_t p = (uint16_t)(input >> 16), q = (uint16_t)input;
  p = fi(p ^ k[i], k[8 + ((i + 5) & 7)]) ^ q;
  q = fi(q ^ k[(i + 2) & 7], k[8 + ((i + 1) & 7)]) ^ p;
  p = fi(p ^ k[(i + 7) & 7], k[8 + ((i + 3) & 7)]) ^ q;
  q ^= k[(i + 4) & 7];
  return (uint32_t)q << 16 | p;
}

static uint16_t and_key(int i, const uint16_t k[16]) { return i & 1 ? k[8 + ((i / 2 + 2) & 7)] : k[i / 2]; }
static uint16_t or_key(int i, const uint16_t k[16]) { return i & 1 ? k[(i / 2 + 4) & 7] : k[8 + ((i / 2 + 6) & 7)]; }

static uint32_t fl(uint32_t x, int i, const uint16_t k[16]) {
  x ^= x >> 16 & and_key(i, k);
  return x ^ (x | or_key(i, k)) << 16;
}

static uint32_t fl_inverse(uint32_t x, int i, const uint16_t k[16]) {
  x ^= (x | or_key(i, k)) << 16;
  return x ^ (x >> 16 & and_key(i, k));
}

static uint64_t misty_encrypt(uint64_t data, const uint16_t k[16]) {
  uint32_t left = (uint32_t)(data >> 32), right = (uint32_t)data;
  for (int i = 0; i < 8; i += 2) {
    left = fl(left, i, k);
    right = fl(right, i + 1, k);
    right ^= fo(left, i, k);
    left ^= fo(right, i + 1, k);
  }
  return (uint64_t)fl(right, 9, k) << 32 | fl(left, 8, k);
}

static uint64_t misty_decrypt(uint64_t data, const uint16_t k[16]) {
  uint32_t right = fl_inverse((uint32_t)(data >> 32), 9, k), left = fl_inverse((uint32_t)data, 8, k);
  for (int i = 6; i >= 0; i -= 2) {
    left ^= fo(right, i + 1, k);
    right ^= fo(left, i, k);
    left = fl_inverse(left, i, k);
    right = fl_inverse(right, i + 1, k);
  }
  return (uint64_t)left << 32 | right;
}

/* DKGA02 */

static uint64_t des_encrypt(uint64_t data, uint64_t key) {
  uint64_t halves = 0, block = 0, result = 0;
  uint32_t left, right, keys[32];
  for (int octet = 0; octet < 8; octet++) halves |= des_choice1[octet][key >> (56 - 8 * octet) & 0xff];
  uint32_t c = (uint32_t)(halves >> 28), d = (uint32_t)halves & 0x0fffffff;
  for (int round = 0; round < 16; round++) {
    int shift = DES_SHIFTS[round];
    c = (c << shift | c >> (28 - shift)) & 0x0fffffff;
    d = (d << shift | d >> (28 - shift)) & 0x0fffffff;
    keys[2 * round] = des_choice2[0][c >> 21] | des_choice2[1][c >> 14 & 127] | des_choice2[2][c >> 7 & 127] | des_choice2[3][c & 127];
    keys[2 * round + 1] = des_choice2[4][d >> 21] | des_choice2[5][d >> 14 & 127] | des_choice2[6][d >> 7 & 127] | des_choice2[7][d & 127];
  }
  for (int octet = 0; octet < 8; octet++) block |= des_initial[octet][data >> (56 - 8 * octet) & 0xff];
  left = (uint32_t)(block >> 32), right = (uint32_t)block;
  for (int round = 0; round < 16; round++) {
    uint32_t first = keys[2 * round], second = keys[2 * round + 1];
    uint32_t turned = right >> 1 | right << 31, ends = right << 1 | right >> 31;
    uint32_t mixed = left ^ des_sp[0][(turned >> 26 & 63) ^ first >> 24] ^ des_sp[1][(turned >> 22 & 63) ^ (first >> 16 & 63)] ^
                     des_sp[2][(turned >> 18 & 63) ^ (first >> 8 & 63)] ^ des_sp[3][(turned >> 14 & 63) ^ (first & 63)] ^
                     des_sp[4][(turned >> 10 & 63) ^ second >> 24] ^ des_sp[5][(turned >> 6 & 63) ^ (second >> 16 & 63)] ^
                     des_sp[6][(turned >> 2 & 63) ^ (second >> 8 & 63)] ^ des_sp[7][(ends & 63) ^ (second & 63)];
    left = right;
    right = mixed;
  }
  block = (uint64_t)right << 32 | left;
  for (int octet = 0; octet < 8; octet++) result |= des_final[octet][block >> (56 - 8 * octet) & 0xff];
  return result;
}

static uint64_t nibbles(const char *digits, int count) {
  uint64_t word = 0;
  for (int digit = 0; digit < count; digit++) word = word << 4 | (digits[digit] & 15);
  return word;
}

/* What a meter's key is derived from. */
struct parameters {
  const char *pan, *supply_group_code, *tariff_index;
  int key_type, key_revision, base_date, algorithm;
};

static uint64_t dkga02(uint64_t vending_key, const struct parameters *of) {
  uint64_t control = (uint64_t)of->key_type << 60 | nibbles(of->supply_group_code, 6) << 36 | nibbles(of->tariff_index, 2) << 28 |
                     (uint64_t)of->key_revision << 24 | 0xffffff;
  uint64_t data = nibbles(of->pan + 1, 16) ^ control;
  return des_encrypt(data, vending_key) ^ data ^ vending_key;
}

/* DKGA04 */

static uint32_t turn(uint32_t word, int bits) { return word >> bits | word << (32 - bits); }

static void sha_absorb(uint32_t state[8], const uint8_t octets[64]) {
  uint32_t w[64], s[8];
  for (int i = 0; i < 16; i++)
    w[i] = (uint32_t)octets[4 * i] << 24 | octets[4 * i + 1] << 16 | octets[4 * i + 2] << 8 | octets[4 * i + 3];
  for (int i = 16; i < 64; i++)
    w[i] = w[i - 16] + (turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ w[i - 15] >> 3) + w[i - 7] +
           (turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ w[i - 2] >> 10);
  memcpy(s, state, sizeof s);
  for (int i = 0; i < 64; i++) {
    uint32_t first = s[7] + (turn(s[4], 6) ^ turn(s[4], 11) ^ turn(s[4], 25)) + (s[6] ^ (s[4] & (s[5] ^ s[6]))) + SHA_K[i] + w[i];
    uint32_t second = (turn(s[0], 2) ^ turn(s[0], 13) ^ turn(s[0], 22)) + ((s[0] & s[1]) | (s[2] & (s[0] | s[1])));
    s[7] = s[6], s[6] = s[5], s[5] = s[4], s[4] = s[3] + first, s[3] = s[2], s[2] = s[1], s[1] = s[0], s[0] = first + second;
  }
  for (int i = 0; i < 8; i++) state[i] += s[i];
}

static void sha_finish(uint32_t state[8], const uint8_t *rest, int length, uint8_t digest[32]) {
  uint8_t block[64] = {0};
  memcpy(block, rest, (size_t)length);
  block[length] = 0x80;
  block[62] = (uint8_t)((64 + length) * 8 >> 8);
  block[63] = (uint8_t)((64 + length) * 8);
  sha_absorb(state, block);
  for (int i = 0; i < 32; i++) digest[i] = (uint8_t)(state[i / 4] >> (24 - 8 * (i & 3)));
}

static int item(uint8_t *message, int at, const char *text, int length) {
  message[at] = (uint8_t)length;
  memcpy(message + at + 1, text, (size_t)length);
  return at + 1 + length;
}

static void dkga04(const uint8_t vending_key[20], const struct parameters *of, uint8_t digest[32]) {
  static const uint32_t start[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  uint32_t inner[8], outer[8];
  uint8_t pad[64], message[49] = {4};
  int at = item(message, 1, "04", 2);
  char key_type = (char)('0' + of->key_type), key_revision = (char)('0' + of->key_revision);
  at = item(message, at, of->base_date == 1993 ? "93" : of->base_date == 2014 ? "14" : "35", 2);
  at = item(message, at, of->algorithm == 7 ? "07" : "11", 2);
  at = item(message, at, of->tariff_index, 2);
  message[at + 1] = 4;
  at = item(message, at + 2, of->supply_group_code, 6);
  at = item(message, at, &key_type, 1);
  at = item(message, at, &key_revision, 1);
  item(message, at, of->pan, 18);
  message[48] = of->algorithm == 7 ? 64 : 128;
  for (int i = 0; i < 64; i++) pad[i] = 0x36 ^ (i < 20 ? vending_key[i] : 0);
  memcpy(inner, start, sizeof inner);
  sha_absorb(inner, pad);
  for (int i = 0; i < 64; i++) pad[i] ^= 0x36 ^ 0x5c;
  memcpy(outer, start, sizeof outer);
  sha_absorb(outer, pad);
  sha_finish(inner, message, 49, digest);
  sha_finish(outer, digest, 32, digest);
}

/* Tokens */

static uint16_t crc_of(uint64_t body) {
  uint16_t crc = 0xffff;
  for (int shift = 48; shift >= 0; shift -= 8) crc = (uint16_t)(crc >> 8 ^ crc_table[(crc ^ body >> shift) & 0xff]);
  return (uint16_t)(crc << 8 | crc >> 8);
}

/* Of a currency token, with one octet more. */
static uint16_t crc_of_currency(uint64_t body) {
  uint16_t crc = crc_of(body);
  crc = (uint16_t)(crc << 8 | crc >> 8);
  crc = (uint16_t)(crc >> 8 ^ crc_table[(crc ^ 1) & 0xff]);
  return (uint16_t)(crc << 8 | crc >> 8);
}

static uint64_t sealed(uint64_t body) { return body << 16 | crc_of(body); }

static void write_digits(uint64_t data, char digits[21]) {
  unsigned __int128 number = (unsigned __int128)(data >> 27 & 3) << 64 | (data & ~(3ULL << 27));
  uint64_t high = (uint64_t)(number / 10000000000ULL), low = (uint64_t)(number % 10000000000ULL);
  for (int index = 9; index >= 0; index--, high /= 10, low /= 10) {
    digits[index] = (char)('0' + high % 10);
    digits[index + 10] = (char)('0' + low % 10);
  }
  digits[20] = 0;
}

/* The token's class goes to token_class; -1 there, where it is no token. */
static uint64_t read_digits(const char digits[21], int *token_class) {
  uint64_t high = 0, low = 0;
  *token_class = -1;
  if (strlen(digits) != 20) return 0;
  for (int index = 0; index < 10; index++) {
    if (digits[index] < '0' || digits[index] > '9' || digits[index + 10] < '0' || digits[index + 10] > '9') return 0;
    high = high * 10 + (uint64_t)(digits[index] - '0');
    low = low * 10 + (uint64_t)(digits[index + 10] - '0');
  }
  unsigned __int128 number = (unsigned __int128)high * 10000000000ULL + low;
  uint64_t word = (uint64_t)number;
  if (number >> 66) return 0;
  *token_class = (int)(word >> 27 & 3);
  return (word & ~(3ULL << 27)) | (uint64_t)(number >> 64) << 27;
}

/* A credit token: what it is made of, and what is read of it. */
struct credit {
  int token_class, sub_class, commodity, random;
  int32_t token_identifier;
  int64_t amount_tenths;
};

/* Rounded up to what the field holds; the steps begin where the ones below them ran out. */
static uint32_t pack_amount(int64_t tenths) {
  if (tenths < 16384) return (uint32_t)tenths;
  if (tenths < 180224) return (uint32_t)(16384 + (tenths - 16384 + 9) / 10);
  if (tenths < 1818624) return (uint32_t)(32768 + (tenths - 180224 + 99) / 100);
  return (uint32_t)(49152 + (tenths - 1818624 + 999) / 1000);
}

static int64_t unpack_amount(uint32_t field) {
  static const int64_t steps[4] = {1, 10, 100, 1000}, starts[4] = {0, 16384, 180224, 1818624};
  return (field & 0x3fff) * steps[field >> 14] + starts[field >> 14];
}

/* The 48 bits of the block above its checksum; 0 where a field is out of range, which of these is no token's. */
static int credit_body(const struct credit *of, uint64_t *body) {
  if (of->commodity < 0 || of->commodity > 3 || of->random < 0 || of->random > 15) return 0;
  if (of->token_identifier < 0 || of->token_identifier > 0xffffff) return 0;
  if (of->amount_tenths < 0 || of->amount_tenths > 18201624) return 0;
  *body = (uint64_t)of->commodity << 44 | (uint64_t)of->random << 40 | (uint64_t)of->token_identifier << 16 | pack_amount(of->amount_tenths);
  return 1;
}

/* Checks a decrypted block and reads its fields; of other tokens than credit, nothing is measured here. */
static int read_credit(uint64_t block, int token_class, struct credit *to) {
  uint64_t body = block >> 16;
  int sub_class = (int)(block >> 60);
  uint16_t crc = token_class == 0 && sub_class >= 4 && sub_class < 8 ? crc_of_currency((uint64_t)token_class << 48 | body)
                                                                     : crc_of((uint64_t)token_class << 48 | body);
  if (crc != (uint16_t)block || token_class != 0 || sub_class > 3) return 0;
  to->token_class = token_class;
  to->sub_class = to->commodity = sub_class;
  to->random = (int)(block >> 56 & 15);
  to->token_identifier = (int32_t)(block >> 32 & 0xffffff);
  to->amount_tenths = unpack_amount((uint32_t)(block >> 16 & 0xffff));
  return 1;
}

static int luhn_sum(const char *digits, int length) {
  int sum = 0;
  for (int right = 0; right < length; right++) {
    int digit = digits[length - 1 - right] - '0', twice = digit * 2;
    sum += right % 2 == 0 ? digit : twice > 9 ? twice - 9 : twice;
  }
  return sum;
}

static int are_digits(const char *text, size_t count) {
  if (strlen(text) != count) return 0;
  for (size_t index = 0; index < count; index++)
    if (text[index] < '0' || text[index] > '9') return 0;
  return 1;
}

static int may_derive(const struct parameters *of) {
  return are_digits(of->pan, 18) && (memcmp(of->pan, "600727", 6) == 0 || memcmp(of->pan, "0000", 4) == 0) &&
         luhn_sum(of->pan, 18) % 10 == 0 && of->key_type >= 1 && of->key_type <= 3 && are_digits(of->supply_group_code, 6) &&
         are_digits(of->tariff_index, 2) && of->key_revision >= 1 && of->key_revision <= 9 &&
         (of->base_date == 1993 || of->base_date == 2014 || of->base_date == 2035) && (of->algorithm == 7 || of->algorithm == 11);
}

/* Processor time: other work on the machine does not count. */
static double now(void) { return (double)clock() / CLOCKS_PER_SEC; }

#define VARIANTS 1024
static char pans[VARIANTS][19], tokens[VARIANTS][21];
static struct credit fields[VARIANTS], read;
static struct parameters parameters[VARIANTS];
static uint16_t ready[16];
static uint64_t vending_02;
static uint8_t vending_04[20];
static const uint8_t KEY_11[16] = {0x13, 0x49, 0x76, 0x90, 0xc0, 0x99, 0xd8, 0x4f, 0x3b, 0x34, 0x21, 0xa8, 0x79, 0x4b, 0x67, 0x53};
static const uint8_t VENDING_04[20] = {0, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff, 1, 0x23, 0x45, 0x67};

static uint64_t checked_body(unsigned long index) {
  uint64_t body;
  if (!credit_body(&fields[index % VARIANTS], &body)) exit(1);
  return body;
}
static void encode_07(unsigned long index, char digits[21]) { write_digits(sta_encrypt(sealed(checked_body(index)), ready), digits); }
static void encode_11(unsigned long index, char digits[21]) { write_digits(misty_encrypt(sealed(checked_body(index)), ready), digits); }

static void decode(unsigned long index, int misty) {
  int token_class;
  uint64_t block = read_digits(tokens[index % VARIANTS], &token_class);
  if (token_class < 0 || token_class == 3) exit(1);
  if (token_class != 1) block = misty ? misty_decrypt(block, ready) : sta_decrypt(block, ready);
  if (!read_credit(block, token_class, &read)) exit(1);
}
static void decode_07(unsigned long index, char digits[21]) { (void)digits, decode(index, 0); }
static void decode_11(unsigned long index, char digits[21]) { (void)digits, decode(index, 1); }

static const struct parameters *checked_parameters(unsigned long index) {
  const struct parameters *of = &parameters[index % VARIANTS];
  if (!may_derive(of)) exit(1);
  return of;
}
static void derive_07(unsigned long index, char digits[21]) {
  uint16_t rounds[16];
  sta_schedule(dkga02(vending_02, checked_parameters(index)), rounds);
  write_digits(sta_encrypt(sealed(checked_body(index)), rounds), digits);
}
static void derive_11(unsigned long index, char digits[21]) {
  uint16_t words[16];
  uint8_t key[32];
  dkga04(vending_04, checked_parameters(index), key);
  misty_schedule(key, words);
  write_digits(misty_encrypt(sealed(checked_body(index)), words), digits);
}

static uint64_t bare_body(unsigned long index) {
  return (uint64_t)(index & 15) << 40 | (uint64_t)(5000000 + (index & 0xffff)) << 16 | (index & 0x3fff);
}
static void bare_encode_07(unsigned long index, char digits[21]) { write_digits(sta_encrypt(sealed(bare_body(index)), ready), digits); }
static void bare_encode_11(unsigned long index, char digits[21]) { write_digits(misty_encrypt(sealed(bare_body(index)), ready), digits); }

static void bare_check(uint64_t data, char digits[21]) {
  if (crc_of(data >> 16) != (uint16_t)data) exit(1);
  digits[19] = (char)(1 + (data >> 16 & 0xff));
}
static void bare_decode_07(unsigned long index, char digits[21]) {
  int token_class;
  bare_check(sta_decrypt(read_digits(tokens[index % VARIANTS], &token_class), ready), digits);
}
static void bare_decode_11(unsigned long index, char digits[21]) {
  int token_class;
  bare_check(misty_decrypt(read_digits(tokens[index % VARIANTS], &token_class), ready), digits);
}

static void bare_derive_07(unsigned long index, char digits[21]) {
  uint16_t rounds[16];
  sta_schedule(dkga02(vending_02, &parameters[index % VARIANTS]), rounds);
  write_digits(sta_encrypt(sealed(bare_body(index)), rounds), digits);
}
static void bare_derive_11(unsigned long index, char digits[21]) {
  uint16_t words[16];
  uint8_t key[32];
  dkga04(vending_04, &parameters[index % VARIANTS], key);
  misty_schedule(key, words);
  write_digits(misty_encrypt(sealed(bare_body(index)), words), digits);
}

static const struct {
  const char *name;
  void (*work[2])(unsigned long, char[21]);
} WORKS[] = {{"encode", {encode_07, encode_11}},           {"decode", {decode_07, decode_11}},
             {"derive", {derive_07, derive_11}},           {"bare-encode", {bare_encode_07, bare_encode_11}},
             {"bare-decode", {bare_decode_07, bare_decode_11}}, {"bare-derive", {bare_derive_07, bare_derive_11}}};

/* What the library's benchmark is given too. */
static void prepare(int misty) {
  vending_02 = 0x0123456789abcdefULL;
  memcpy(vending_04, VENDING_04, sizeof vending_04);
  for (int index = 0; index < VARIANTS; index++) {
    snprintf(pans[index], sizeof pans[index], "60072712%08d00", index);
    pans[index][16] = (char)('0' + (10 - luhn_sum(pans[index] + 6, 11) % 10) % 10);
    pans[index][17] = (char)('0' + (10 - luhn_sum(pans[index], 18) % 10) % 10);
    parameters[index] = (struct parameters){pans[index], "600100", "07", 2, 1, 2014, misty ? 11 : 7};
    fields[index] = (struct credit){0, 0, 0, index & 15, 5000000 + index, index * 13};
  }
}

int main(int argc, char **argv) {
  double seconds = argc > 1 ? atof(argv[1]) : 1;
  int misty = argc > 2 && strcmp(argv[2], "ea11") == 0;
  const char *what = argc > 3 ? argv[3] : "encode";
  void (*work)(unsigned long, char[21]) = NULL;
  for (size_t index = 0; index < sizeof WORKS / sizeof *WORKS; index++)
    if (strcmp(WORKS[index].name, what) == 0) work = WORKS[index].work[misty];
  if (work == NULL) return 1;
  char digits[21];
  unsigned long done = 0, kept = 0;
  build();
  prepare(misty);
  sta_schedule(0x0abc12def3456789ULL, ready);
  write_digits(sta_encrypt(sealed(0x000b19eb230100ULL), ready), digits);
  if (strcmp(digits, "51043465443420856213") != 0) return 1;
  if (misty) misty_schedule(KEY_11, ready);
  for (int index = 0; index < VARIANTS; index++) (misty ? encode_11 : encode_07)((unsigned long)index, tokens[index]);
  /* What comes out is told, for the caller to compare with the library's. */
  work(7, digits);
  fprintf(stderr, "%s\n", strstr(what, "decode") ? tokens[7] : digits);
  double start = now();
  while (now() - start < seconds)
    for (int batch = 0; batch < 2000; batch++, done++) {
      work(done, digits);
      kept += (unsigned char)digits[19] + (unsigned)read.token_class + (unsigned)read.sub_class + (unsigned)read.commodity +
              (unsigned)read.random + (unsigned)read.token_identifier + (unsigned long)read.amount_tenths;
    }
  printf("%.0f\n", (double)done / (now() - start));
  return kept == 0;
}
