package dev.parley.chat.history;

import dev.parley.chat.model.Mail;
import dev.parley.chat.model.RoomPost;
import dev.parley.chat.model.UserName;
import java.util.Optional;

/**
 * A client looks for at most {@code limit} messages with some words, the latest first: in the
 * conversation {@code with} another, or in all of its user's, whose claim is {@code claim}.
 */
public record SearchRequest(
    UserName user, long claim, Optional<Conversation> with, SearchWords words, int limit)
    implements ArchiveQuestion {
  public SearchRequest {
    if (limit < 1 || limit > HistoryQuery.MAX_LIMIT)
      throw new IllegalArgumentException("a search for " + limit + " messages");
  }

  /** Whether the message has the words, and may be seen by who looks for them. */
  public boolean admits(Mail mail) {
    boolean isSeen = !RoomPost.is(mail) || RoomPost.isCopy(mail) || RoomPost.isSeenBy(mail, claim);
    return isSeen && words.areIn(RoomPost.text(mail));
  }

  /** Whether the messages of {@code conversation} are looked at. */
  public boolean isAbout(Conversation conversation) {
    return with.map(one -> one.withUnknownClaims().contains(conversation))
        .orElseGet(() -> ConversationList.isOf(conversation, user, claim));
  }
}
