package dev.parley.replica;

import akka.actor.testkit.typed.javadsl.TestInbox;
import dev.parley.chat.ChatSnapshot;
import dev.parley.chat.ChatState;
import dev.parley.chat.MailExpiry;
import dev.parley.chat.MemoryRoom;
import dev.parley.chat.accounts.AccountLogSettings;
import dev.parley.chat.accounts.LeaderMessage;
import dev.parley.chat.accounts.PortAnswer;
import dev.parley.chat.model.ReadPosition;
import dev.parley.chat.model.UserName;
import dev.parley.group.CausalMulticast;
import dev.parley.group.ProtocolActor;
import dev.parley.group.RunRecorder;
import dev.parley.protocol.Ballot;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.Output.Transmit;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import dev.parley.protocol.multicast.MulticastOutput;
import dev.parley.protocol.multicast.Payload;
import dev.parley.protocol.multicast.Quorum;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.helpers.NOPLogger;

/**
 * What the product's {@link Replica} does, without an actor, a clock or a disk: whoever holds it
 * gives it inputs, and takes what it sends to anybody. All in one thread, so that a run repeats.
 */
public final class BareReplica {
  /** Where its effects go. */
  public interface Environment {
    void submit(Payload payload);

    void durable(VersionVector delivered);

    void await(long seq, List<Quorum> quorums);

    /** Answered by {@link #written}. */
    void write(ChatStore.Commit commit);

    void send(Transmit transmit);

    void offer(Ballot ballot, ChatSnapshot state);

    void probe(Endpoint bus, Consumer<PortAnswer> told);

    /** The time of day. */
    default long wallClockMs() {
      return 0;
    }

    default long keepMailMs() {
      return MailExpiry.FOR_EVER;
    }

    default long mailMemory() {
      return MemoryRoom.UNLIMITED;
    }

    /** A state of this hash begins {@code view}. */
    void begins(MemberId self, ViewId view, String digest);
  }

  private final Environment environment;
  private final AccountLogSettings registry;
  private final TestInbox<ReplicaProtocol.Command> self = TestInbox.create();
  private final TestInbox<Journal.Write> journal = TestInbox.create();
  private final TestInbox<ProtocolActor.Command> multicast = TestInbox.create();
  private final Set<BareSession> sessions = new LinkedHashSet<>();
  private final Map<TestInbox<LeaderMessage.Verdict>, Consumer<LeaderMessage.Verdict>> askers =
      new LinkedHashMap<>();
  private final ReplicaCore core;
  private long lastInbox;

  public BareReplica(Environment environment, ChatStore.Kept kept, AccountLogSettings registry) {
    this.environment = environment;
    this.registry = registry;
    var store = Optional.of(new Journal.Opened(new ChatStore.Loaded(kept), journal.getRef()));
    core = new ReplicaCore(new Around(store), self.getRef(), NOPLogger.NOP_LOGGER);
    core.onStateChanged("member");
  }

  // The group.

  public VersionVector starting(Member member) {
    var delivered = core.onGroupStarting(member);
    settle();
    return delivered;
  }

  public void started(Member member) {
    core.onGroupStarted(member, multicast.getRef());
    settle();
  }

  public void onMulticast(MulticastOutput output, long nowMs) {
    core.onMulticast(output, nowMs);
    settle();
  }

  public void onStates(Ballot ballot, List<ChatSnapshot> states) {
    core.onStatesArrived(ballot, states);
    settle();
  }

  public void onLeaderMessage(MemberId from, LeaderMessage message, long nowMs) {
    core.onLeaderMessage(from, message, nowMs);
    settle();
  }

  public void onTick(long nowMs) {
    core.onTick(nowMs);
    settle();
  }

  /** The commit before last given to {@link Environment#write} is on the disk. */
  public void written() {
    core.onWritten();
    settle();
  }

  // People.

  public BareSession open(UserName name, String client, ReadPosition after, long nowMs) {
    var session = new BareSession("session-" + ++lastInbox);
    sessions.add(session);
    core.sessions()
        .onOpen(
            new ReplicaProtocol.OpenSession(
                name, core.state().claim(name), client, after, session.events()),
            nowMs);
    settle();
    return session;
  }

  public void send(BareSession session, UserName to, String text, long seq) {
    core.onSend(
        new ReplicaProtocol.Send(
            session.events(),
            to,
            text,
            Optional.of(seq),
            new ReplicaProtocol.SendReply(session.answers(), seq)));
    settle();
  }

  public void acknowledge(BareSession session, long n) {
    core.sessions().onAcknowledge(session.events(), n);
    settle();
  }

  public void close(BareSession session) {
    core.sessions().onClose(session.events());
    sessions.remove(session);
    settle();
  }

  /** Asks the leader; {@code asker} hears the verdict. */
  public void ask(
      LeaderMessage.Question question, Consumer<LeaderMessage.Verdict> asker, long nowMs) {
    var inbox = TestInbox.<LeaderMessage.Verdict>create("asker-" + ++lastInbox);
    askers.put(inbox, asker);
    core.askLeader(new ReplicaProtocol.AskLeader(question, inbox.getRef()), nowMs);
    settle();
  }

  /** As the operator's command; {@code asker} hears the verdict. */
  public void recover(long id, Consumer<LeaderMessage.Verdict> asker, long nowMs) {
    var inbox = TestInbox.<LeaderMessage.Verdict>create("asker-" + ++lastInbox);
    askers.put(inbox, asker);
    core.recover(new ReplicaProtocol.Recover(id, inbox.getRef()), nowMs);
    settle();
  }

  /** It is about to leave; {@code asker} hears what becomes of its vote. */
  public void giveUpVote(Consumer<LeaderMessage.Verdict> asker, long nowMs) {
    var inbox = TestInbox.<LeaderMessage.Verdict>create("asker-" + ++lastInbox);
    askers.put(inbox, asker);
    core.giveUpVote(inbox.getRef(), nowMs);
    settle();
  }

  // What is known.

  /** Who is thought to be online, everywhere. */
  public List<UserName> online() {
    return List.copyOf(core.state().presence().online());
  }

  public ChatState state() {
    return core.state();
  }

  /** Everything that was done leaves, until there is nothing more. */
  private void settle() {
    boolean isMore = true;
    while (isMore) {
      core.afterInput();
      isMore = false;
      for (var message : multicast.getAllReceived()) toMulticast(message);
      for (var write : journal.getAllReceived()) environment.write(write.commit());
      for (var message : self.getAllReceived()) {
        var probed = (Replica.Probed) message;
        core.onProbed(probed.member(), probed.answer());
        isMore = true;
      }
    }
    List.copyOf(sessions).forEach(BareSession::take);
    for (var asker : new ArrayList<>(askers.entrySet())) {
      for (var answer : asker.getKey().getAllReceived()) {
        askers.remove(asker.getKey());
        asker.getValue().accept(answer);
      }
    }
  }

  private void toMulticast(ProtocolActor.Command message) {
    if (message instanceof CausalMulticast.Submit submit) environment.submit(submit.payload());
    else if (message instanceof CausalMulticast.Durable durable)
      environment.durable(durable.delivered());
    else if (message instanceof CausalMulticast.Await await)
      environment.await(await.seq(), await.quorums());
    else throw new AssertionError("no effect for " + message);
  }

  private final class Around implements Replica.Environment {
    private final Optional<Journal.Opened> store;

    Around(Optional<Journal.Opened> store) {
      this.store = store;
    }

    @Override
    public void send(Transmit transmit) {
      environment.send(transmit);
    }

    @Override
    public void offerState(Ballot ballot, ChatSnapshot state) {
      environment.offer(ballot, state);
    }

    @Override
    public long wallClockMs() {
      return environment.wallClockMs();
    }

    @Override
    public long keepMailMs() {
      return environment.keepMailMs();
    }

    @Override
    public long mailMemory() {
      return environment.mailMemory();
    }

    @Override
    public long leaderPatienceMs() {
      return 2_000;
    }

    @Override
    public void viewInstalled(View view) {}

    @Override
    public Optional<Journal.Opened> store() {
      return store;
    }

    @Override
    public AccountLogSettings registry() {
      return registry;
    }

    @Override
    public CompletionStage<PortAnswer> probe(Endpoint bus) {
      var answer = new CompletableFuture<PortAnswer>();
      environment.probe(
          bus,
          said -> {
            answer.complete(said);
            settle();
          });
      return answer;
    }

    @Override
    public RunRecorder recorder(MemberId member) {
      return new RunRecorder() {
        @Override
        public void begins(ViewId view, Supplier<String> digest) {
          environment.begins(member, view, digest.get());
        }
      };
    }
  }
}
