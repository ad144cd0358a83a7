package dev.parley.chat;

import dev.parley.chat.ChatEvent.StreamMark;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * The messages that wait for one user, in an order that is the same everywhere and never puts an
 * answer before its question.
 */
final class Mailbox {
  private static final Comparator<Mail> CAUSAL =
      Comparator.comparingLong(Mail::lamport).thenComparing(Mail::id);

  private final TreeSet<Mail> mails = new TreeSet<>(CAUSAL);
  private long textBytes;

  void add(Mail mail) {
    if (mails.add(mail)) textBytes += TextRules.bytes(mail.text());
  }

  /** Takes out what the marks cover; gives what was taken. */
  List<Mail> remove(Collection<StreamMark> marks) {
    var removed = new ArrayList<Mail>();
    for (var mail : mails) {
      for (var mark : marks) {
        if (mail.id().stream().equals(mark.stream()) && mail.id().seq() <= mark.upTo())
          removed.add(mail);
      }
    }
    removed.forEach(this::removeOne);
    return removed;
  }

  private void removeOne(Mail mail) {
    if (mails.remove(mail)) textBytes -= TextRules.bytes(mail.text());
  }

  void retain(Collection<Mail> kept) {
    var gone = new ArrayList<>(mails);
    gone.removeAll(kept);
    gone.forEach(this::removeOne);
  }

  Collection<Mail> mails() {
    return Collections.unmodifiableCollection(mails);
  }

  int size() {
    return mails.size();
  }

  long textBytes() {
    return textBytes;
  }
}
