package dev.parley.chat;

import dev.parley.chat.model.DeliveryReceipt;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.UserName;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How much mail of each sender a mailbox has, receipts not counted. It is remembered of senders
 * with many messages there, and counted when it is asked for of all others: most have one or two.
 */
final class SenderLoads {
  /** Of a sender with at most this many messages and receipts nothing is remembered. */
  static final int FEW = 16;

  private final SortedMails byId;
  private SortedMap<UserName, MailLoad> many = Collections.emptySortedMap();

  /** {@code byId} is the mailbox's mail by id: that of each sender is together. */
  SenderLoads(SortedMails byId) {
    this.byId = byId;
  }

  MailLoad of(UserName sender) {
    var known = many.get(sender);
    return known == null ? count(allOf(sender)) : known;
  }

  /** {@code mail} was just added to the mailbox. */
  void onAdded(Mail mail) {
    var known = many.get(mail.from());
    if (known != null) many.put(mail.from(), known.plus(count(List.of(mail))));
    else remember(mail.from());
  }

  private void remember(UserName sender) {
    var all = allOf(sender);
    if (all.size() <= FEW) return;
    if (many.isEmpty()) many = new TreeMap<>();
    many.put(sender, count(all));
  }

  /** {@code mail} was just removed from the mailbox, maybe with others. */
  void onRemoved(Mail mail) {
    var known = many.get(mail.from());
    if (known == null) return;
    var gone = count(List.of(mail));
    if (allOf(mail.from()).size() <= FEW) many.remove(mail.from());
    else many.put(mail.from(), known.plus(-gone.mails(), -gone.textBytes()));
  }

  private List<Mail> allOf(UserName sender) {
    int from = byId.place(mail -> mail.from().compareTo(sender) < 0);
    return byId.subList(from, byId.place(mail -> mail.from().compareTo(sender) <= 0));
  }

  private static MailLoad count(List<Mail> mails) {
    var load = MailLoad.NONE;
    for (var mail : mails) {
      if (!DeliveryReceipt.is(mail)) load = load.plus(MailLoad.of(mail.text()));
    }
    return load;
  }
}
