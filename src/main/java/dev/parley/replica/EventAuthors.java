package dev.parley.replica;

import dev.parley.chat.ChatEvent;
import dev.parley.chat.ChatEvent.DeviceOpened;
import dev.parley.chat.ChatEvent.HistoryTrimmed;
import dev.parley.chat.ChatEvent.MailExpired;
import dev.parley.chat.ChatEvent.MailSent;
import dev.parley.chat.ChatEvent.PostSent;
import dev.parley.chat.ChatEvent.ServerDraining;
import dev.parley.chat.ChatEvent.ServerMemory;
import dev.parley.chat.ChatEvent.SessionClosed;
import dev.parley.chat.ChatEvent.SessionOpened;
import dev.parley.chat.ChatEvent.SessionsTold;
import dev.parley.chat.ChatEvent.StreamsForgotten;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.DeliveryReceipt;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.View;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Compares the server for which an event speaks with the member that multicast it: a server speaks
 * for its own sessions and its own numbers, and the leader alone lets mail expire, trims the
 * history and forgets streams. All members of a view come to the same result, since it depends on
 * the event, its origin and the view only.
 *
 * <p>Not checked is that a server may speak for a user, whose messages it passes on or who was
 * shown mail there: after a merge the members may not yet agree on who has a session where, and
 * they must agree on the mail. That the origin itself is true is the concern of a seal around the
 * datagrams.
 */
final class EventAuthors {
  /** More reports say nothing new, and must not fill memory or the log. */
  static final int MAX_REPORTED = 64;

  private final TreeSet<String> reported = new TreeSet<>();

  /** Returns true if {@code origin}, a member of {@code view}, may multicast {@code event}. */
  static boolean maySay(MemberId origin, ChatEvent event, @Nullable View view) {
    if (event instanceof SessionOpened opened) return origin.equals(opened.session().gateway());
    if (event instanceof DeviceOpened opened) return origin.equals(opened.session().gateway());
    if (event instanceof SessionClosed closed) return origin.equals(closed.session().gateway());
    if (event instanceof SessionsTold told) return origin.equals(told.gateway());
    if (event instanceof ServerDraining draining) return origin.equals(draining.gateway());
    if (event instanceof ServerMemory memory) return origin.equals(memory.gateway());
    if (isOfLeader(event)) return view != null && origin.equals(view.leader());
    if (event instanceof PostSent sent) return mayNumber(origin, sent.mail().id().stream());
    if (event instanceof MailSent sent) return mayNumber(origin, sent.mail().id().stream());
    return true;
  }

  private static boolean isOfLeader(ChatEvent event) {
    return event instanceof MailExpired
        || event instanceof StreamsForgotten
        || event instanceof HistoryTrimmed;
  }

  /** Of any life of the same node: messages are sent again after the protocols restart. */
  private static boolean mayNumber(MemberId origin, ClientStream stream) {
    if (stream.isForgotten() || stream.isToMember()) return false;
    if (!stream.isOfNode()) return true;
    return isOfLife(stream, ClientStream.ofNode(stream.sender(), origin))
        || isOfLife(stream, DeliveryReceipt.stream(stream.sender(), origin));
  }

  /** Whether the two names differ in the incarnation at their ends only. */
  private static boolean isOfLife(ClientStream stream, ClientStream own) {
    int end = own.client().lastIndexOf('.') + 1;
    return stream.client().lastIndexOf('.') + 1 == end
        && stream.client().startsWith(own.client().substring(0, end));
  }

  /** A sentence for the log, once for each node. */
  Optional<String> report(MemberId origin, ChatEvent event) {
    // Its author led when it was sent, and no longer when it is delivered: nothing is wrong.
    if (isOfLeader(event)) return Optional.empty();
    if (reported.size() == MAX_REPORTED || !reported.add(origin.node())) return Optional.empty();
    return Optional.of(
        origin
            + " multicast a "
            + event.getClass().getSimpleName()
            + " of another server, which is ignored. It was forged, or that node is broken: restart"
            + " it");
  }
}
