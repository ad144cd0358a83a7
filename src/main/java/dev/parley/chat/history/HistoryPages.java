package dev.parley.chat.history;

import dev.parley.chat.history.HistoryRequest.Place;
import dev.parley.chat.history.HistoryRequest.SentAt;
import dev.parley.chat.history.HistoryRequest.Side;
import dev.parley.chat.model.Mail;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Makes the pages that clients ask for of those that a source has. A mark whose message is not
 * there (it may be trimmed, have another time since a merge, or be made up) stands for its time:
 * then messages of that very time may be in two pages, and none is left out.
 */
public final class HistoryPages {
  /**
   * A server gives each time once, so a conversation has at most as many messages of one time as
   * there are servers.
   */
  private static final int OF_ONE_TIME = 50;

  private final Function<HistoryQuery, HistoryPage> source;

  public HistoryPages(Function<HistoryQuery, HistoryPage> source) {
    this.source = source;
  }

  /** As complete as the source is. */
  public FoundHistory find(HistoryRequest request) {
    var mark = request.place().map(place -> mark(request.conversation(), place));
    return request.conversation().isOfRoom()
        ? new HistoryPages(new SeenPosts(source, request.viewer())).page(request, mark)
        : page(request, mark);
  }

  /** A moment is looked for among all posts of a room, and its page made of those that are seen. */
  private HistoryMark mark(Conversation conversation, Place place) {
    if (place.point() instanceof HistoryMark mark) return mark;
    long ms = ((SentAt) place.point()).ms();
    return new MomentSearch(source, conversation).mark(place.side(), ms);
  }

  private FoundHistory page(HistoryRequest request, Optional<HistoryMark> mark) {
    var conversation = request.conversation();
    if (mark.isEmpty())
      return new FoundHistory(source.apply(HistoryQuery.last(conversation, request.limit())));
    var side = request.place().orElseThrow().side();
    var marked = marked(conversation, mark.get());
    if (side == Side.AROUND) return around(request, mark.get(), marked);
    return new FoundHistory(source.apply(query(request, side, mark.get(), marked)));
  }

  private static HistoryQuery query(
      HistoryRequest request, Side side, HistoryMark mark, Optional<Mail> marked) {
    var conversation = request.conversation();
    var found = marked.map(HistoryPosition::of);
    long lamport = mark.lamport();
    if (side == Side.AFTER)
      return HistoryQuery.after(
          conversation, found.orElse(HistoryPosition.at(lamport)), request.limit());
    var next = HistoryPosition.at(lamport == Long.MAX_VALUE ? lamport : lamport + 1);
    return HistoryQuery.before(conversation, found.orElse(next), request.limit());
  }

  private Optional<Mail> marked(Conversation conversation, HistoryMark mark) {
    var from = HistoryPosition.at(mark.lamport());
    var page = source.apply(HistoryQuery.after(conversation, from, OF_ONE_TIME));
    return page.messages().stream().filter(mark::isOf).findFirst();
  }

  private FoundHistory around(HistoryRequest request, HistoryMark mark, Optional<Mail> marked) {
    var conversation = request.conversation();
    var position = marked.map(HistoryPosition::of).orElse(HistoryPosition.at(mark.lamport()));
    int before = (request.limit() - 1) / 2;
    int after = request.limit() - before - (marked.isPresent() ? 1 : 0);
    var earlier = part(HistoryQuery.before(conversation, position, Math.max(1, before)), before);
    var later = part(HistoryQuery.after(conversation, position, Math.max(1, after)), after);
    var messages = new ArrayList<Mail>(earlier.messages());
    marked.ifPresent(messages::add);
    messages.addAll(later.messages());
    return new FoundHistory(messages, earlier.more(), later.more(), true);
  }

  /** At most {@code max} messages of the page, which may be none. */
  private HistoryPage part(HistoryQuery query, int max) {
    var page = source.apply(query);
    return max > 0 ? page : new HistoryPage(List.of(), !page.messages().isEmpty());
  }
}
