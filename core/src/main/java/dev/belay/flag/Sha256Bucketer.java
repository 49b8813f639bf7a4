package dev.belay.flag;

import java.util.Arrays;

/**
 * Buckets from a cryptographic hash: the first 8 bytes, big endian, of SHA-256(utf8(salt) ‖ 0x00 ‖
 * utf8(targetingKey)). The salt holds no 0x00, so no other pair of salt and key hashes the same
 * bytes. Allocates nothing.
 */
final class Sha256Bucketer implements Bucketer {
  private final byte[] saltAndZero;

  Sha256Bucketer(String salt) {
    byte[] bytes = KeyHasher.utf8(salt);
    this.saltAndZero = Arrays.copyOf(bytes, bytes.length + 1);
  }

  @Override
  public long bucket(String targetingKey) {
    KeyHasher hasher = KeyHasher.ofThread();
    hasher.bytes(saltAndZero);
    hasher.text(targetingKey);
    hasher.finish();
    return hasher.word(0);
  }
}
