package dev.parley.chat;

import dev.parley.chat.ChatSnapshot.StreamState;
import dev.parley.chat.accounts.Account;
import dev.parley.chat.model.BlockEntry;
import dev.parley.chat.model.Mail;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The hash of what is in a bucket: equal for equal contents, in whatever order they came about. It
 * is the first half of a SHA-256, which needs no secret: nobody can write texts that make two
 * different contents look equal, as they could with a sum of hashes. When a stream was used last is
 * left out, as each server keeps that for itself.
 */
public record BucketDigest(long high, long low) {
  /** The digest of a bucket with nothing in it. */
  public static final BucketDigest EMPTY = new BucketDigest(0, 0);

  /**
   * Computes digests, one after the other. The contents go through a buffer, because a digest that
   * is given a few bytes at a time takes much longer.
   */
  static final class Hasher {
    private static final int BUFFER_BYTES = 8_192;

    private final MessageDigest hash;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    private final byte[] result;

    Hasher() {
      try {
        hash = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java has SHA-256", e);
      }
      result = new byte[hash.getDigestLength()];
    }

    /** {@code bucket} has the contents of one bucket, in the order of a snapshot. */
    BucketDigest of(ChatSnapshot bucket) {
      if (isEmpty(bucket)) return EMPTY;
      add(bucket.accounts().size());
      bucket.accounts().forEach(this::add);
      add(bucket.streams().size());
      bucket.streams().forEach(this::add);
      add(bucket.mails().size());
      bucket.mails().forEach(this::add);
      add(bucket.blocks().size());
      bucket.blocks().forEach(this::add);
      add(bucket.logouts().size());
      bucket.logouts().forEach(this::add);
      return finish();
    }

    private static boolean isEmpty(ChatSnapshot bucket) {
      return bucket.accounts().isEmpty()
          && bucket.streams().isEmpty()
          && bucket.mails().isEmpty()
          && bucket.blocks().isEmpty()
          && bucket.logouts().isEmpty();
    }

    private void add(Account account) {
      var verifier = account.verifier();
      add(account.name().spelling());
      add(account.claim().lamport());
      add(account.claim().salt());
      add(account.changed());
      add(verifier.salt());
      add(verifier.iterations());
      add(verifier.storedKey());
      add(verifier.serverKey());
    }

    private void add(StreamState state) {
      add(state.stream().sender().key());
      add(state.stream().client());
      add(state.highest());
      int prints = state.recent().size();
      add(prints);
      for (int i = 0; i < prints; i++) add(state.recent().get(i));
    }

    private void add(Mail mail) {
      add(mail.from().key());
      add(mail.id().stream().client());
      add(mail.id().seq());
      add(mail.to().key());
      add(mail.text());
      add(mail.sentAtMs());
      add(mail.lamport());
      add(mail.parties().sender());
      add(mail.parties().receiver());
      add(mail.clock().size());
      for (var count : mail.clock().entrySet()) {
        add(count.getKey());
        add(count.getValue());
      }
    }

    private void add(BlockEntry block) {
      add(block.owner().key());
      add(block.name().key());
      add(block.lamport());
      add(block.isBlocked() ? 1 : 0);
    }

    private void add(AccountLogouts account) {
      add(account.name().key());
      add(account.logouts().size());
      for (var logout : account.logouts()) {
        add(logout.client());
        add(logout.mark());
      }
    }

    private void add(long number) {
      if (buffer.remaining() < Long.BYTES) flush();
      buffer.putLong(number);
    }

    /** The length before a text shows where it ends. */
    private void add(String text) {
      if (!addAscii(text)) addUtf8(text);
    }

    /** Most texts are ASCII, of which UTF-8 needs no array of its own. */
    private boolean addAscii(String text) {
      int length = text.length();
      if (Long.BYTES + length > buffer.capacity()) return false;
      if (Long.BYTES + length > buffer.remaining()) flush();
      int start = buffer.position();
      buffer.putLong(length);
      var bytes = buffer.array();
      for (int i = 0; i < length; i++) {
        char c = text.charAt(i);
        if (c >= 0x80) {
          buffer.position(start);
          return false;
        }
        bytes[start + Long.BYTES + i] = (byte) c;
      }
      buffer.position(start + Long.BYTES + length);
      return true;
    }

    private void addUtf8(String text) {
      var bytes = text.getBytes(StandardCharsets.UTF_8);
      add((long) bytes.length);
      if (bytes.length > buffer.remaining()) flush();
      if (bytes.length > buffer.remaining()) hash.update(bytes);
      else buffer.put(bytes);
    }

    private void flush() {
      hash.update(buffer.array(), 0, buffer.position());
      buffer.clear();
    }

    private BucketDigest finish() {
      flush();
      try {
        hash.digest(result, 0, result.length);
      } catch (DigestException e) {
        throw new IllegalStateException("a digest needs " + hash.getDigestLength() + " bytes", e);
      }
      var halves = ByteBuffer.wrap(result);
      return new BucketDigest(halves.getLong(), halves.getLong());
    }
  }
}
