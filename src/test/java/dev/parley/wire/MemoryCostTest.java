package dev.parley.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatEvent.MailSent;
import dev.parley.chat.ChatState;
import dev.parley.chat.DecidedChange;
import dev.parley.chat.accounts.Account;
import dev.parley.chat.accounts.AccountChange;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.VersionVector;
import java.lang.management.ManagementFactory;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a state says that its mail takes, against what the heap says, as it comes off the wire. */
@Tag("slow")
class MemoryCostTest {
  private static final int MESSAGES = 10_000;
  private static final int LONG_MESSAGES = 2_500;

  @ParameterizedTest
  @CsvSource({"x, 1, 1", "x, 100, 3", "x, 100, 10", "x, 4000, 3", "界, 1300, 3"})
  void mail_is_counted_as_it_is_held(String letter, int length, int members) {
    int messages = length > 1_000 ? LONG_MESSAGES : MESSAGES;
    var text = letter.repeat(length);
    var clock = new TreeMap<MemberId, Long>();
    long before = usedBytes();
    var state = new ChatState();
    for (int i = 1; i <= messages; i++) {
      for (int m = 0; m < members; m++) {
        clock.put(new MemberId("n-111" + m + "-0badcafe", 1_795_957_783_217L), 1_000L + i);
      }
      var stream =
          new ClientStream(UserName.of("user" + i % 20), "client-0123456789abcdef-" + i % 20);
      var id = new MessageId(stream, 1 + i / 20);
      var sent = new MailSent(new Mail(id, UserName.of("receiver" + i % 50), text, 1L, i));
      state.apply(new MailSent(received(sent).mail().withClock(VersionVector.of(clock))));
    }
    assertCounted(state.mailMemory(), usedBytes() - before);
    assertThat(state.mails()).isEqualTo(messages);
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
    for (int i = 0; i < 3; i++) memory.gc();
    return memory.getHeapMemoryUsage().getUsed();
  }
}
