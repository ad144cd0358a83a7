package dev.parley.store;

import dev.parley.chat.history.ArchiveRule;
import dev.parley.chat.history.Conversation;
import dev.parley.chat.history.ConversationList;
import dev.parley.chat.history.HistoryPosition;
import dev.parley.chat.history.HistoryQuery;
import dev.parley.chat.history.SearchRequest;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.UserName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

/**
 * The messages that are committed and not in the archive yet, by conversation: readers need not ask
 * the writer for them. The writer adds a message when it is durable, and removes it when its row
 * is; so a reader that looks here first, and at the rows then, misses none. It has as many messages
 * as a run of {@code ArchiveQueue} at most, or a few more. Safe for several threads, one of which
 * writes.
 */
final class HistoryTail {
  private final ConcurrentHashMap<Conversation, ConcurrentNavigableMap<HistoryPosition, Mail>>
      conversations = new ConcurrentHashMap<>();

  void add(Collection<Mail> mails) {
    for (var mail : mails) {
      if (!ArchiveRule.admits(mail)) continue;
      conversations
          .computeIfAbsent(Conversation.of(mail), c -> new ConcurrentSkipListMap<>())
          .merge(HistoryPosition.of(mail), mail, Mail::smaller);
    }
  }

  void remove(Collection<Mail> mails) {
    for (var mail : mails)
      conversations.computeIfPresent(
          Conversation.of(mail),
          (conversation, kept) -> {
            kept.remove(HistoryPosition.of(mail));
            return kept.isEmpty() ? null : kept;
          });
  }

  void clear() {
    conversations.clear();
  }

  /** One message more than the limit of the query, if there are as many. */
  List<Mail> find(HistoryQuery query) {
    var found = new ArrayList<Mail>();
    for (var conversation : query.conversation().withUnknownClaims()) {
      var kept = conversations.get(conversation);
      if (kept != null) toward(kept, query).limit(query.limit() + 1L).forEach(found::add);
    }
    return found;
  }

  /** The last message of each conversation of this account. */
  List<Mail> last(UserName user, long claim) {
    var last = new ArrayList<Mail>();
    conversations.forEach(
        (conversation, kept) -> {
          if (!ConversationList.isOf(conversation, user, claim)) return;
          // The writer may have emptied it just now.
          var entry = kept.lastEntry();
          if (entry != null) last.add(entry.getValue());
        });
    return last;
  }

  /** All messages with the words. */
  List<Mail> search(SearchRequest request) {
    var found = new ArrayList<Mail>();
    conversations.forEach(
        (conversation, kept) -> {
          if (!request.isAbout(conversation)) return;
          for (var mail : kept.values()) if (request.admits(mail)) found.add(mail);
        });
    return found;
  }

  private static Stream<Mail> toward(
      ConcurrentNavigableMap<HistoryPosition, Mail> kept, HistoryQuery query) {
    if (query.after().isPresent())
      return kept.tailMap(query.after().get(), false).values().stream();
    var earlier = query.before().map(next -> kept.headMap(next, false)).orElse(kept);
    return earlier.descendingMap().values().stream();
  }
}
