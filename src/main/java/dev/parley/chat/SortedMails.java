package dev.parley.chat;

import dev.parley.chat.model.Mail;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.RandomAccess;
import java.util.function.Predicate;

/**
 * Messages in an order that their owner keeps, in one array: some six bytes for each, where a tree
 * takes forty. What is behind a message moves when one comes or goes before it, which is cheap for
 * as many as a mailbox may have.
 */
final class SortedMails extends AbstractList<Mail> implements RandomAccess {
  private static final Mail[] NONE = new Mail[0];

  /** An array of which less than this part is used becomes a smaller one. */
  private static final int MAX_SLACK = 4;

  private Mail[] mails = NONE;
  private int size;

  /** The number of messages that {@code isBefore} accepts; these come before all others. */
  int place(Predicate<Mail> isBefore) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (isBefore.test(mails[middle])) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  @Override
  public Mail get(int index) {
    return mails[index];
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public void add(int index, Mail mail) {
    modCount++;
    if (size == mails.length) mails = Arrays.copyOf(mails, size + size / 2 + 2);
    System.arraycopy(mails, index, mails, index + 1, size - index);
    mails[index] = mail;
    size++;
  }

  @Override
  public Mail remove(int index) {
    var removed = mails[index];
    removeRange(index, index + 1);
    return removed;
  }

  @Override
  protected void removeRange(int from, int to) {
    System.arraycopy(mails, to, mails, from, size - to);
    truncate(size - (to - from));
  }

  @Override
  public boolean removeIf(Predicate<? super Mail> isGone) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (!isGone.test(mails[i])) mails[kept++] = mails[i];
    }
    boolean isAny = kept < size;
    truncate(kept);
    return isAny;
  }

  private void truncate(int kept) {
    modCount++;
    Arrays.fill(mails, kept, size, null);
    size = kept;
    // Or a mailbox that was full once would keep its arrays.
    if (size < mails.length / MAX_SLACK) mails = Arrays.copyOf(mails, size + size / 2);
  }
}
