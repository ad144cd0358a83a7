package dev.parley.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.StateChanges;
import dev.parley.chat.history.ArchiveRequest;
import dev.parley.chat.history.ArchiveRequest.AskRows;
import dev.parley.chat.history.CatchUp;
import dev.parley.chat.model.ClaimPair;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.UserName;
import dev.parley.config.HistorySettings;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.VersionVector;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import dev.parley.replica.ChatStore;
import dev.parley.store.log.CheckpointLimits;
import dev.parley.testing.Seed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores that were apart, and the rules by which they fetch what they lack from each other. */
class ArchiveCatchUpTest {
  @TempDir Path directory;

  /** One server: its store, and what it fetches. */
  private static final class Server implements AutoCloseable {
    final Member member;
    final SqlStore store;
    CatchUp catchUp = new CatchUp(10 << 20);

    Server(Path directory, int number) {
      var endpoint = new Endpoint("127.0.0.1", 1_000 + number);
      member = new Member(new MemberId("n-" + number, 1), endpoint, endpoint);
      var owner = new SqlStore.Owner("test", "n-" + number);
      var history = new HistorySettings(Duration.ofDays(90), 10_000);
      var own = directory.resolve("" + number);
      assertThat(own.toFile().mkdirs()).isTrue();
      store =
          SqlStore.open(
              own,
              owner,
              new AnyPartner(),
              new SqlStore.Options(new CheckpointLimits(20, 20_000, 50), history));
      store.load();
    }

    void commit(List<Mail> arrived) {
      var none = List.<MessageId>of();
      var changes = new StateChanges(1, List.of(), List.of(), arrived, none, Optional.empty());
      store.commit(new ChatStore.Commit(changes, VersionVector.EMPTY));
    }

    @Override
    public void close() {
      store.close();
    }
  }

  @Test
  void stores_that_were_apart_have_the_same_archive_after_each_has_asked_the_others() {
    var seed = Seed.next();
    var random = seed.random();
    var servers = new ArrayList<Server>();
    for (int i = 0; i < 3; i++) servers.add(new Server(directory, i));
    var all = apart(servers, random, 1_500);
    var view = view(servers);
    for (var server : servers) server.catchUp.onView(view, server.member.id());
    for (var server : servers) {
      assertThat(server.catchUp.isComplete()).isFalse();
      run(server, servers, random);
      assertThat(server.catchUp.isComplete()).as("%s", seed).isTrue();
    }
    for (var server : servers) {
      new HistoryReader(server.store, 200).assertHas(all, "" + seed);
      while (server.store.hasStep()) server.store.step();
      new HistoryReader(server.store, 200).assertHas(all, "" + seed);
      server.close();
    }
  }

  @Test
  void a_store_that_has_everything_asks_for_no_row() {
    try (var one = new Server(directory, 1);
        var other = new Server(directory, 2)) {
      var mails = new ArrayList<Mail>();
      for (int i = 1; i <= 700; i++) mails.add(mail("u" + i, 1, i, "text"));
      one.commit(mails);
      other.commit(mails);
      while (other.store.hasStep()) other.store.step();
      one.catchUp.onView(view(List.of(one, other)), one.member.id());
      assertThat(run(one, List.of(one, other), new Random(1)).stream())
          .isNotEmpty()
          .noneMatch(AskRows.class::isInstance);
      assertThat(one.catchUp.isComplete()).isTrue();
    }
  }

  @Test
  void what_is_too_old_to_be_kept_is_not_taken_again() {
    try (var one = new Server(directory, 1);
        var other = new Server(directory, 2)) {
      var mails = List.of(mail("fang", 1, 10, "old"), mail("fang", 2, 20, "new"));
      other.commit(mails);
      var state = dev.parley.chat.ChatState.tracked();
      state.apply(new dev.parley.chat.ChatEvent.HistoryTrimmed(15));
      one.store.commit(new ChatStore.Commit(state.takeChanges(), VersionVector.EMPTY));
      one.catchUp.onView(view(List.of(one, other)), one.member.id());
      run(one, List.of(one, other), new Random(1));
      new HistoryReader(one.store, 10).assertHas(mails.subList(1, 2), "the new one");
      one.catchUp = new CatchUp(10 << 20);
      one.catchUp.onView(view(List.of(one, other)), one.member.id());
      assertThat(run(one, List.of(one, other), new Random(1)).stream())
          .as("what is gone is known to be")
          .noneMatch(AskRows.class::isInstance);
    }
  }

  /** Each message is committed at some of the servers, in the order of its stream. */
  private static List<Mail> apart(List<Server> servers, RandomGenerator random, int count) {
    var last = new TreeMap<String, Long>();
    var all = new ArrayList<Mail>();
    var part = List.copyOf(servers);
    for (int i = 1; i <= count; i++) {
      if (i % 50 == 0) part = servers.stream().filter(server -> random.nextBoolean()).toList();
      if (part.isEmpty()) part = List.of(servers.get(random.nextInt(servers.size())));
      var sender = "user" + random.nextInt(5);
      var mail = mail(sender, last.merge(sender, 1L, Long::sum), i, "text " + i);
      all.add(mail);
      for (var server : part) {
        server.commit(List.of(mail));
        if (random.nextBoolean() && server.store.hasStep()) server.store.step();
      }
    }
    return all;
  }

  private static Mail mail(String sender, long seq, long time, String text) {
    var id = new MessageId(new ClientStream(UserName.of(sender), "client"), seq);
    var clock = VersionVector.EMPTY.with(new MemberId("n-1", 1), time);
    return new Mail(id, UserName.of("shao"), text, time, time, new ClaimPair(sender.hashCode(), 6))
        .withClock(clock);
  }

  private static View view(List<Server> servers) {
    var members = servers.stream().map(server -> server.member).toList();
    return new View(new ViewId(1, members.get(0).id()), members);
  }

  /** Until there is nothing to do; some requests are lost. Returns the requests. */
  private static List<ArchiveRequest> run(
      Server server, List<Server> servers, RandomGenerator random) {
    var requests = new ArrayList<ArchiveRequest>();
    var catchUp = server.catchUp;
    for (long now = 0; !catchUp.isComplete(); now += 500) {
      assertThat(now).as("it comes to an end").isLessThan(1_000_000);
      var outputs = new ArrayList<>(catchUp.onTick(now));
      while (!outputs.isEmpty()) {
        var output = outputs.remove(0);
        if (output instanceof CatchUp.Ask ask) {
          requests.add(ask.request());
          if (random.nextInt(10) == 0 && servers.size() > 2) {
            catchUp.onFailed(ask.holder().id(), now);
            continue;
          }
          var holder =
              servers.stream().filter(s -> s.member.equals(ask.holder())).findFirst().orElseThrow();
          var answer = holder.store.answer(ask.request());
          outputs.addAll(catchUp.onAnswer(holder.member.id(), answer, 100, now));
        } else if (output instanceof CatchUp.FindLacking find) {
          var lacking = server.store.lacking(find.theirs());
          outputs.addAll(catchUp.onLacking(lacking, find.of(), now));
        } else if (output instanceof CatchUp.Take take) {
          server.store.take(take.rows());
          outputs.addAll(catchUp.onTaken(take.rows(), take.of(), now));
        }
      }
    }
    return requests;
  }
}
