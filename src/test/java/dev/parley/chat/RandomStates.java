package dev.parley.chat;

import dev.parley.chat.ChatEvent.BlockChange;
import dev.parley.chat.ChatEvent.BlocksChanged;
import dev.parley.chat.ChatEvent.ForgottenStream;
import dev.parley.chat.ChatEvent.LoggedOut;
import dev.parley.chat.ChatEvent.MailAcknowledged;
import dev.parley.chat.ChatEvent.MailExpired;
import dev.parley.chat.ChatEvent.MailSent;
import dev.parley.chat.ChatEvent.ReturnsTold;
import dev.parley.chat.ChatEvent.SessionId;
import dev.parley.chat.ChatEvent.SessionOpened;
import dev.parley.chat.ChatEvent.StreamMark;
import dev.parley.chat.ChatEvent.StreamsForgotten;
import dev.parley.chat.accounts.Account;
import dev.parley.chat.accounts.AccountChange.AccountRegistered;
import dev.parley.chat.accounts.AccountChange.PasswordChanged;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.model.ClaimPair;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.MemberId;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * The states of servers that hear of each other's events or do not, as in parts of a group, and
 * merge. Some users change their spelling, use a number twice, or lose their names.
 */
final class RandomStates {
  /** Of these the first two are in one bucket. */
  static final List<UserName> USERS = users();

  final List<ChatState> states = new ArrayList<>();
  private final RandomGenerator random;
  private final boolean hasDisputes;
  private long lastSession;

  /** Where it {@code hasDisputes}, two servers may give one name to two users. */
  RandomStates(int count, boolean hasDisputes, RandomGenerator random) {
    this.random = random;
    this.hasDisputes = hasDisputes;
    for (int i = 0; i < count; i++) states.add(new ChatState());
  }

  private static List<UserName> users() {
    var byBucket = new TreeMap<Integer, UserName>();
    for (int i = 0; ; i++) {
      var user = UserName.of("User" + i);
      var before = byBucket.put(BucketId.of(user), user);
      if (before == null) continue;
      var names = new ArrayList<>(List.of(before, user));
      for (var more : List.of("fang", "shao", "lin", "mei", "bo")) names.add(UserName.of(more));
      return List.copyOf(names);
    }
  }

  private UserName user() {
    var user = USERS.get(random.nextInt(USERS.size()));
    return random.nextInt(10) == 0 ? UserName.of(user.key()) : user;
  }

  ChatState one() {
    return states.get(random.nextInt(states.size()));
  }

  /** An event at one server, of which the others hear or not, or a merge. */
  void step() {
    var at = one();
    switch (random.nextInt(20)) {
      case 0 -> at.merge(one().snapshot());
      case 1 -> spread(at, block(at));
      case 2 -> spread(at, logout(at));
      case 3 -> account(at);
      case 4 -> spread(at, forgotten(at));
      case 5 -> spread(at, session(at));
      case 6, 7, 8, 9, 10, 11 -> gone(at);
      default -> spread(at, mail(at));
    }
  }

  private void spread(ChatState at, ChatEvent event) {
    boolean isEverywhere = random.nextBoolean();
    for (var state : states)
      if (state == at || isEverywhere || random.nextInt(4) == 0) state.apply(event);
  }

  private ChatEvent mail(ChatState at) {
    var from = user();
    var client = random.nextInt(4) == 0 ? "laptop" : "phone";
    var stream =
        random.nextInt(4) == 0
            ? ClientStream.ofNode(from, new MemberId("n-" + states.indexOf(at), 1))
            : new ClientStream(from, client);
    long next = at.highWaters().highest(stream) + 1;
    long seq = random.nextInt(6) == 0 ? Math.max(1, next - random.nextInt(4)) : next;
    // Most clients use a number for one message only.
    var to = random.nextInt(20) == 0 ? user() : USERS.get((int) (seq * 3 % USERS.size()));
    var claims = new ClaimPair(at.claim(from), at.claim(to));
    var mail =
        new Mail(
            new MessageId(stream, seq),
            to,
            "text " + random.nextInt(3) * (random.nextInt(10) == 0 ? 1 : 0),
            random.nextInt(1_000),
            at.nextLamport(),
            random.nextBoolean() ? claims : ClaimPair.UNKNOWN);
    return new MailSent(mail);
  }

  private void gone(ChatState at) {
    var name = user();
    var waiting = at.waiting(name);
    var returned = at.returned(name);
    if (!returned.isEmpty() && random.nextBoolean())
      spread(at, new ReturnsTold(name, List.of(returned.get(0).id()), ClaimPair.ANY));
    if (waiting.isEmpty()) return;
    var first = waiting.get(random.nextInt(waiting.size()));
    if (random.nextInt(5) == 0) spread(at, new MailExpired(List.of(first.id())));
    else {
      var mark = new StreamMark(first.id().stream(), first.id().seq());
      spread(at, new MailAcknowledged(name, List.of(mark)));
    }
  }

  private ChatEvent block(ChatState at) {
    var change = new BlockChange(user(), random.nextBoolean(), ClaimPair.ANY);
    boolean isWhole = random.nextInt(4) == 0;
    return new BlocksChanged(user(), ClaimPair.ANY, at.nextLamport(), isWhole, List.of(change));
  }

  private ChatEvent logout(ChatState at) {
    var name = user();
    return new LoggedOut(name, random.nextInt(3), at.nextLogout(name, 1_000), ClaimPair.ANY);
  }

  private ChatEvent forgotten(ChatState at) {
    var streams = at.highWaters().of(user()).keySet().stream().toList();
    if (streams.isEmpty()) return new StreamsForgotten(List.of());
    var stream = streams.get(random.nextInt(streams.size()));
    long upTo = at.highWaters().highest(stream);
    return new StreamsForgotten(
        List.of(new ForgottenStream(stream, upTo, random.nextInt(1_000), ClaimPair.ANY)));
  }

  private ChatEvent session(ChatState at) {
    var id = new SessionId(new MemberId("n-" + states.indexOf(at), 1), ++lastSession);
    return new SessionOpened(user(), id, at.nextLamport());
  }

  private void account(ChatState at) {
    var name = user();
    var verifier = new ScramVerifier("salt" + random.nextInt(1_000), 1, "key", "key");
    var known = at.account(name);
    if (known.isPresent()) {
      var claim = known.get().claim();
      var change = new PasswordChanged(name, claim, verifier, at.nextLamport());
      for (var state : states) if (state == at || random.nextBoolean()) state.apply(change);
      return;
    }
    var account = Account.register(name, verifier, at.nextLamport());
    for (var state : states) {
      boolean isMajority = !hasDisputes && state.account(name).isEmpty();
      if (state == at || isMajority) state.apply(new AccountRegistered(account));
    }
  }
}
