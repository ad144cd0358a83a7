package dev.parley.chat.history;

import dev.parley.chat.model.Mail;
import dev.parley.chat.model.RoomPost;
import dev.parley.chat.model.UserName;
import java.util.Optional;

/**
 * A client looks for at most {@code limit} messages with some words, the latest first: in the
 * conversation {@code with} another, or in all of its user's. Of a room, those that {@code viewer},
 * who is that user, may see.
 */
public record SearchRequest(
    UserName user, RoomViewer viewer, Optional<Conversation> with, SearchWords words, int limit)
    implements ArchiveQuestion {
  /** One that is about no room. */
  public SearchRequest(
      UserName user, long claim, Optional<Conversation> with, SearchWords words, int limit) {
    this(user, new RoomViewer(claim), with, words, limit);
  }

  public SearchRequest {
    if (limit < 1 || limit > HistoryQuery.MAX_LIMIT)
      throw new IllegalArgumentException("a search for " + limit + " messages");
  }

  /** The number of the user's claim. */
  public long claim() {
    return viewer.claim();
  }

  /** Whether the message has the words, and may be seen by who looks for them. */
  public boolean admits(Mail mail) {
    boolean isSeen = !RoomPost.is(mail) || viewer.sees(mail);
    return isSeen && words.areIn(RoomPost.text(mail));
  }

  /** Whether the messages of {@code conversation} are looked at. */
  public boolean isAbout(Conversation conversation) {
    return with.map(one -> one.withUnknownClaims().contains(conversation))
        .orElseGet(() -> ConversationList.isOf(conversation, user, claim()));
  }
}
