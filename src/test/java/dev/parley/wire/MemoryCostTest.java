package dev.parley.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatEvent.MailExpired;
import dev.parley.chat.ChatEvent.MailSent;
import dev.parley.chat.ChatState;
import dev.parley.chat.DecidedChange;
import dev.parley.chat.accounts.Account;
import dev.parley.chat.accounts.AccountChange;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.model.ClaimPair;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.VersionVector;
import java.lang.management.ManagementFactory;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a state says that its mail takes, against what the heap says, as it comes off the wire. */
@Tag("slow")
class MemoryCostTest {
  private static final int MESSAGES = 20_000;
  private static final int LONG_MESSAGES = 2_500;

  private long sent;

  @ParameterizedTest
  @CsvSource({"x, 1, 1", "x, 100, 3", "x, 100, 10", "x, 4000, 3", "界, 1300, 3"})
  void mail_is_counted_as_it_is_held(String letter, int length, int members) {
    int messages = length > 1_000 ? LONG_MESSAGES : MESSAGES;
    var text = letter.repeat(length);
    var state = new ChatState();
    for (int i = 1; i <= messages; i++) send(state, i % 20, i % 50, text, members);
    assertThat(state.mails()).isEqualTo(messages);
    long counted = state.mailMemory();
    assertCounted(counted, heldByMail(state));
  }

  /** Ten messages wait for each user, of three others: what a node is sized for. */
  @Test
  void a_message_of_100_characters_in_a_group_of_three_takes_at_most_350_bytes() {
    var state = new ChatState();
    var text = "x".repeat(100);
    for (int m = 0; m < 10; m++) {
      for (int box = 0; box < MESSAGES / 10; box++) send(state, box + m % 3 + 1, box, text, 3);
    }
    int messages = state.mails();
    long counted = state.mailMemory();
    long held = heldByMail(state);
    assertThat(messages).isEqualTo(MESSAGES);
    assertThat(held / (double) messages).isBetween(250.0, 350.0);
    assertCounted(counted, held);
  }

  /** What a JVM loads and frees when it does all this for the first time is not to be counted. */
  @BeforeEach
  void warmUp() {
    var state = new ChatState();
    for (int i = 0; i < 2_000; i++) send(state, i % 20, i % 50, "x", 3);
    expireAll(state);
    usedBytes();
  }

  /** Without the streams, which are kept for ever. */
  private static long heldByMail(ChatState state) {
    long with = usedBytes();
    expireAll(state);
    assertThat(state.mails()).isZero();
    return with - usedBytes();
  }

  private static void expireAll(ChatState state) {
    state.apply(new MailExpired(state.snapshot().mails().stream().map(Mail::id).toList()));
  }

  private void send(ChatState state, int sender, int receiver, String text, int members) {
    long number = ++sent;
    var clock = new TreeMap<MemberId, Long>();
    for (int m = 0; m < members; m++)
      clock.put(new MemberId("n-111" + m + "-0badcafe", 1_795_957_783_217L), number);
    var from = UserName.of("user" + sender);
    var stream = new ClientStream(from, "client-0123456789abcdef-" + sender);
    var id = new MessageId(stream, state.highWaters().highest(stream) + 1);
    var parties = new ClaimPair(1_000_000_007L * sender, 1_000_000_009L * receiver);
    var mail = new Mail(id, UserName.of("user" + receiver), text, number, number, parties);
    var event = received(new MailSent(mail)).mail().withClock(VersionVector.of(clock));
    state.apply(new MailSent(event));
  }

  private static MailSent received(MailSent sent) {
    return (MailSent) VersionedCbor.EVENT.decode(VersionedCbor.EVENT.encode(sent)).orElseThrow();
  }

  @Test
  void accounts_are_counted_as_they_are_held() {
    long before = usedBytes();
    var state = new ChatState();
    for (int i = 0; i < MESSAGES; i++) {
      var key = "0123456789012345678901234567890123456" + (10_000 + i) + "=";
      var account =
          Account.register(UserName.of("user" + i), new ScramVerifier(key, 1, key, key), i);
      var event = DecidedChange.event(new AccountChange.AccountRegistered(account));
      var decoded = VersionedCbor.EVENT.decode(VersionedCbor.EVENT.encode(event)).orElseThrow();
      DecidedChange.apply(state, decoded);
    }
    assertCounted(state.keptMemory(), usedBytes() - before);
    assertThat(state.accounts()).isEqualTo(MESSAGES);
  }

  /** Never much less than is held, nor twice as much: a limit that is half used up is no limit. */
  private static void assertCounted(long counted, long heldBytes) {
    assertThat((double) counted / heldBytes).isBetween(0.85, 1.6);
  }

  private static long usedBytes() {
    var memory = ManagementFactory.getMemoryMXBean();
    // The serial collector leaves some garbage where it is in three of four full collections.
    for (int i = 0; i < 4; i++) memory.gc();
    return memory.getHeapMemoryUsage().getUsed();
  }
}
