package dev.parley.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import dev.parley.chat.ChatEvent.LoggedOut;
import dev.parley.chat.ChatEvent.MailSent;
import dev.parley.chat.ChatSnapshot;
import dev.parley.chat.ChatSnapshot.StreamState;
import dev.parley.chat.ChatState;
import dev.parley.chat.accounts.Account;
import dev.parley.chat.accounts.AccountChange.AccountRegistered;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.model.BlockEntry;
import dev.parley.chat.model.ClaimPair;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.UserName;
import dev.parley.testing.Seed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SnapshotCodecTest {
  private static final int ROUNDS = 20_000;

  @Test
  void gives_back_any_snapshot() {
    var seed = Seed.next();
    var random = new RandomMessages(seed.random());
    for (int i = 0; i < 500; i++) {
      var snapshot = random.any(ChatSnapshot.class);
      assertThat(VersionedCbor.STATE.decode(VersionedCbor.STATE.encode(snapshot)))
          .as("%s, snapshot %s", seed, i)
          .contains(snapshot);
    }
  }

  @Test
  void makes_an_empty_state_equal_to_the_one_that_was_written() {
    var fang = UserName.of("fang");
    var state = new ChatState();
    state.apply(
        new AccountRegistered(Account.register(fang, new ScramVerifier("s", 1, "k", "v"), 1)));
    for (int seq = 1; seq <= 1_000; seq++) {
      var id = new MessageId(new ClientStream(fang, "client"), seq);
      state.apply(new MailSent(new Mail(id, fang, "text " + seq, seq, seq)));
    }
    var joiner = new ChatState();
    joiner.merge(
        VersionedCbor.STATE.decode(VersionedCbor.STATE.encode(state.snapshot())).orElseThrow());
    assertThat(joiner.digest()).isEqualTo(state.digest());
    assertThat(joiner.waiting(fang)).isEqualTo(state.waiting(fang));
  }

  /** The number of components of a state that is written so; the first byte is the version. */
  private static int lists(byte[] state) throws IOException {
    return new CBORMapper().readTree(state, 1, state.length - 1).size();
  }

  @Test
  void has_the_length_that_earlier_versions_read_while_nobody_has_logged_out() throws IOException {
    var fang = UserName.of("fang");
    var state = new ChatState();
    assertThat(lists(VersionedCbor.STATE.encode(state.snapshot()))).isEqualTo(7);

    state.apply(new LoggedOut(fang, 5, 1_000, ClaimPair.ANY));
    var longer = VersionedCbor.STATE.encode(state.snapshot());
    assertThat(lists(longer)).isEqualTo(9);
    var joiner = new ChatState();
    joiner.merge(VersionedCbor.STATE.decode(longer).orElseThrow());
    assertThat(joiner.logout(fang, 5)).isEqualTo(1_000);
  }

  @Test
  void is_as_earlier_versions_read_it_where_nobody_is_blocked() throws IOException {
    var stream = new StreamState(new ClientStream(UserName.of("fang"), "c"), 3, List.of(7L), 99);
    var state =
        new ChatSnapshot(1, List.of(), List.of(stream), List.of(), List.of(), List.of(), List.of());
    var bytes = VersionedCbor.STATE.encode(state);
    assertThat(lists(bytes)).isEqualTo(7);
    assertThat(VersionedCbor.STATE.decode(bytes).orElseThrow().streams())
        .as("when it was used stays here")
        .containsExactly(new StreamState(stream.stream(), 3, List.of(7L)));

    var block = new BlockEntry(UserName.of("fang"), UserName.of("shao"), 5, true);
    var blocking =
        new ChatSnapshot(
            1,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(block),
            List.of());
    var longer = VersionedCbor.STATE.encode(blocking);
    assertThat(lists(longer)).isEqualTo(9);
    assertThat(VersionedCbor.STATE.decode(longer)).contains(blocking);
  }

  @Test
  void reads_no_other_version_no_part_and_nothing_after() {
    var bytes = VersionedCbor.STATE.encode(new ChatState().snapshot());
    for (int length = 0; length < bytes.length; length++) {
      assertThat(VersionedCbor.STATE.decode(Arrays.copyOf(bytes, length))).isEmpty();
    }
    assertThat(VersionedCbor.STATE.decode(Arrays.copyOf(bytes, bytes.length + 1))).isEmpty();
    bytes[0]++;
    assertThat(VersionedCbor.STATE.decode(bytes)).isEmpty();
  }

  @Tag("slow")
  @Test
  void survives_any_change_of_a_good_snapshot() {
    var seed = Seed.next();
    var random = seed.random();
    var messages = new RandomMessages(random);
    var good = new ArrayList<byte[]>();
    for (int i = 0; i < 50; i++)
      good.add(VersionedCbor.STATE.encode(messages.any(ChatSnapshot.class)));
    for (int i = 0; i < ROUNDS; i++) {
      var bytes = good.get(random.nextInt(good.size())).clone();
      for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
        bytes[1 + random.nextInt(bytes.length - 1)] = (byte) random.nextInt();
      }
      try {
        // What is read can be merged: no value in it breaks the state.
        VersionedCbor.STATE.decode(bytes).ifPresent(snapshot -> new ChatState().merge(snapshot));
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError(seed + ": " + Arrays.toString(bytes), e);
      }
    }
  }
}
