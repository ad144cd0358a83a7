package dev.parley.chat;

import dev.parley.chat.model.UserName;

/**
 * The bucket that a user's part of the kept state is in. Members that compare their states must
 * have everything in the same buckets, so the function never changes.
 */
public final class BucketId {
  /** There are so many buckets, numbered from 0: some tens of messages each in a large cluster. */
  public static final int COUNT = 65_536;

  private BucketId() {}

  /**
   * The bucket of the account of this name, of its streams, blocks and logouts, and of the mail
   * that waits for it. Names can be chosen so that they meet in one bucket: more than is different
   * is then compared and sent, and nothing worse.
   */
  static int of(UserName user) {
    // The language defines a text's hash, but the hashes of short names differ in a few bits only.
    int hash = user.key().hashCode() * 0x9E3779B1; // 2^32 divided by the golden ratio
    hash ^= hash >>> 15;
    return (hash * 0x85EBCA6B) >>> 16;
  }
}
