package dev.parley.protocol.election;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.CoreNetwork;
import dev.parley.protocol.Destination;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.election.ElectionMessage.Elect;
import dev.parley.protocol.election.ElectionMessage.ElectionId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What Chang and Roberts count, by the product's own rules on rings of any order: members in random
 * order around the ring, which those of a view are not. Links are FIFO and lose nothing; the tokens
 * on their way are taken in random order.
 */
@Tag("slow")
class LapCountTest {
  private static final int RINGS = 4_000;
  private static final long SEED = 20_260_101;
  private static final ViewId VIEW = new ViewId(1, CoreNetwork.member(99).id());

  private record Flying(MemberId from, MemberId to, Elect token) {}

  /** One election on one ring; counts its tokens. */
  private static final class Election {
    private final SortedMap<MemberId, TokenRing> laps = new TreeMap<>();
    private final List<Member> ring;
    private final List<ArrayDeque<Flying>> links = new ArrayList<>();
    private final Random random;
    private int tokens;

    Election(List<Member> ring, Random random) {
      this.ring = ring;
      this.random = random;
      var settings = ElectionSettings.of(ElectionMode.EAGER, 30);
      for (var member : ring) {
        var electorate = new RingMembers(member.id(), VIEW, Ring.inOrder(ring));
        var spec = new Round.RoundSpec(new ElectionId(VIEW, 0), electorate, settings, 0);
        laps.put(member.id(), new TokenRing(spec, false));
        links.add(new ArrayDeque<>());
      }
    }

    private TokenRing lap(MemberId id) {
      return Objects.requireNonNull(laps.get(id));
    }

    void initiate(Member member) {
      fly(member.id(), lap(member.id()).initiate(0));
    }

    private void fly(MemberId from, List<Output> outputs) {
      for (var output : outputs) {
        var transmit = (Transmit) output;
        var to =
            ring.stream()
                .filter(member -> Destination.to(member).equals(transmit.to()))
                .findFirst()
                .orElseThrow();
        tokens++;
        links.get(ring.indexOf(to)).add(new Flying(from, to.id(), (Elect) transmit.message()));
      }
    }

    /** Until no token is left; says how many there were. */
    int run() {
      while (true) {
        var busy = links.stream().filter(link -> !link.isEmpty()).toList();
        if (busy.isEmpty()) return tokens;
        var next = busy.get(random.nextInt(busy.size())).remove();
        fly(next.to(), lap(next.to()).onToken(next.from(), Token.of(next.token()), 0));
      }
    }

    List<MemberId> winners() {
      return ring.stream().map(Member::id).filter(id -> lap(id).isWon()).toList();
    }
  }

  private static List<Member> members(int n) {
    return IntStream.range(0, n).mapToObj(CoreNetwork::member).toList();
  }

  private static int count(List<Member> ring, List<Member> initiators, Random random) {
    var election = new Election(ring, random);
    initiators.forEach(election::initiate);
    int tokens = election.run();
    assertThat(election.winners()).as("%s", ring).containsExactly(Collections.max(ring).id());
    return tokens;
  }

  /** The theory: n times the n-th harmonic number. */
  @ParameterizedTest
  @CsvSource({"3, 5.5", "5, 11.4", "8, 21.7", "20, 72.0", "50, 225.0"})
  void all_that_initiate_send_n_times_the_nth_harmonic_number_of_tokens(int n, double expected) {
    var random = new Random(SEED);
    long total = 0;
    for (int i = 0; i < RINGS; i++) {
      var ring = new ArrayList<>(members(n));
      Collections.shuffle(ring, random);
      int tokens = count(ring, ring, random);
      assertThat(tokens).as("seed %d, ring %s", SEED, ring).isBetween(2 * n - 1, n * (n + 1) / 2);
      total += tokens;
    }
    double harmonic = IntStream.rangeClosed(1, n).mapToDouble(k -> (double) n / k).sum();
    System.out.printf("all of %d initiate: %.1f tokens, theory %.1f%n", n, total / 4e3, harmonic);
    assertThat(total / (double) RINGS).isBetween(expected * 0.985, expected * 1.015);
    assertThat(harmonic).isBetween(expected - 0.1, expected + 0.1);
  }

  @ParameterizedTest
  @CsvSource({"3, 4.0", "5, 7.0", "8, 11.5", "20, 29.5", "50, 74.5"})
  void a_lone_initiator_costs_one_and_a_half_laps_and_never_two(int n, double expected) {
    var random = new Random(SEED);
    long total = 0;
    int most = 0;
    int least = Integer.MAX_VALUE;
    for (int i = 0; i < RINGS; i++) {
      var ring = new ArrayList<>(members(n));
      Collections.shuffle(ring, random);
      int tokens = count(ring, List.of(ring.get(random.nextInt(n))), random);
      total += tokens;
      most = Math.max(most, tokens);
      least = Math.min(least, tokens);
    }
    System.out.printf("one of %d initiates: %.1f tokens, at most %d%n", n, total / 4e3, most);
    assertThat(total / (double) RINGS).isBetween(expected * 0.985, expected * 1.015);
    assertThat(most).isEqualTo(2 * n - 1);
    assertThat(least).as("the largest itself").isEqualTo(n);
  }

  @Test
  void rings_in_rising_and_in_falling_order_are_the_best_and_the_worst() {
    for (int n = 2; n <= 50; n++) {
      var rising = members(n);
      var falling = new ArrayList<>(rising);
      Collections.reverse(falling);
      assertThat(count(rising, rising, new Random(n))).isEqualTo(2 * n - 1);
      assertThat(count(falling, falling, new Random(n))).isEqualTo(n * (n + 1) / 2);
    }
  }

  @Test
  void on_any_ring_and_with_any_initiators_the_largest_wins_alone() {
    var random = new Random(SEED);
    for (int i = 0; i < RINGS; i++) {
      int n = 2 + random.nextInt(12);
      var ring = new ArrayList<>(members(n));
      Collections.shuffle(ring, random);
      var initiators = new ArrayList<>(ring);
      Collections.shuffle(initiators, random);
      int tokens = count(ring, initiators.subList(0, 1 + random.nextInt(n)), random);
      assertThat(tokens).as("seed %d, ring %s", SEED, ring).isBetween(n, n * (n + 1) / 2);
    }
  }
}
