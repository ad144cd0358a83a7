package dev.parley.chat.accounts;

/** The hash FNV-1a of 64 bits: for content that holds a random salt, not against forgery. */
final class Fnv1a {
  private static final long OFFSET_BASIS = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  private Fnv1a() {}

  static long of(String content) {
    long hash = OFFSET_BASIS;
    for (int i = 0; i < content.length(); i++) hash = (hash ^ content.charAt(i)) * PRIME;
    return hash;
  }
}
