package dev.parley.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatEvent;
import dev.parley.chat.ChatEvent.MailSent;
import dev.parley.chat.DecidedChange;
import dev.parley.chat.accounts.Account;
import dev.parley.chat.accounts.AccountChange.AccountRegistered;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.UserName;
import dev.parley.testing.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChatEventCodecTest {
  private static final int ROUNDS = 20_000;
  private static final UserName FANG = UserName.of("Fang");

  static Class<?>[] kinds() {
    return ChatEvent.class.getPermittedSubclasses();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void gives_back_every_kind_of_event(Class<? extends ChatEvent> kind) {
    var seed = Seed.next();
    var random = new RandomMessages(seed.random());
    for (int i = 0; i < 500; i++) {
      var event = random.any(kind);
      assertThat(VersionedCbor.EVENT.decode(VersionedCbor.EVENT.encode(event)))
          .as("%s, event %s", seed, i)
          .contains(event);
    }
  }

  @Test
  void keeps_the_spelling_of_names() {
    var account = Account.register(FANG, new ScramVerifier("s", 1, "k", "v"), 1);
    var decoded =
        VersionedCbor.EVENT.decode(
            VersionedCbor.EVENT.encode(DecidedChange.event(new AccountRegistered(account))));
    assertThat(decoded)
        .flatMap(DecidedChange::in)
        .map(change -> ((AccountRegistered) change).account().name().spelling())
        .contains("Fang");
  }

  @Test
  void fits_the_longest_message_into_a_datagram() {
    var longest = mail("\u5317".repeat(Mail.MAX_TEXT_BYTES / 3));
    assertThat(VersionedCbor.EVENT.encode(longest)).hasSizeLessThan(Mail.MAX_TEXT_BYTES + 100);
    assertThat(VersionedCbor.EVENT.decode(VersionedCbor.EVENT.encode(longest))).contains(longest);
  }

  @Test
  void reads_no_other_version() {
    var bytes = VersionedCbor.EVENT.encode(mail("hi"));
    bytes[0]++;
    assertThat(VersionedCbor.EVENT.decode(bytes)).isEmpty();
  }

  @Test
  void reads_no_part_of_an_event_and_nothing_after_it() {
    var bytes = VersionedCbor.EVENT.encode(mail("hi"));
    for (int length = 0; length < bytes.length; length++) {
      assertThat(VersionedCbor.EVENT.decode(Arrays.copyOf(bytes, length))).isEmpty();
    }
    assertThat(VersionedCbor.EVENT.decode(Arrays.copyOf(bytes, bytes.length + 1))).isEmpty();
  }

  @Test
  void reads_no_event_with_a_name_that_is_none() {
    assertThat(VersionedCbor.EVENT.decode(withName("F ng"))).isEmpty();
  }

  @Test
  void reads_no_event_with_bytes_that_are_no_utf8() {
    assertThat(VersionedCbor.EVENT.decode(withName("Fan\u00f5"))).isEmpty();
  }

  @Test
  void reads_no_event_with_a_client_id_that_is_none() {
    for (var id : new String[] {"cli\u0000nt", "cli\nent", "cl\u00ed\u00a0\u0080nt"}) {
      var good = VersionedCbor.EVENT.encode(mail("hi"));
      var bad = new String(good, ISO_8859_1).replace("client", id.substring(0, 6));
      assertThat(VersionedCbor.EVENT.decode(bad.getBytes(ISO_8859_1))).as(id).isEmpty();
    }
  }

  @Test
  void reads_no_event_with_the_character_that_databases_refuse() {
    assertThat(VersionedCbor.EVENT.decode(VersionedCbor.EVENT.encode(mail("h\u0000i")))).isEmpty();
  }

  /** An event with {@code name}, of four bytes, written over the sender's. */
  private static byte[] withName(String name) {
    var bytes = VersionedCbor.EVENT.encode(mail("hi"));
    var changed = new String(bytes, ISO_8859_1).replace("Fang", name).getBytes(ISO_8859_1);
    assertThat(changed).hasSameSizeAs(bytes).isNotEqualTo(bytes);
    return changed;
  }

  @Test
  void survives_any_bytes() {
    var seed = Seed.next();
    var random = seed.random();
    for (int i = 0; i < ROUNDS; i++) {
      var bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      if (bytes.length > 0) bytes[0] = VersionedCbor.EVENT.version();
      decode(bytes, seed);
    }
  }

  @Test
  void survives_any_change_of_a_good_event() {
    var seed = Seed.next();
    var random = seed.random();
    var messages = new RandomMessages(random);
    var good = new ArrayList<byte[]>();
    for (int i = 0; i < 50; i++)
      good.add(VersionedCbor.EVENT.encode(messages.any(ChatEvent.class)));
    for (int i = 0; i < ROUNDS; i++) {
      var bytes = good.get(random.nextInt(good.size())).clone();
      for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      decode(bytes, seed);
    }
  }

  /** What is read can be written: no half-made event gets through. */
  private static void decode(byte[] bytes, Seed seed) {
    try {
      VersionedCbor.EVENT.decode(bytes).ifPresent(VersionedCbor.EVENT::encode);
    } catch (RuntimeException | StackOverflowError e) {
      throw new AssertionError(seed + ": " + Arrays.toString(bytes), e);
    }
  }

  private static MailSent mail(String text) {
    var id = new MessageId(new ClientStream(FANG, "client"), 1);
    return new MailSent(new Mail(id, UserName.of("shao"), text, 1_700_000_000_000L, 1));
  }
}
