package dev.parley.wire;

import dev.parley.chat.ChatSnapshot.StreamState;
import dev.parley.chat.accounts.AccountLogEntry.Founding;
import dev.parley.chat.accounts.Invitation;
import dev.parley.chat.accounts.InvitationCode;
import dev.parley.chat.accounts.LeaderMessage.MakeInvitations;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.Dependencies;
import dev.parley.protocol.Dot;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Message;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.multicast.DataFrame;
import dev.parley.protocol.multicast.MessageClock;
import dev.parley.protocol.multicast.MulticastMessage.Acknowledged;
import dev.parley.protocol.multicast.MulticastSettings;
import dev.parley.protocol.multicast.Payload;
import dev.parley.protocol.multicast.SlotVector;
import dev.parley.protocol.version.VersionOffer;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Makes messages of any class with random content, so that a new message needs no new test. */
public final class RandomMessages {
  private static final int MAX_LIST = 6;

  private final RandomGenerator random;
  private final Map<Class<?>, Object> chosen = new LinkedHashMap<>();

  public RandomMessages(RandomGenerator random) {
    this.random = random;
  }

  /**
   * From now on every value of {@code type} is {@code choice}: a value, or for a sealed type the
   * permitted subclass that it is of.
   */
  public RandomMessages choosing(Class<?> type, Object choice) {
    chosen.put(type, choice);
    return this;
  }

  Message message(Class<?> type) {
    return (Message) value(type);
  }

  /** Any other record, or one of a sealed family. */
  public <T> T any(Class<T> type) {
    return type.cast(value(type));
  }

  MemberId member() {
    return new MemberId(node(), number() % (MemberId.MAX_INCARNATION + 1));
  }

  private Object value(Type type) {
    if (type instanceof ParameterizedType generic) return ofGeneric(generic);
    var raw = (Class<?>) type;
    var choice = chosen.get(raw);
    if (choice != null) return choice instanceof Class<?> kind ? value(kind) : choice;
    if (raw == long.class || raw == Long.class) return 1 + number();
    if (raw == int.class) return random.nextInt();
    if (raw == boolean.class) return random.nextBoolean();
    if (raw == String.class) return text(40);
    if (raw == UUID.class) return new UUID(random.nextLong(), random.nextLong());
    if (raw == Payload.class) return Payload.wrap(bytes());
    if (raw == MemberId.class) return member();
    if (raw == Endpoint.class) return new Endpoint(text(30), 1 + random.nextInt(65_535));
    if (raw == ClientStream.class)
      return new ClientStream((UserName) value(UserName.class), text(40).replace('\n', '.'));
    if (raw == StreamState.class) // as it is sent: without the time of its last use
    return new StreamState(
          (ClientStream) value(ClientStream.class), 1 + number(), many(() -> 1 + number()));
    if (raw == Founding.class) return founding();
    if (raw == Invitation.class) return new Invitation(hash(), number(), number());
    if (raw == MakeInvitations.class)
      return new MakeInvitations(List.of(hash(), hash()), 1 + random.nextInt(1_000_000));
    if (raw == UserName.class) return UserName.of("u" + random.nextInt(1_000));
    if (raw == View.class) return view();
    if (raw == VersionVector.class) return context();
    if (raw == Dependencies.class) return dependencies();
    if (raw == VersionOffer.class) return versions();
    if (raw == MessageClock.class)
      return new MessageClock(view(), (Dot) value(Dot.class), new long[View.MAX_MEMBERS]);
    if (raw == DataFrame.class) return frame();
    if (raw == Acknowledged.class) return new Acknowledged((ViewId) value(ViewId.class), vector());
    if (raw.isSealed()) return value(one(raw.getPermittedSubclasses()));
    if (raw.isEnum()) return one(raw.getEnumConstants());
    if (raw.isRecord()) return record(raw);
    throw new AssertionError("RandomMessages knows no " + raw + ": teach it");
  }

  private Object ofGeneric(ParameterizedType type) {
    var raw = type.getRawType();
    var element = type.getActualTypeArguments()[0];
    if (raw == List.class) return many(() -> value(element));
    if (raw == SortedMap.class || raw == Map.class) return counts();
    if (raw == SortedSet.class) return new TreeSet<>(many(() -> value(element)));
    if (raw == Optional.class)
      return random.nextBoolean() ? Optional.of(value(element)) : Optional.empty();
    throw new AssertionError("RandomMessages knows no " + type + ": teach it");
  }

  private Object record(Class<?> type) {
    try {
      var components = type.getRecordComponents();
      var types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class[]::new);
      var values = Arrays.stream(components).map(c -> value(c.getGenericType())).toArray();
      return type.getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(type + " cannot be made", e);
    }
  }

  /** Small numbers and large ones, as often. */
  private long number() {
    return (random.nextLong() >>> 2) >>> random.nextInt(62);
  }

  private String node() {
    return text(MemberId.MAX_NODE_LENGTH, "abcXYZ019-._");
  }

  private String text(int maxLength) {
    return text(maxLength, "abcXYZ019-._:äλ漢 \n\"");
  }

  private String text(int maxLength, String alphabet) {
    int length = 1 + random.nextInt(maxLength);
    var text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  private byte[] bytes() {
    var bytes = new byte[random.nextInt(300)];
    random.nextBytes(bytes);
    return bytes;
  }

  private View view() {
    var ids = new TreeSet<>(many(this::member));
    ids.add(member());
    var members = new ArrayList<Member>();
    for (var id : ids) {
      members.add(
          new Member(id, (Endpoint) value(Endpoint.class), (Endpoint) value(Endpoint.class)));
    }
    return new View((ViewId) value(ViewId.class), members);
  }

  private VersionVector context() {
    var counts = new TreeMap<MemberId, Long>();
    for (var member : many(this::member)) counts.put(member, number());
    return VersionVector.of(counts);
  }

  private SortedMap<String, Long> counts() {
    var counts = new TreeMap<String, Long>();
    for (var name : many(() -> text(40))) counts.put(name, number());
    return counts;
  }

  private Founding founding() {
    if (random.nextBoolean()) return Founding.first(number(), member());
    int generation = 1 + random.nextInt(Founding.MAX_GENERATION);
    return new Founding(number(), member(), generation, random.nextLong());
  }

  private String hash() {
    return InvitationCode.hash(text(16));
  }

  private Dependencies dependencies() {
    long named = random.nextLong();
    // Few bits, as in life.
    for (int i = 0; i < 2; i++) named &= random.nextLong();
    return Dependencies.frontier(
        named, random.longs(Long.bitCount(named), 1, Long.MAX_VALUE).toArray());
  }

  private DataFrame frame() {
    int remaining = random.nextBoolean() ? 0 : random.nextInt(MulticastSettings.MAX_FRAGMENTS);
    var payload = Payload.wrap(bytes());
    return new DataFrame((Dot) value(Dot.class), dependencies(), payload, remaining);
  }

  private SlotVector vector() {
    return SlotVector.of(random.longs(random.nextInt(8), 0, Long.MAX_VALUE).toArray());
  }

  private VersionOffer versions() {
    int oldest = 1 + random.nextInt(VersionOffer.MAX_VERSION);
    int newest = oldest + random.nextInt(VersionOffer.MAX_VERSION + 1 - oldest);
    return new VersionOffer(oldest, newest, many(() -> "word-" + random.nextInt(9)));
  }

  private <T> T one(T[] values) {
    return values[random.nextInt(values.length)];
  }

  private <T> List<T> many(Supplier<T> element) {
    var list = new ArrayList<T>();
    int size = random.nextInt(MAX_LIST);
    for (int i = 0; i < size; i++) list.add(element.get());
    return list;
  }
}
