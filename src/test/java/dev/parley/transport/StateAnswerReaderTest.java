package dev.parley.transport;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.stream.javadsl.Sink;
import akka.util.ByteString;
import dev.parley.node.StateSource;
import dev.parley.wire.StateExchange;
import dev.parley.wire.StateExchange.Status;
import dev.parley.wire.WireLimits;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class StateAnswerReaderTest {
  private static final ActorTestKit KIT = ActorTestKit.create();

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void puts_a_state_together_from_pieces_of_any_size() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    int chunk = WireLimits.STATE_CHUNK_BYTES;
    for (int size : new int[] {0, 1, chunk - 1, chunk, chunk + 1, 300_000}) {
      var bytes = new byte[size];
      random.nextBytes(bytes);
      var state = ByteString.fromArray(bytes);
      var answer = read(answer(state), 1 + random.nextInt(5_000));
      assertThat(answer).as("seed %s, size %s", seed, size).contains(new StateSource.Whole(state));
    }
  }

  @Test
  void an_answer_that_is_cut_anywhere_is_none() {
    var whole = answer(ByteString.fromArray(new byte[100]));
    for (int length = 0; length < whole.length(); length++) {
      assertThat(read(whole.take(length), 1_000)).as("%s bytes", length).isEmpty();
    }
  }

  @Test
  void no_damaged_byte_goes_unnoticed() {
    var state = ByteString.fromArray(new byte[200]);
    var whole = answer(state).toArray();
    for (int i = 0; i < whole.length; i++) {
      var damaged = whole.clone();
      damaged[i] ^= 1;
      assertThat(read(ByteString.fromArray(damaged), 1_000))
          .as("byte %s", i)
          .isNotEqualTo(Optional.of(new StateSource.Whole(state)));
    }
  }

  @Test
  void a_holder_without_the_state_says_so() {
    assertThat(read(header(Status.NOT_YET), 1)).contains(StateSource.NotYet.INSTANCE);
    assertThat(read(header(Status.REFUSED), 1)).contains(new StateSource.Failed("refused"));
    assertThat(read(header(Status.BUSY), 1)).contains(new StateSource.Failed("busy"));
  }

  @Test
  void a_length_of_the_limit_is_awaited_and_one_more_refused() {
    assertThat(read(head(WireLimits.MAX_STATE_BYTES), 100)).isEmpty();
    assertThat(read(head(WireLimits.MAX_STATE_BYTES + 1), 100))
        .contains(new StateSource.Failed("1073741825 bytes of state are too many"));
    assertThat(read(head(-1), 100))
        .contains(new StateSource.Failed("-1 bytes of state are too many"));
  }

  @Test
  void random_bytes_never_throw() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    var whole = answer(ByteString.fromArray(new byte[1_000])).toArray();
    for (int i = 0; i < 20_000; i++) {
      var bytes = whole.clone();
      for (int j = 0; j <= random.nextInt(4); j++) {
        bytes[random.nextInt(i % 2 == 0 ? 16 : bytes.length)] = (byte) random.nextInt(256);
      }
      assertThat(read(ByteString.fromArray(bytes), 500)).as("seed %s", seed).isNotNull();
    }
  }

  private static Optional<StateSource.Answer> read(ByteString bytes, int pieceBytes) {
    var reader = new StateAnswerReader();
    var answers = new ArrayList<StateSource.Answer>();
    for (int i = 0; i < bytes.length(); i += pieceBytes) {
      reader.onBytes(bytes.slice(i, i + pieceBytes)).ifPresent(answers::add);
    }
    assertThat(answers.size()).isLessThanOrEqualTo(1);
    return answers.stream().findFirst();
  }

  private static ByteString answer(ByteString state) {
    return StateChunks.of(state)
        .runWith(Sink.fold(ByteString.emptyByteString(), ByteString::concat), KIT.system())
        .toCompletableFuture()
        .join();
  }

  private static ByteString head(long length) {
    var bytes = ByteBuffer.allocate(8).putLong(0, length).array();
    return header(Status.WHOLE).concat(ByteString.fromArray(bytes));
  }

  private static ByteString header(Status status) {
    return ByteString.fromArray(StateExchange.header(status));
  }
}
