package dev.parley.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatEvent;
import dev.parley.chat.ChatSnapshot;
import dev.parley.chat.accounts.AccountLog;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.testing.Seed;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each codec with each kind of each sealed family, and each constant of each enum, that the records
 * it writes can hold at any depth: a kind that is added is met here without a line of test.
 */
class EveryKindTest {
  private static final int TRIES = 40;
  private static final MemberId SENDER = new MemberId("n", 1);
  private static final FrameCodec FRAMES = new FrameCodec("parley");

  /** What a codec makes of a value when it is written and read. */
  private record Codec<T>(Class<T> root, Function<T, Optional<T>> copy) {
    void check(Map<Class<?>, Object> choices, Seed seed) {
      var random = new RandomMessages(seed.random());
      choices.forEach(random::choosing);
      for (int i = 0; i < TRIES; i++) {
        var value = random.any(root);
        assertThat(copy.apply(value)).as("%s: %s", seed, value).contains(value);
      }
    }
  }

  /**
   * One kind of a family that {@code codec} may have to write; {@code way} are the kinds of the
   * families around it in which it is found.
   */
  private record Kind(Codec<?> codec, Map<Class<?>, Object> way, Class<?> family, Object kind) {
    @Override
    public String toString() {
      var name = kind instanceof Class<?> type ? type.getSimpleName() : kind.toString();
      return codec.root().getSimpleName() + " with " + family.getSimpleName() + " " + name;
    }
  }

  static Stream<Kind> kinds() {
    var messages =
        AllMessages.records().stream().map(type -> frames(type.asSubclass(Message.class)));
    var others =
        Stream.of(
            new Codec<>(
                ChatEvent.class,
                event -> VersionedCbor.EVENT.decode(VersionedCbor.EVENT.encode(event))),
            new Codec<>(
                ChatSnapshot.class,
                state -> VersionedCbor.STATE.decode(VersionedCbor.STATE.encode(state))),
            new Codec<>(
                AccountLog.class,
                log -> VersionedCbor.REGISTRY.decode(VersionedCbor.REGISTRY.encode(log))));
    return Stream.concat(messages, others).flatMap(EveryKindTest::kinds);
  }

  private static <T extends Message> Codec<T> frames(Class<T> type) {
    return new Codec<>(
        type,
        message ->
            FRAMES.decode(FRAMES.encode(new Frame("parley", SENDER, message)))
                    instanceof Decoded.Ok ok
                ? Optional.of(type.cast(ok.frame().message()))
                : Optional.empty());
  }

  private static Stream<Kind> kinds(Codec<?> codec) {
    var kinds = new ArrayList<Kind>();
    var ways = new LinkedHashMap<Class<?>, Map<Class<?>, Object>>();
    visit(codec.root(), Map.of(), ways);
    ways.forEach(
        (family, way) -> {
          for (var kind : kindsOf(family)) kinds.add(new Kind(codec, way, family, kind));
        });
    return kinds.stream();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void every_kind_comes_back_as_it_was(Kind kind) {
    kind.codec().check(with(kind.way(), kind.family(), kind.kind()), Seed.next());
  }

  /** None if {@code type} is neither sealed nor an enum. */
  private static Object[] kindsOf(Class<?> type) {
    if (type.isEnum()) return type.getEnumConstants();
    return type.isSealed() ? type.getPermittedSubclasses() : new Object[0];
  }

  /** Finds what {@code type} is, or can hold, and the way to it. */
  private static void visit(
      Type type, Map<Class<?>, Object> way, Map<Class<?>, Map<Class<?>, Object>> ways) {
    if (type instanceof ParameterizedType generic) {
      for (var argument : generic.getActualTypeArguments()) visit(argument, way, ways);
    } else if (type instanceof Class<?> raw && ways.putIfAbsent(raw, way) == null) {
      for (var kind : kindsOf(raw))
        if (kind instanceof Class<?> permitted) visit(permitted, with(way, raw, kind), ways);
      if (raw.isRecord())
        for (var component : raw.getRecordComponents())
          visit(component.getGenericType(), way, ways);
    }
  }

  private static Map<Class<?>, Object> with(
      Map<Class<?>, Object> way, Class<?> family, Object kind) {
    var longer = new LinkedHashMap<>(way);
    longer.put(family, kind);
    return longer;
  }
}
