package dev.parley.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.ChatEvent.RegistryAppended;
import dev.parley.chat.accounts.AccountChange.AccountRegistered;
import dev.parley.chat.accounts.AccountChange.InvitedRegistered;
import dev.parley.chat.accounts.AccountLogEntry;
import dev.parley.chat.accounts.AccountLogEntry.Decision;
import dev.parley.chat.accounts.InvitationCode;
import dev.parley.chat.accounts.LeaderMessage.Denied;
import dev.parley.chat.accounts.LeaderMessage.Done;
import dev.parley.chat.accounts.LeaderMessage.Invited;
import dev.parley.chat.accounts.LeaderMessage.MakeInvitations;
import dev.parley.chat.accounts.LeaderMessage.Question;
import dev.parley.chat.accounts.LeaderMessage.RegisterInvited;
import dev.parley.chat.accounts.LeaderMessage.SetRegistration;
import dev.parley.chat.accounts.LeaderMessage.Stored;
import dev.parley.chat.accounts.LeaderMessage.Verdict;
import dev.parley.chat.accounts.Registration;
import dev.parley.chat.accounts.ScramVerifier;
import dev.parley.chat.model.Refusal.Code;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.election.ElectionMode;
import dev.parley.protocol.multicast.Payload;
import dev.parley.sim.invariant.Violation;
import dev.parley.wire.VersionedCbor;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** People who register with the same invitation at once, in two parts of a partition. */
@Tag("sim")
class InvitationsTest {
  private static final SimProfile PROFILE = SimProfile.of(ElectionMode.EAGER).withChat();
  private static final int SEEDS = 40;

  /** No seed before this one finds it, which takes half a minute to see. */
  private static final int MUTANT_FROM = 70;

  private static final int MUTANT_SEEDS = 200;

  private static final int CODES = 4;
  private static final int RIVALS = 4;
  private static final int TRIES = 200;
  private static final long RETRY_MS = 25;

  @Test
  void an_invitation_registers_one_account_in_whichever_part_it_is_used(TestInfo test) {
    Seeds.of(test, PROFILE).play(SEEDS, InvitationsTest::play);
  }

  @Test
  void an_invitation_that_the_decision_does_not_use_up_is_found_out(TestInfo test) {
    var broken =
        new Sabotage() {
          @Override
          public Payload onSubmit(Payload payload) {
            var event = VersionedCbor.EVENT.decode(payload.unsafeArray());
            if (event.isEmpty()
                || !(event.get() instanceof RegistryAppended appended)
                || !(appended.entry().content() instanceof Decision decision)
                || !(decision.change() instanceof InvitedRegistered invited)) return payload;
            var plain = new Decision(new AccountRegistered(invited.account()));
            var entry = new AccountLogEntry(appended.entry().position(), plain);
            return Payload.wrap(VersionedCbor.EVENT.encode(new RegistryAppended(entry)));
          }
        };
    var failure =
        Seeds.of(test, PROFILE)
            .sabotagedBy(broken)
            .firstFailure(MUTANT_FROM, MUTANT_SEEDS, InvitationsTest::play);
    System.out.println("sim: mutant " + test.getDisplayName() + ": " + failure);
    assertThat(failure.map(Seeds.Failure::cause)).get().isInstanceOf(Violation.class);
  }

  private static void play(Stage stage) {
    stage.group(5);
    var run = new InvitationsTest.Run(stage);
    run.operator(new SetRegistration(Registration.INVITE), Done.class::isInstance);
    var hashes = IntStream.range(0, CODES).mapToObj(Run::hash).toList();
    run.operator(new MakeInvitations(hashes, 3_600_000), Invited.class::isInstance);
    var nodes = new ArrayList<>(stage.sim().running());
    var minority = new ArrayList<SimNode>();
    for (int i = 0; i < 2; i++) minority.add(nodes.remove(stage.draw(0, nodes.size() - 1)));
    for (int person = 0; person < CODES * RIVALS; person++) run.rival(person);
    stage.runBetween(0, 60);
    stage.network().isolate(minority);
    stage.runBetween(0, 1_500);
    stage.network().heal();
    stage.settle();
    stage.run(500);
    run.check();
  }

  private static final class Run {
    private final Stage stage;
    private final List<TreeSet<String>> granted = new ArrayList<>();
    private boolean isDone;

    Run(Stage stage) {
      this.stage = stage;
      for (int code = 0; code < CODES; code++) granted.add(new TreeSet<>());
    }

    static String hash(int code) {
      return InvitationCode.hash("code " + code);
    }

    private static UserName name(int person) {
      return UserName.of("invited-" + (char) ('a' + person));
    }

    /** Asks until it is answered. */
    void operator(Question question, Predicate<Verdict> isAnswer) {
      isDone = false;
      ask(
          question,
          verdict -> {
            isDone |= isAnswer.test(verdict);
            return isDone;
          },
          TRIES);
      for (int i = 0; i < TRIES && !isDone; i++) stage.run(RETRY_MS);
      if (!isDone) throw new Violation(InvitationsTest.class, "no answer to " + question);
    }

    /** One of several who have the same code, and want names of their own. */
    void rival(int person) {
      int code = person % CODES;
      var verifier = new ScramVerifier("salt-" + person, 1, "stored-" + person, "server");
      ask(
          new RegisterInvited(name(person), verifier, hash(code)),
          verdict -> {
            if (verdict instanceof Stored) granted.get(code).add(name(person).spelling());
            boolean isRefused =
                verdict instanceof Denied denied && denied.refusal().code() == Code.INVITE_WRONG;
            return verdict instanceof Stored || isRefused;
          },
          TRIES);
    }

    /** {@code isAnswered} is true when nothing more needs to be asked. */
    private void ask(Question question, Predicate<Verdict> isAnswered, int tries) {
      var sim = stage.sim();
      var asked = new boolean[1];
      var node = sim.running().get(sim.random().nextInt(sim.running().size()));
      node.chat().orElseThrow().ask(question, verdict -> asked[0] |= isAnswered.test(verdict));
      sim.after(
          RETRY_MS,
          () -> {
            if (!asked[0] && tries > 0) ask(question, isAnswered, tries - 1);
          });
    }

    void check() {
      for (int code = 0; code < CODES; code++) {
        var names = new TreeSet<String>();
        for (int person = code; person < CODES * RIVALS; person += CODES) {
          var name = name(person);
          for (var node : stage.sim().running())
            if (node.chat().orElseThrow().state().account(name).isPresent())
              names.add(name.spelling());
        }
        if (names.size() != 1 || !names.containsAll(granted.get(code)))
          throw new Violation(
              InvitationsTest.class,
              "one invitation, registered: " + names + ", told: " + granted.get(code));
      }
    }
  }
}
