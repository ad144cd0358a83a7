package dev.parley.chat;

import dev.parley.chat.ChatSnapshot.Fingerprint;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** The merge of two parts' mailboxes, by message id and high-water marks. */
final class MailMerge {
  private final SortedMap<UserName, Mailbox> mailboxes;
  private final HighWaters ours;
  private final ChatSnapshot other;

  MailMerge(SortedMap<UserName, Mailbox> mailboxes, HighWaters ours, ChatSnapshot other) {
    this.mailboxes = mailboxes;
    this.ours = ours;
    this.other = other;
  }

  List<Notice> merge() {
    var theirs = new HighWaters();
    for (var stream : other.streams()) theirs.merge(stream.stream(), mark(stream));
    var notices = new ArrayList<Notice>();
    notices.addAll(removeWhatTheyShowed(theirs));
    notices.addAll(addWhatWeNeverSaw());
    theirs.marks().forEach(ours::merge);
    return notices;
  }

  private static HighWaters.Mark mark(ChatSnapshot.StreamState stream) {
    var prints = new TreeMap<Long, Long>();
    for (Fingerprint print : stream.fingerprints()) prints.put(print.seq(), print.hash());
    return new HighWaters.Mark(stream.highest(), prints);
  }

  private List<Notice> removeWhatTheyShowed(HighWaters theirs) {
    var theirIds = new TreeSet<MessageId>();
    other.mails().forEach(mail -> theirIds.add(mail.id()));
    var notices = new ArrayList<Notice>();
    for (var mailbox : mailboxes.values()) {
      var kept = new ArrayList<Mail>();
      for (var mail : mailbox.mails()) {
        if (theirIds.contains(mail.id()) || mail.id().seq() > theirs.highest(mail.id().stream())) {
          kept.add(mail);
        } else {
          notices.add(new Notice.MailDelivered(mail.id(), mail.to()));
        }
      }
      mailbox.retain(kept);
    }
    mailboxes.values().removeIf(mailbox -> mailbox.size() == 0);
    return notices;
  }

  private List<Notice> addWhatWeNeverSaw() {
    var notices = new ArrayList<Notice>();
    for (var mail : other.mails()) {
      if (mail.id().seq() <= ours.highest(mail.id().stream())) continue;
      mailboxes.computeIfAbsent(mail.to(), n -> new Mailbox()).add(mail);
      notices.add(new Notice.MailArrived(mail));
    }
    return notices;
  }
}
