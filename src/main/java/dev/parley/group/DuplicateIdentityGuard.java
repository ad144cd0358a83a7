package dev.parley.group;

import akka.actor.typed.ActorRef;
import dev.parley.protocol.Member;
import dev.parley.protocol.membership.DuplicateIdentity;
import dev.parley.protocol.membership.DuplicateIdentity.Finding;
import dev.parley.wire.Frame;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Keeps frames under this node's own name from the cores, and reports once if another process sent
 * one. The rule is in {@link DuplicateIdentity}.
 */
final class DuplicateIdentityGuard {
  private @Nullable Member self;
  private @Nullable ActorRef<? super DuplicateSighted> receiver;

  void onLive(Member now) {
    self = now;
  }

  void reportTo(ActorRef<? super DuplicateSighted> next) {
    receiver = next;
  }

  /** Whether the cores must be given {@code frame}. */
  boolean isOfAnother(Frame frame, InetSocketAddress from) {
    if (self == null) return true;
    var finding = DuplicateIdentity.judge(self, frame.from(), frame.message());
    boolean isDouble = finding == Finding.LATER_LIFE || finding == Finding.SAME_LIFE_ELSEWHERE;
    if (isDouble && receiver != null) {
      receiver.tell(DuplicateSighted.of(finding, self.id(), from));
      // Only one report: the node is about to stop.
      receiver = null;
    }
    return finding == Finding.NONE && !frame.from().equals(self.id());
  }
}
