package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatEvent.AccountRegistered;
import dev.parley.chat.ChatEvent.MailAcknowledged;
import dev.parley.chat.ChatEvent.MailSent;
import dev.parley.chat.ChatEvent.StreamMark;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two parts of a group that are cut off from each other and heal, again and again: messages are
 * sent, sent again on the other side, shown and removed on either side. Afterwards nothing is lost,
 * doubled or back from the dead, and the parts are equal.
 */
class ReplicasModelTest {
  private static final UserName FANG = UserName.of("fang");
  private static final UserName SHAO = UserName.of("shao");
  private static final Stream STREAM = new Stream(FANG, "client");
  private static final int STEPS = 200;

  private final ChatState[] parts = {new ChatState(), new ChatState()};
  private final SendGate[] gates = {new SendGate(parts[0]), new SendGate(parts[1])};
  private final TreeSet<MessageId> accepted = new TreeSet<>();
  private final TreeSet<MessageId> shown = new TreeSet<>();
  private boolean cut;

  static List<Long> seeds() {
    var seeds = new ArrayList<Long>();
    for (long seed = 1; seed <= 300; seed++) seeds.add(seed);
    return seeds;
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void nothing_is_lost_or_comes_back_when_parts_merge(long seed) {
    var random = new SplittableRandom(seed);
    var account = new Account(SHAO, new Verifier("s", 1, "k", "v"), 1, 1);
    for (var part : parts) part.apply(new AccountRegistered(account));
    for (int step = 0; step < STEPS; step++) step(random);
    heal();

    assertThat(parts[0].digest()).as("seed " + seed).isEqualTo(parts[1].digest());
    var waiting = new TreeSet<MessageId>();
    for (var mail : parts[0].waiting(SHAO)) {
      assertThat(waiting.add(mail.id())).as("seed %s: %s waits once", seed, mail.id()).isTrue();
    }
    assertThat(waiting).as("seed " + seed).doesNotContainAnyElementsOf(shown);
    var rest = new TreeSet<>(accepted);
    rest.removeAll(shown);
    assertThat(waiting).as("seed " + seed).isEqualTo(rest);
  }

  private void step(RandomGenerator random) {
    int side = random.nextInt(2);
    switch (random.nextInt(6)) {
      case 0, 1 -> send(side, gates[side].highest(STREAM) + 1);
      case 2 -> send(side, 1 + random.nextLong(gates[side].highest(STREAM) + 1));
      case 3 -> show(side, random);
      case 4 -> cut = true;
      default -> heal();
    }
  }

  private void send(int side, long seq) {
    var decision = gates[side].onSend(STREAM, SHAO, "text " + seq, Optional.of(seq), 0);
    if (!(decision instanceof SendGate.Submit submit)) return;
    accepted.add(submit.event().mail().id());
    apply(side, submit.event());
  }

  private void show(int side, RandomGenerator random) {
    var waiting = parts[side].waiting(SHAO);
    if (waiting.isEmpty()) return;
    // A client acknowledges a beginning of what it was shown.
    var last = waiting.get(random.nextInt(waiting.size())).id();
    waiting.stream().map(Mail::id).filter(id -> id.seq() <= last.seq()).forEach(shown::add);
    apply(side, new MailAcknowledged(SHAO, List.of(new StreamMark(STREAM, last.seq()))));
  }

  private void apply(int side, ChatEvent event) {
    parts[side].apply(event);
    if (!cut) parts[1 - side].apply(event);
    if (event instanceof MailSent sent) gates[side].onDelivered(sent.mail().id());
  }

  private void heal() {
    if (!cut) return;
    cut = false;
    var first = parts[0].snapshot(List.of());
    var second = parts[1].snapshot(List.of());
    parts[0].merge(second);
    parts[1].merge(first);
    var before = parts[0].digest();
    parts[0].merge(second);
    parts[0].merge(first);
    assertThat(parts[0].digest()).as("merging again changes nothing").isEqualTo(before);
  }
}
