package dev.parley.chat.history;

import dev.parley.chat.model.Mail;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.Function;

/**
 * Makes pages of the posts of a room that one account may see: those that were sent while it was a
 * member, as the server of the sender knew it, whoever is a member now; and, in a room whose
 * history is for all, what was sent for those who come later.
 */
final class SeenPosts implements Function<HistoryQuery, HistoryPage> {
  /**
   * A question looks at so many pages, 5,000 posts: who may see none of them, since they were never
   * in the room, must not keep the server from reading for others.
   */
  static final int MAX_LOOKS = 25;

  private final Function<HistoryQuery, HistoryPage> source;
  private final RoomViewer viewer;

  SeenPosts(Function<HistoryQuery, HistoryPage> source, RoomViewer viewer) {
    this.source = source;
    this.viewer = viewer;
  }

  @Override
  public HistoryPage apply(HistoryQuery query) {
    var found = new ArrayList<Mail>();
    var next = query;
    boolean hasMore = true;
    for (int look = 0; look < MAX_LOOKS && hasMore && found.size() <= query.limit(); look++) {
      var page = source.apply(next);
      for (var post : page.messages()) if (viewer.sees(post)) found.add(post);
      hasMore = page.more() && !page.messages().isEmpty();
      if (hasMore) next = after(query, page);
    }
    var seen = HistoryPage.of(query, found);
    // From an empty page nobody can go on.
    return new HistoryPage(seen.messages(), seen.more() || (hasMore && !seen.messages().isEmpty()));
  }

  private static HistoryQuery after(HistoryQuery query, HistoryPage page) {
    boolean isForward = query.after().isPresent();
    var messages = page.messages();
    var edge = HistoryPosition.of(messages.get(isForward ? messages.size() - 1 : 0));
    return new HistoryQuery(
        query.conversation(),
        isForward ? Optional.empty() : Optional.of(edge),
        isForward ? Optional.of(edge) : Optional.empty(),
        HistoryQuery.MAX_LIMIT);
  }
}
