package dev.parley.chat.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.chat.accounts.AccountChange.InvitationEnded;
import dev.parley.chat.accounts.AccountChange.InvitationsMade;
import dev.parley.chat.accounts.AccountChange.InvitedRegistered;
import dev.parley.chat.accounts.AccountChange.RegistrationChanged;
import dev.parley.chat.accounts.AccountLogEntry.Content;
import dev.parley.chat.accounts.AccountLogEntry.Decision;
import dev.parley.chat.accounts.AccountLogEntry.Founding;
import dev.parley.chat.accounts.AccountLogEntry.Opening;
import dev.parley.chat.accounts.AccountLogEntry.Position;
import dev.parley.chat.accounts.AccountLogEntry.RestrictedOpening;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.MemberId;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RegistrationRulesTest {
  private static final String CODE = InvitationCode.hash("code");
  private static final Founding FOUNDING = Founding.first(1, new MemberId("a", 1));
  private static final Opening OPENING = new Opening(FOUNDING, List.of(), List.of("a"));

  private final AccountLog invite = log(new RestrictedOpening(OPENING, Registration.INVITE));

  @Test
  void are_those_of_the_founder_once_the_opening_is_decided() {
    assertThat(invite.rules()).isEqualTo(RegistrationRules.of(Registration.INVITE));
    assertThat(log(OPENING).rules()).as("as ever").isEqualTo(RegistrationRules.NONE);
    var reopened = decided(invite, OPENING);
    assertThat(reopened.rules()).as("of the next view").isEqualTo(invite.rules());
  }

  @Test
  void use_up_an_invitation_in_the_decision_that_makes_the_account() {
    var made = decided(invite, new Decision(made(CODE)));
    assertThat(made.rules().find(CODE)).isPresent();
    var twice = append(append(made, invited("fang")), invited("shao"));
    var step = twice.commit(twice.last());

    assertThat(step.decisions()).containsExactly(change("fang"));
    assertThat(step.registry().rules().invitations()).isEmpty();
  }

  @Test
  void decide_nothing_for_an_invitation_that_is_not_there() {
    var unknown = append(invite, invited("fang"));
    assertThat(unknown.commit(unknown.last()).decisions()).isEmpty();
    var ended =
        append(
            append(
                decided(invite, new Decision(made(CODE))),
                new Decision(new InvitationEnded(CODE.substring(0, 10)))),
            invited("fang"));
    assertThat(ended.commit(ended.last()).decisions())
        .containsExactly(new InvitationEnded(CODE.substring(0, 10)));
  }

  @Test
  void are_changed_by_the_operator_and_keep_the_invitations() {
    var open =
        decided(
            decided(invite, new Decision(made(CODE))),
            new Decision(new RegistrationChanged(Registration.OPEN)));
    assertThat(open.rules().mode()).isEqualTo(Registration.OPEN);
    assertThat(open.rules().invitations()).hasSize(1);
  }

  @Test
  void forget_what_had_expired_when_new_ones_are_made() {
    var old = new Invitation(CODE, 0, 99);
    var other = new Invitation(InvitationCode.hash("other"), 0, 100);
    var late = new Invitation(InvitationCode.hash("late"), 99, 200);
    var rules =
        new RegistrationRules(Registration.INVITE, List.of(old, other))
            .after(new InvitationsMade(List.of(late)));
    assertThat(rules.invitations()).containsExactly(other, late);
  }

  @Test
  void hold_a_bounded_number_of_invitations() {
    var most = invitations(RegistrationRules.MAX_INVITATIONS);
    var full = new RegistrationRules(Registration.INVITE, most);
    assertThat(full.after(made(CODE)).invitations()).isEqualTo(most);
    assertThatThrownBy(
            () ->
                new RegistrationRules(
                    Registration.INVITE, invitations(RegistrationRules.MAX_INVITATIONS + 1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void of_the_part_whose_log_goes_on_count_where_two_parts_meet() {
    var ahead = decided(decided(invite, new Decision(made(CODE))), invited("fang"));
    var behind = decided(invite, new Decision(made(CODE)));
    assertThat(AccountLog.merge(behind, ahead).registry().rules()).isEqualTo(ahead.rules());
    assertThat(AccountLog.merge(ahead, behind).registry().rules()).isEqualTo(ahead.rules());
  }

  private static List<Invitation> invitations(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new Invitation(InvitationCode.hash("some " + i), 0, 1_000))
        .toList();
  }

  private static InvitationsMade made(String hash) {
    return new InvitationsMade(List.of(new Invitation(hash, 1, 100)));
  }

  private static Decision invited(String name) {
    return new Decision(change(name));
  }

  private static AccountChange change(String name) {
    var verifier = new ScramVerifier("salt-" + name, 1, "k", "v");
    return new InvitedRegistered(Account.register(UserName.of(name), verifier, 1), CODE);
  }

  private static AccountLog log(Content opening) {
    var log = AccountLog.found(new AccountLogEntry(new Position(1, 1), opening)).orElseThrow();
    return log.commit(log.last()).registry();
  }

  private static AccountLog decided(AccountLog log, Content content) {
    var longer = append(log, content);
    return longer.commit(longer.last()).registry();
  }

  private static AccountLog append(AccountLog log, Content content) {
    return log.append(new AccountLogEntry(log.last().next(1), content)).orElseThrow();
  }
}
