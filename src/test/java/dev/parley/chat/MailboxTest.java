package dev.parley.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.DeliveryReceipt;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.UserName;
import dev.parley.testing.Seed;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A mailbox against the plain trees that say what it must have. */
class MailboxTest {
  private static final UserName SHAO = UserName.of("shao");
  private static final Comparator<Mail> CAUSAL =
      Comparator.comparingLong(Mail::lamport).thenComparing(Mail::id);
  private static final int STEPS = 600;
  private static final int SENDERS = 4;

  private final MailMemory memory = new MailMemory(new SeenNumbers());
  private final Mailbox mailbox = new Mailbox(memory);
  private final TreeMap<MessageId, Mail> expected = new TreeMap<>();

  static List<Seed> seeds() {
    return Seed.upTo(50);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void a_mailbox_has_what_was_added_and_not_removed_in_its_order(Seed seed) {
    var random = seed.random();
    for (int step = 0; step < STEPS; step++) {
      step(random);
      if (step % 20 == 0) check(seed);
    }
    check(seed);
    mailbox.removeIf(mail -> true);
    assertThat(memory.bytes()).as("%s", seed).isZero();
  }

  private void step(RandomGenerator random) {
    var stream = stream(random);
    switch (random.nextInt(40)) {
      case 0, 1, 2 -> remove(stream, random.nextInt(60));
      case 3 -> removeIf(random.nextInt(2, 30));
      case 4 -> removeAll(random);
      default -> add(stream, random);
    }
  }

  private static ClientStream stream(RandomGenerator random) {
    var client = random.nextInt(3) == 0 ? "phone" : "laptop";
    return new ClientStream(UserName.of("user" + random.nextInt(SENDERS)), client);
  }

  private void add(ClientStream stream, RandomGenerator random) {
    var id = new MessageId(stream, random.nextInt(1, 60));
    var text = (random.nextInt(9) == 0 ? "\u0006" : "") + "x".repeat(random.nextInt(1, 5));
    var mail = new Mail(id, SHAO, text, 0, random.nextInt(300));
    var kept = expected.merge(id, mail, Mail::smaller);
    assertThat(mailbox.add(mail)).isEqualTo(kept);
  }

  private void remove(ClientStream stream, long upTo) {
    var gone =
        expected.values().stream()
            .filter(mail -> mail.id().stream().equals(stream) && mail.id().seq() <= upTo)
            .toList();
    assertThat(mailbox.remove(stream, upTo)).isEqualTo(gone);
    expected.values().removeAll(gone);
  }

  private void removeIf(int share) {
    var gone =
        expected.values().stream()
            .filter(mail -> mail.lamport() % share == 0)
            .sorted(CAUSAL)
            .toList();
    assertThat(mailbox.removeIf(mail -> mail.lamport() % share == 0)).isEqualTo(gone);
    expected.values().removeAll(gone);
  }

  private void removeAll(RandomGenerator random) {
    var ids = new TreeSet<MessageId>();
    for (int i = 0; i < 5; i++) ids.add(new MessageId(stream(random), random.nextInt(1, 60)));
    var gone = expected.values().stream().filter(mail -> ids.contains(mail.id())).toList();
    assertThat(mailbox.removeAll(ids)).isEqualTo(gone);
    expected.values().removeAll(gone);
  }

  private void check(Seed seed) {
    var mails = expected.values();
    assertThat(mailbox.mails())
        .as("%s", seed)
        .containsExactlyElementsOf(mails.stream().sorted(CAUSAL).toList());
    assertThat(mailbox.size()).isEqualTo(mails.size());
    assertThat(mailbox.textBytes())
        .isEqualTo(mails.stream().mapToInt(m -> m.text().length()).sum());
    for (var mail : mails) assertThat(mailbox.find(mail.id())).contains(mail);
    for (int i = 0; i <= SENDERS; i++) checkLoad(UserName.of("user" + i));
  }

  private void checkLoad(UserName sender) {
    var load = MailLoad.NONE;
    for (var mail : expected.values()) {
      if (!mail.from().equals(sender) || DeliveryReceipt.is(mail)) continue;
      load = load.plus(MailLoad.of(mail.text()));
    }
    assertThat(mailbox.of(sender)).isEqualTo(load);
  }
}
