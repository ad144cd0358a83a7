package dev.parley.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.history.Conversation;
import dev.parley.chat.history.HistoryPage;
import dev.parley.chat.history.HistoryPosition;
import dev.parley.chat.history.HistoryQuery;
import dev.parley.chat.model.Mail;
import dev.parley.replica.ChatStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** Reads conversations page by page, and compares them with what they should be. */
public final class HistoryReader {
  private final ChatStore store;
  private final int limit;

  public HistoryReader(ChatStore store, int limit) {
    this.store = store;
    this.limit = limit;
  }

  /** {@code store} has these messages, each in its conversation, and no others of these users. */
  public void assertHas(Collection<Mail> expected, String what) {
    var conversations = new TreeMap<Conversation, List<Mail>>();
    for (var mail : expected)
      conversations.computeIfAbsent(Conversation.of(mail), c -> new ArrayList<>()).add(mail);
    conversations.forEach(
        (conversation, mails) -> {
          // Messages from before a registration are found with those after it.
          var with = conversation.withUnknownClaims();
          if (with.stream().filter(conversations::containsKey).count() > 1) return;
          mails.sort(Comparator.comparing(HistoryPosition::of));
          assertThat(backward(conversation)).as("%s: %s", what, conversation).isEqualTo(mails);
          assertThat(forward(conversation)).as("%s: %s", what, conversation).isEqualTo(mails);
        });
  }

  /** From the last page to the first one. */
  public List<Mail> backward(Conversation conversation) {
    var all = new ArrayList<Mail>();
    var page = page(HistoryQuery.last(conversation, limit));
    while (true) {
      all.addAll(0, page.messages());
      if (!page.more()) return all;
      assertThat(page.messages()).hasSize(limit);
      var first = HistoryPosition.of(page.messages().get(0));
      page = page(HistoryQuery.before(conversation, first, limit));
    }
  }

  /** From the first message on: one page of one message before it has none. */
  private List<Mail> forward(Conversation conversation) {
    var backward = backward(conversation);
    if (backward.isEmpty()) return backward;
    var all = new ArrayList<>(backward.subList(0, 1));
    while (true) {
      var last = HistoryPosition.of(all.get(all.size() - 1));
      var page = page(HistoryQuery.after(conversation, last, limit));
      all.addAll(page.messages());
      if (!page.more()) return all;
    }
  }

  private HistoryPage page(HistoryQuery query) {
    return page(store, query);
  }

  /** A page of what the store has now. */
  public static HistoryPage page(ChatStore store, HistoryQuery query) {
    try (var source = store.openHistory()) {
      return source.page(query);
    }
  }
}
