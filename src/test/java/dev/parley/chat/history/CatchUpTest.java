package dev.parley.chat.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.history.ArchiveAnswer.CopiedRows;
import dev.parley.chat.history.ArchiveAnswer.StreamPage;
import dev.parley.chat.history.ArchiveRequest.AskRows;
import dev.parley.chat.history.ArchiveRequest.AskStreams;
import dev.parley.chat.history.CatchUp.Ask;
import dev.parley.chat.history.CatchUp.CaughtUp;
import dev.parley.chat.history.CatchUp.FindLacking;
import dev.parley.chat.history.CatchUp.Take;
import dev.parley.chat.history.NumberRanges.Range;
import dev.parley.chat.model.ClientStream;
import dev.parley.chat.model.Mail;
import dev.parley.chat.model.MessageId;
import dev.parley.chat.model.UserName;
import dev.parley.protocol.Endpoint;
import dev.parley.protocol.Member;
import dev.parley.protocol.MemberId;
import dev.parley.protocol.View;
import dev.parley.protocol.ViewId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CatchUpTest {
  private static final Member SELF = member("a");
  private static final Member ONE = member("b");
  private static final Member OTHER = member("c");
  private static final ClientStream STREAM = new ClientStream(UserName.of("fang"), "c");
  private static final StreamNumbers FIVE = numbers(1, 5);

  private final CatchUp catchUp = new CatchUp(1_000);

  @Test
  void a_server_is_complete_alone_and_with_members_that_were_in_its_view_before() {
    assertThat(catchUp.isComplete()).isTrue();
    catchUp.onView(view(SELF), SELF.id());
    assertThat(catchUp.isComplete()).isTrue();
    catchUp.onView(view(SELF, ONE), SELF.id());
    assertThat(catchUp.isComplete()).isFalse();
    finish(ONE, 0);
    assertThat(catchUp.isComplete()).isTrue();
    catchUp.onView(view(SELF, ONE), SELF.id());
    assertThat(catchUp.isComplete()).isTrue();
    catchUp.onView(view(SELF), SELF.id());
    catchUp.onView(view(SELF, ONE), SELF.id());
    assertThat(catchUp.isComplete()).as("it was away").isFalse();
  }

  @Test
  void what_is_lacking_is_asked_for_until_all_of_it_is_there() {
    begin();
    assertThat(answer(ONE, page(FIVE), 0)).containsExactly(new FindLacking(List.of(FIVE), 0));
    var asked = catchUp.onLacking(List.of(FIVE), 0, 0);
    assertThat(asked).containsExactly(new Ask(ONE, new AskRows(List.of(FIVE))));
    var some = new CopiedRows(List.of(mail(1), mail(3)), List.of(numbers(1, 3)));
    assertThat(answer(ONE, some, 0)).containsExactly(new Take(some, 0));
    var left = catchUp.onTaken(some, 0, 0);
    assertThat(left).containsExactly(new Ask(ONE, new AskRows(List.of(numbers(4, 5)))));
    var rest = new CopiedRows(List.of(), List.of(numbers(4, 5)));
    assertThat(answer(ONE, rest, 0)).containsExactly(new Take(rest, 0));
    assertThat(catchUp.onTaken(rest, 0, 0)).containsExactly(new CaughtUp(ONE, 2));
    assertThat(catchUp.isComplete()).isTrue();
  }

  @Test
  void an_answer_with_what_was_not_asked_for_counts_as_none() {
    var foreign =
        List.of(
            new CopiedRows(List.of(mail(6)), List.of(FIVE)),
            new CopiedRows(List.of(), List.of(numbers(1, 6))),
            new CopiedRows(List.of(), List.of()),
            new CopiedRows(List.of(mail(4)), List.of(numbers(1, 3))),
            new CopiedRows(List.of(), List.of(new StreamNumbers(other(), FIVE.ranges()))));
    long now = 0;
    catchUp.onView(view(SELF, ONE), SELF.id());
    long attempt = 0;
    for (var answer : foreign) {
      assertThat(catchUp.onTick(now)).hasSize(1);
      answer(ONE, page(FIVE), now);
      assertThat(catchUp.onLacking(List.of(FIVE), attempt, now)).hasSize(1);
      assertThat(answer(ONE, answer, now)).as("%s", answer).isEmpty();
      long retryMs = CatchUp.RETRY_MS << attempt;
      assertThat(catchUp.onTick(now + retryMs - 1)).isEmpty();
      now += retryMs;
      attempt++;
    }
    assertThat(catchUp.isComplete()).isFalse();
    assertThat(catchUp.onTick(now)).hasSize(1);
    assertThat(answer(ONE, new CopiedRows(List.of(), List.of(FIVE)), now))
        .as("another question was asked")
        .isEmpty();
  }

  @Test
  void a_holder_that_does_not_answer_comes_after_the_others() {
    catchUp.onView(view(SELF, ONE, OTHER), SELF.id());
    assertThat(catchUp.onTick(0)).containsExactly(askStreams(ONE));
    assertThat(catchUp.onTick(CatchUp.PATIENCE_MS - 1)).isEmpty();
    assertThat(catchUp.onTick(CatchUp.PATIENCE_MS)).isEmpty();
    long next = CatchUp.PATIENCE_MS + CatchUp.RETRY_MS;
    assertThat(catchUp.onTick(next)).containsExactly(askStreams(OTHER));
    assertThat(answer(ONE, page(FIVE), next)).as("too late").isEmpty();
    finish(OTHER, next);
    assertThat(catchUp.isComplete()).isFalse();
    assertThat(catchUp.onTick(next + 1)).containsExactly(askStreams(ONE));
  }

  @Test
  void a_holder_that_has_left_the_view_is_no_more_asked() {
    catchUp.onView(view(SELF, ONE, OTHER), SELF.id());
    catchUp.onTick(0);
    catchUp.onView(view(SELF, OTHER), SELF.id());
    assertThat(catchUp.onTick(0)).containsExactly(askStreams(OTHER));
    assertThat(catchUp.onLacking(List.of(FIVE), 0, 0)).as("of the one before").isEmpty();
    catchUp.onView(view(SELF), SELF.id());
    assertThat(catchUp.isComplete()).isTrue();
  }

  @Test
  void the_next_request_waits_until_the_bytes_of_the_last_answer_are_within_the_rate() {
    begin();
    catchUp.onAnswer(ONE.id(), page(FIVE), 500, 0);
    assertThat(catchUp.onLacking(List.of(FIVE), 0, 10)).isEmpty();
    assertThat(catchUp.onTick(499)).isEmpty();
    assertThat(catchUp.onTick(500)).containsExactly(new Ask(ONE, new AskRows(List.of(FIVE))));
  }

  @Test
  void a_request_has_no_more_streams_and_intervals_than_it_may() {
    begin();
    answer(ONE, page(FIVE), 0);
    var many = new NumberRanges();
    for (int i = 1; i <= 900; i++) many.add(2L * i);
    var lacking = new java.util.ArrayList<StreamNumbers>();
    for (int i = 0; i < 300; i++)
      lacking.add(
          new StreamNumbers(
              new ClientStream(UserName.of("u" + i), "c"), i < 3 ? many.ranges() : FIVE.ranges()));
    var ask = (AskRows) ((Ask) catchUp.onLacking(lacking, 0, 0).get(0)).request();
    assertThat(ask.wanted().stream().mapToInt(of -> of.ranges().size()).sum())
        .isEqualTo(AskRows.MAX_RANGES);
    assertThat(ask.wanted()).hasSizeLessThanOrEqualTo(AskRows.MAX_STREAMS);
  }

  private void begin() {
    catchUp.onView(view(SELF, ONE), SELF.id());
    assertThat(catchUp.onTick(0)).containsExactly(askStreams(ONE));
  }

  private void finish(Member holder, long now) {
    catchUp.onTick(now);
    var found = (FindLacking) answer(holder, page(), now).get(0);
    assertThat(catchUp.onLacking(List.of(), found.of(), now))
        .containsExactly(new CaughtUp(holder, 0));
  }

  private List<CatchUp.Output> answer(Member holder, ArchiveAnswer answer, long now) {
    return catchUp.onAnswer(holder.id(), answer, 0, now);
  }

  private static Ask askStreams(Member holder) {
    return new Ask(holder, new AskStreams(Optional.empty()));
  }

  private static StreamPage page(StreamNumbers... streams) {
    return new StreamPage(List.of(streams), Optional.empty());
  }

  private static StreamNumbers numbers(long from, long to) {
    return new StreamNumbers(STREAM, List.of(new Range(from, to)));
  }

  private static ClientStream other() {
    return new ClientStream(UserName.of("shao"), "c");
  }

  private static Mail mail(long seq) {
    return new Mail(new MessageId(STREAM, seq), UserName.of("shao"), "text", 1, seq);
  }

  private static View view(Member... members) {
    return new View(new ViewId(1, SELF.id()), List.of(members));
  }

  private static Member member(String node) {
    var endpoint = new Endpoint("127.0.0.1", 7_000);
    return new Member(new MemberId(node, 1), endpoint, endpoint);
  }
}
