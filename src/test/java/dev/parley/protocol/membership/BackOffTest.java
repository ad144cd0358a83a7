package dev.parley.protocol.membership;

import static dev.parley.protocol.membership.Members.A;
import static dev.parley.protocol.membership.Members.B;
import static dev.parley.protocol.membership.Members.SETTINGS;
import static dev.parley.protocol.membership.Members.sent;
import static dev.parley.protocol.membership.MembershipSettings.BACKOFF_DOUBLINGS;
import static dev.parley.protocol.membership.MembershipSettings.FIRST_BACKOFF_MS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.ViewId;
import dev.parley.protocol.membership.MembershipMessage.JoinReady;
import dev.parley.protocol.membership.MembershipMessage.Prepare;
import dev.parley.protocol.membership.MembershipMessage.PrepareReject;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** How long a coordinator that is refused again and again leaves the others alone. */
class BackOffTest {
  private static final long STEP_MS = 10;

  /** Whatever is drawn is the largest that may be. */
  private static final RandomGenerator LARGEST =
      new RandomGenerator() {
        @Override
        public long nextLong() {
          return 0;
        }

        @Override
        public long nextLong(long bound) {
          return bound - 1;
        }
      };

  private final Membership node = new Membership(B, 0, SETTINGS, LARGEST, 0);
  private long nowMs;

  @Test
  void each_refusal_doubles_the_longest_wait_up_to_its_limit() {
    ready();
    var asked = nextPrepare();
    for (int refusals = 0; refusals < BACKOFF_DOUBLINGS + 3; refusals++) {
      long longestMs = FIRST_BACKOFF_MS << Math.min(refusals, BACKOFF_DOUBLINGS);
      long refusedMs = nowMs;
      node.onMessage(A.id(), new PrepareReject(asked.ballot(), asked.ballot().epoch() + 4), nowMs);
      ready();

      asked = nextPrepare();

      assertThat(nowMs - refusedMs).isBetween(longestMs, longestMs + 2 * STEP_MS);
    }
  }

  private void ready() {
    var none = ViewId.none(A.id());
    node.onMessage(A.id(), new JoinReady(List.of(A), none, 0, SharedSettings.NONE), nowMs);
  }

  private Prepare nextPrepare() {
    for (int i = 0; i < 1_000; i++) {
      nowMs += STEP_MS;
      Optional<Prepare> prepare =
          sent(node.onTick(nowMs)).stream()
              .filter(Prepare.class::isInstance)
              .map(Prepare.class::cast)
              .findFirst();
      if (prepare.isPresent()) return prepare.get();
    }
    throw new AssertionError("never asked");
  }
}
