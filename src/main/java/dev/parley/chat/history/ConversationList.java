package dev.parley.chat.history;

import dev.parley.chat.model.ClaimPair;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.TextRules;
import dev.parley.chat.model.UserName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * The conversations of a user, that with the latest message first, of which a page is asked for.
 * The last messages come from several places, in any order and some twice.
 */
public final class ConversationList {
  private static final Comparator<Mail> LATEST_FIRST =
      Comparator.comparing(HistoryMark::of, ConversationList::compare).reversed();

  private final ConversationsRequest request;
  private final TreeMap<Conversation, Mail> last = new TreeMap<>();

  public ConversationList(ConversationsRequest request) {
    this.request = request;
  }

  private static int compare(HistoryMark one, HistoryMark other) {
    int byTime = Long.compare(one.lamport(), other.lamport());
    return byTime != 0 ? byTime : one.message().toString().compareTo(other.message().toString());
  }

  /** Whether the messages of {@code conversation} are of the account that asks. */
  public static boolean isOf(Conversation conversation, UserName user, long claim) {
    return isOf(conversation.first(), conversation.firstClaim(), user, claim)
        || isOf(conversation.second(), conversation.secondClaim(), user, claim);
  }

  private static boolean isOf(UserName name, long ofClaim, UserName user, long claim) {
    return name.equals(user) && (ofClaim == claim || ofClaim == ClaimPair.ANY);
  }

  /** Each is the last message of its conversation in the place where it was found. */
  public void add(Collection<Mail> mails) {
    for (var mail : mails)
      last.merge(
          Conversation.of(mail),
          mail,
          (one, other) ->
              HistoryPosition.of(one).compareTo(HistoryPosition.of(other)) >= 0 ? one : other);
  }

  /** Those that a page may have, in order. */
  private List<Mail> admitted() {
    var admitted = new ArrayList<Mail>();
    for (var mail : last.values()) {
      boolean isEarlier =
          request.before().map(b -> compare(HistoryMark.of(mail), b) < 0).orElse(true);
      if (isEarlier) admitted.add(mail);
    }
    admitted.sort(LATEST_FIRST);
    return admitted;
  }

  /** Whether it has one conversation more than are asked for. */
  public boolean isFull() {
    return admitted().size() > request.limit();
  }

  /** {@code isAll}: all conversations of the user that may belong to the page were added. */
  public FoundConversations page(boolean isAll) {
    var admitted = admitted();
    long bytes = 0;
    int size = 0;
    for (; size < Math.min(request.limit(), admitted.size()); size++) {
      bytes += TextRules.bytes(admitted.get(size).text());
      if (size > 0 && bytes > HistoryPage.MAX_TEXT_BYTES) break;
    }
    boolean hasMore = !isAll || size < admitted.size();
    return new FoundConversations(admitted.subList(0, size), hasMore, true);
  }
}
