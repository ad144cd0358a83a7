package dev.parley.store;

import dev.parley.chat.ChatEvent;
import dev.parley.chat.ChatState;
import dev.parley.chat.Notice;
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
import dev.parley.replica.ChatStore;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** A state that random events are applied to: registrations, mail, acknowledgements, passwords. */
public final class RandomChat {
  private static final int USERS = 6;

  private final RandomGenerator random;
  private final ChatState state = ChatState.tracked();
  private final TreeMap<ClientStream, Long> last = new TreeMap<>();
  private VersionVector delivered = VersionVector.EMPTY;
  private final TreeMap<MessageId, Mail> history = new TreeMap<>();
  private long arrived;

  public RandomChat(RandomGenerator random) {
    this.random = random;
  }

  public ChatState state() {
    return state;
  }

  public ChatStore.Commit commit() {
    return new ChatStore.Commit(state.takeChanges(), delivered);
  }

  /** How many messages were sent since this was last asked. */
  long takeArrived() {
    long taken = arrived;
    arrived = 0;
    return taken;
  }

  public VersionVector delivered() {
    return delivered;
  }

  public void step() {
    var origin = new MemberId("n-" + random.nextInt(3), 1 + random.nextInt(2));
    delivered = delivered.with(origin, delivered.get(origin) + 1);
    int lot = random.nextInt(12);
    if (lot == 11) logOut();
    else if (lot == 0) register();
    else if (lot == 1) changePassword();
    else if (lot == 2) block();
    else if (lot == 10) forget();
    else if (lot < 5) acknowledge();
    else send();
  }

  private UserName user() {
    // As typed at registration: the spelling is kept.
    return UserName.of("User" + random.nextInt(USERS));
  }

  private void register() {
    // Now and then somebody turns out to have had the name before, in servers that were apart.
    long lamport = random.nextInt(3) == 0 ? 1 : state.nextLamport();
    var account = Account.register(user(), verifier(), lamport);
    state.apply(new AccountChange.AccountRegistered(account));
  }

  private void changePassword() {
    var account = state.account(user());
    if (account.isEmpty()) return;
    var known = account.get();
    state.apply(
        new AccountChange.PasswordChanged(
            known.name(), known.claim(), verifier(), state.nextLamport()));
  }

  private void logOut() {
    var user = user();
    long mark = state.nextLogout(user, random.nextLong(1L << 40));
    // At most 3 clients, or all.
    long client = random.nextLong(1, 6);
    state.apply(new ChatEvent.LoggedOut(user, client, mark, state.claim(user)));
  }

  private ScramVerifier verifier() {
    var salt = Long.toHexString(random.nextLong());
    return new ScramVerifier(salt, 1 + random.nextInt(9), "stored" + salt, "server" + salt);
  }

  /** This many messages that nobody reads meanwhile. */
  public void sendMany(int count) {
    for (int i = 0; i < count; i++) send();
  }

  private void send() {
    var stream = new ClientStream(user(), "c" + random.nextInt(2));
    long seq = last.merge(stream, 1L, Long::sum);
    arrived++;
    var text = "text '" + random.nextInt(100) + "' \u00fc\u6f22\n\u0001";
    var to = user();
    var parties = new ClaimPair(state.claim(stream.sender()), state.claim(to));
    var mail = new Mail(new MessageId(stream, seq), to, text, seq, state.nextLamport(), parties);
    for (var notice : state.apply(new ChatEvent.MailSent(mail.withClock(delivered))))
      if (notice instanceof Notice.MailArrived known) history.put(mail.id(), known.mail());
  }

  /** Every message that arrived, read or not. */
  public Collection<Mail> history() {
    return history.values();
  }

  private void forget() {
    var stream = new ClientStream(user(), "c" + random.nextInt(2));
    long highest = state.highWaters().highest(stream);
    var forgotten = new ChatEvent.ForgottenStream(stream, highest, 1, ClaimPair.ANY);
    state.apply(new ChatEvent.StreamsForgotten(List.of(forgotten)));
  }

  private void block() {
    var change = new ChatEvent.BlockChange(user(), random.nextBoolean(), ClaimPair.ANY);
    long lamport = state.nextLamport();
    boolean isWhole = random.nextInt(10) == 0;
    state.apply(
        new ChatEvent.BlocksChanged(user(), ClaimPair.ANY, lamport, isWhole, List.of(change)));
  }

  private void acknowledge() {
    var user = user();
    var waiting = state.waiting(user);
    if (waiting.isEmpty()) return;
    var id = waiting.get(random.nextInt(waiting.size())).id();
    var mark = new ChatEvent.StreamMark(id.stream(), id.seq(), ClaimPair.ANY);
    state.apply(new ChatEvent.MailAcknowledged(user, List.of(mark)));
  }
}
